import type { Claim } from '../../artifacts/claim.js';
import { ClaimlensError, type ErrorCode, toClaimlensError } from '../../errors.js';
import { isFingerprint } from '../../matching/fingerprint.js';
import type { InspectionResult } from '../../pool/messages.js';
import type { InspectionPool } from '../../pool/pool.js';
import { canonicalJson, sha256Hex } from '../../report/canonical.js';
import { TRANSIENT } from '../jobs/jobs.js';
import type { ClaimQueue, Delivery } from './contract.js';
import { type ClaimJob, type JobPicture, parseClaimJob } from './job.js';
import type { PictureStore } from './pictures.js';
import { resultKey } from './results.js';

/** Pause after the engine could not be reached. */
const UNREACHABLE_PAUSE_MS = 1000;
/** A `take` that lasts longer than this is not waited for when the worker stops. */
const LONGEST_TAKE_MS = 5000;
/** Heartbeats within one lease: two may be missed. */
const BEATS_PER_LEASE = 3;
const PURGE_EVERY_MS = 600_000;

/** Errors that a later try may not meet: a picture may still be on its way, a database may come back. */
const WORTH_ANOTHER_TRY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...TRANSIENT,
  'not-found',
  'registry-unavailable',
  'internal',
]);

/** What became of one delivery, for logs and figures. It says nothing about the photo. */
export interface WorkedJob {
  readonly id: string;
  readonly attempt: number;
  readonly outcome: 'inspected' | 'known' | 'retried' | 'parked' | 'given-back' | 'lost';
  /** Why it was not done. */
  readonly code: ErrorCode | null;
  readonly elapsedMs: number;
}

/** Whose result it is. */
interface ResultOf {
  /** Name of the job. */
  readonly id: string;
  readonly claim: Claim;
}

export interface QueueWorkerOptions {
  readonly queue: ClaimQueue;
  /** Whose processes inspect; as many jobs are taken side by side as it has. */
  readonly pool: InspectionPool;
  /** As `digestVersions` says for the options of the pool's inspectors. */
  readonly versions: string;
  /** @default none: jobs have to carry their pictures */
  readonly pictures?: PictureStore;
  /**
   * Hands every result on before its job ends, at least once each. When it throws, the job is tried again, without
   * another inspection.
   */
  readonly onResult?: (claim: ResultOf, result: InspectionResult) => Promise<void>;
  readonly onWorked?: (job: WorkedJob) => void;
  /** Told once per second at most that the engine cannot be reached; work goes on when it can. */
  readonly onUnreachable?: (error: ClaimlensError) => void;
}

export interface QueueWorker {
  /** Takes nothing more, finishes what was taken within `graceMs`, gives the rest back. A second call waits, too. */
  stop(graceMs: number): Promise<void>;
  readonly running: number;
}

/** Works on a queue until it is stopped. It closes neither queue nor pool. */
export function startQueueWorker(options: QueueWorkerOptions): QueueWorker {
  const { queue, pool, onWorked, onUnreachable } = options;
  const running = new Map<Promise<void>, AbortController>();
  let stopping = false;
  let wake = (): void => undefined;

  async function takeAll(): Promise<void> {
    while (!stopping) {
      if (running.size >= pool.load.size) {
        await Promise.race(running.keys());
        continue;
      }
      try {
        const delivery = await queue.take();
        // What came while it was told to stop, maybe what it gave back itself, is for others.
        if (stopping) await delivery?.giveBack();
        else if (delivery) begin(delivery);
      } catch (error) {
        onUnreachable?.(toClaimlensError(error, 'queue-unavailable', 'queue'));
        await pause(UNREACHABLE_PAUSE_MS);
      }
    }
  }

  function begin(delivery: Delivery): void {
    const abort = new AbortController();
    const work = workOn(delivery, options, abort.signal).then((job) => {
      running.delete(work);
      onWorked?.(job);
    });
    running.set(work, abort);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const purging = setInterval(() => void queue.results.purge().catch(() => undefined), PURGE_EVERY_MS);
  const taking = takeAll();
  let stopped: Promise<void> | null = null;

  async function stop(graceMs: number): Promise<void> {
    stopping = true;
    wake();
    clearInterval(purging);
    const late = setTimeout(() => {
      for (const abort of running.values()) abort.abort();
    }, graceMs);
    // An engine that is away answers no `take`; what it hands out later comes back when its lease ends.
    await Promise.race([taking, pause(LONGEST_TAKE_MS)]);
    wake();
    await Promise.all(running.keys());
    clearTimeout(late);
  }

  return {
    stop(graceMs) {
      stopped ??= stop(graceMs);
      return stopped;
    },
    get running() {
      return running.size;
    },
  };
}

/** Never rejects: what cannot be said to the engine is said by the lease that ends. */
async function workOn(
  delivery: Delivery,
  options: QueueWorkerOptions,
  signal: AbortSignal,
): Promise<WorkedJob> {
  const begin = performance.now();
  const beating = setInterval(
    () => void delivery.heartbeat().catch(() => undefined),
    options.queue.leaseMs / BEATS_PER_LEASE,
  );
  const { outcome, code } = await settle(delivery, options, signal).catch((error: unknown) => ({
    outcome: 'lost' as const,
    code: toClaimlensError(error, 'internal', 'job').code,
  }));
  clearInterval(beating);
  const elapsedMs = Math.round(performance.now() - begin);
  return { id: delivery.id, attempt: delivery.attempt, outcome, code, elapsedMs };
}

async function settle(
  delivery: Delivery,
  options: QueueWorkerOptions,
  signal: AbortSignal,
): Promise<Pick<WorkedJob, 'outcome' | 'code'>> {
  const said = (accepted: boolean, outcome: WorkedJob['outcome'], code: ErrorCode | null = null) => ({
    outcome: accepted ? outcome : ('lost' as const),
    code,
  });
  // Workers died over it again and again: it must not take the next one along.
  if (delivery.attempt > delivery.attempts) {
    const message = `job: expected an answer, but workers ended ${delivery.attempt - 1} times over it`;
    return said(await delivery.park({ code: 'worker-lost', message }), 'parked', 'worker-lost');
  }
  try {
    const job = parseClaimJob(delivery.content);
    const { key, known, result } = await inspectOnce(job, options, signal);
    await options.onResult?.({ id: delivery.id, claim: job.claim }, result);
    return said(await delivery.finish(key), known ? 'known' : 'inspected');
  } catch (thrown) {
    const { code, message } = toClaimlensError(thrown, 'internal', 'job');
    if (code === 'queue-unavailable') throw thrown;
    if (signal.aborted) return said(await delivery.giveBack(), 'given-back', code);
    if (WORTH_ANOTHER_TRY.has(code) && delivery.attempt < delivery.attempts)
      return said(await delivery.fail({ code, message }), 'retried', code);
    return said(await delivery.park({ code, message }), 'parked', code);
  }
}

/** Inspects unless the result of the same content and versions is stored. */
async function inspectOnce(
  job: ClaimJob,
  { queue, pool, versions, pictures }: QueueWorkerOptions,
  signal: AbortSignal,
): Promise<{ key: string; known: boolean; result: InspectionResult }> {
  const photo = await readPicture(job.photo, pictures);
  const references = await Promise.all(
    job.references.map((reference) =>
      isFingerprint(reference) ? reference : readPicture(reference as JobPicture, pictures),
    ),
  );
  const key = resultKey({
    job,
    photo: sha256Hex(photo),
    references: references.map((reference) =>
      sha256Hex(reference instanceof Uint8Array ? reference : canonicalJson(reference)),
    ),
    versions,
  });
  const known = await stored(() => queue.results.get(key));
  if (known) return { key, known: true, result: known };
  const input = { photo, references, claim: job.claim };
  const inspected = await pool.inspect(input, { html: job.html ?? undefined, signal });
  // Another delivery of the same content may have been faster: its result stands.
  const result = await stored(() => queue.results.put(key, inspected));
  return { key, known: false, result };
}

/** That results cannot be stored is no fault of the job. */
async function stored<T>(act: () => Promise<T>): Promise<T> {
  return act().catch((error: unknown) => {
    throw toClaimlensError(error, 'queue-unavailable', 'results');
  });
}

async function readPicture(picture: JobPicture, pictures: PictureStore | undefined): Promise<Uint8Array> {
  if ('base64' in picture) return new Uint8Array(Buffer.from(picture.base64, 'base64'));
  if (pictures) return pictures.read(picture);
  throw new ClaimlensError(
    'invalid-argument',
    'job picture: expected bytes within the job, got a name, and this worker was given no folder of pictures',
  );
}
