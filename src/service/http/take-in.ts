import { ClaimlensError } from '../../errors.js';
import type { Ticket } from './admission.js';
import { type Material, readMaterial } from './body.js';
import type { Context } from './context.js';
import type { Reply, Request } from './fastify.js';

/** Time that a client has to read an answer while the rest of its body is thrown away. */
const GRACE_MS = 2000;

/** What a request brought, and what gives its memory back. */
interface TakenIn {
  readonly owner: string;
  readonly material: Material;
  readonly ticket: Ticket;
  /** Fires when the client goes away before its answer. */
  readonly signal: AbortSignal;
}

/**
 * The way in of every request with pictures: key, room, size, then the body. Refusals come before the body is read.
 *
 * @throws ClaimlensError `unauthorized`, `closed`, `busy`, `limit-exceeded`, and what reading the body throws
 */
export async function takeIn(request: Request, reply: Reply, context: Context): Promise<TakenIn> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  let ticket: Ticket | null = null;
  try {
    const owner = context.keyring.identify(request.headers.authorization);
    requireRoom(request, context);
    ticket = context.admission.enter();
    const material = await readMaterial(request, context, ticket, gone.signal);
    return { owner, material, ticket, signal: gone.signal };
  } catch (error) {
    ticket?.release();
    throwBodyAway(request, reply);
    throw error;
  }
}

function requireRoom(request: Request, { draining, jobs, settings }: Context): void {
  if (draining()) throw new ClaimlensError('closed', 'service: it is closing and takes on nothing new');
  if (jobs.load.full)
    throw new ClaimlensError('busy', 'queue: expected fewer waiting inspections; try later');
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > settings.maxRequestBytes)
    throw new ClaimlensError(
      'limit-exceeded',
      `request size: expected at most ${settings.maxRequestBytes} bytes (maxRequestBytes), got ${length}`,
    );
}

/**
 * A client that still sends does not read: a socket that is closed at once would cost it the answer. So the rest of
 * the body is read and dropped for a moment, and the socket ends only when the client has not finished by then.
 */
function throwBodyAway({ raw }: Request, reply: Reply): void {
  if (raw.complete) return;
  raw.unpipe();
  raw.resume();
  reply.raw.once('finish', () => {
    setTimeout(() => {
      if (!raw.complete) raw.destroy();
    }, GRACE_MS).unref();
  });
}
