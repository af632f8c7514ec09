import { createHash } from 'node:crypto';
import { parseClaim } from '../../artifacts/claim.js';
import { ClaimlensError } from '../../errors.js';
import type { InspectionInput } from '../../inspect.js';
import { canonicalJson } from '../../report/canonical.js';
import { renderHtml } from '../../report/html/html.js';
import type { Report } from '../../report/schema.js';
import type { Job } from '../jobs/jobs.js';
import type { Material } from './body.js';
import type { Context } from './context.js';
import type { App, Reply, Request } from './fastify.js';
import { acceptedLanguage, type Preferences, readPreferences, wantsHtml } from './preferences.js';
import { takeIn } from './take-in.js';

/** `POST /v1/inspections` and `GET /v1/inspections/{id}`. */
export function addInspections(app: App, context: Context): void {
  app.post('/v1/inspections', (request, reply) => create(request, reply, context));
  app.get<{ Params: { id: string } }>('/v1/inspections/:id', (request, reply) =>
    show(request, reply, context, request.params.id),
  );
}

async function create(request: Request, reply: Reply, context: Context): Promise<Reply> {
  const preferences = readPreferences(request);
  const key = readIdempotencyKey(request);
  const { owner, material, ticket, signal } = await takeIn(request, reply, context);
  const { jobs, settings } = context;
  let submitted: Awaited<ReturnType<typeof jobs.submit>>;
  try {
    const input = toInput(material);
    submitted = await jobs.submit({
      owner,
      input,
      html: preferences.html ?? undefined,
      ...(key === null ? {} : { idempotency: { key, digest: digestOf(input, preferences) } }),
      release: ticket.release,
    });
  } catch (error) {
    ticket.release();
    throw error;
  }
  if (submitted.replayed) ticket.release();
  const { job, replayed } = submitted;
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (preferences.async) return accept(job, reply.header('preference-applied', 'respond-async'), context);

  // Nobody reads the answer of a client that left, unless its key lets it come back.
  const giveUp = () => {
    if (key === null) void jobs.cancel(job.id, owner);
  };
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  const waitMs = Math.min(preferences.waitMs ?? settings.syncWaitMs, settings.syncWaitMs);
  const ended = (await jobs.wait(job.id, owner, waitMs)) ?? job;
  signal.removeEventListener('abort', giveUp);
  return answer(ended, request, reply, context, wantsHtml(request));
}

async function show(request: Request, reply: Reply, context: Context, name: string): Promise<Reply> {
  const owner = context.keyring.identify(request.headers.authorization);
  const id = name.replace(/\.html$/, '');
  const job = await context.jobs.get(id, owner);
  if (!job)
    throw new ClaimlensError(
      'not-found',
      'inspection: there is none with this id, or it is no longer kept, or another key asked for it',
    );
  return answer(job, request, reply, context, name !== id || wantsHtml(request));
}

/** The same answer to the request that made the job and to those that ask for it later. */
function answer(job: Job, request: Request, reply: Reply, context: Context, html: boolean): Reply {
  const { outcome } = job;
  if (!outcome) return accept(job, reply, context);
  if (outcome.status === 'failed') throw new ClaimlensError(outcome.error.code, outcome.error.message);
  reply.header('content-location', hrefOf(job)).header('vary', 'accept, accept-language');
  if (!html) return reply.type('application/json; charset=utf-8').send(outcome.result.report);
  // Without pictures a page is words and figures: a few milliseconds.
  const page =
    outcome.result.html ??
    renderHtml(JSON.parse(outcome.result.report) as Report, null, { language: acceptedLanguage(request) });
  return reply.type('text/html; charset=utf-8').send(page);
}

function accept(job: Job, reply: Reply, { jobs }: Context): Reply {
  return reply
    .code(202)
    .header('location', hrefOf(job))
    .header('retry-after', jobs.load.retryAfterSeconds)
    .send({ id: job.id, state: job.state, href: hrefOf(job) });
}

const hrefOf = ({ id }: Job) => `/v1/inspections/${id}`;

function toInput({ photos, references, claim }: Material): InspectionInput {
  if (photos.length !== 1)
    throw new ClaimlensError('invalid-argument', `photo: expected one, got ${photos.length}`);
  return { photo: photos[0], references, claim: parseClaim(claim) };
}

function readIdempotencyKey(request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ClaimlensError(
      'invalid-argument',
      'Idempotency-Key: expected 1 to 255 visible ASCII characters',
    );
  return key;
}

/** Tells requests apart by what they ask for, not by how the parts were framed. */
function digestOf(input: InspectionInput, { html }: Preferences): string {
  const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
  return hash(
    canonicalJson({
      photo: hash(input.photo as Uint8Array),
      references: (input.references ?? []).map((reference) =>
        reference instanceof Uint8Array ? hash(reference) : hash(canonicalJson(reference)),
      ),
      claim: input.claim ?? {},
      html,
    }),
  );
}
