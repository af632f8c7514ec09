import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClaimlensError } from '../../errors.js';
import { type Fingerprint, isFingerprint } from '../../matching/fingerprint.js';
import type { PhotoSource } from '../../photo/source.js';
import type { ClaimOutcome, ClaimQueue } from '../queue/contract.js';
import type { PictureName } from '../queue/job.js';
import type { PictureStore } from '../queue/pictures.js';
import { type Job, type Jobs, type JobsLoad, TRANSIENT } from './jobs.js';

/** Pauses between two looks at a job that somebody waits for: longer each time. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
const LOOK_EVERY_MS = 1000;
/** Weight of the newest second in the running mean of finished jobs per second. */
const PACE_WEIGHT = 0.2;
const LONGEST_RETRY_SECONDS = 60;
const DRAIN_CHECK_MS = 20;

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which queue takes the jobs. */
export interface QueueJobsOptions {
  /** Opened and closed by the caller. */
  readonly queue: ClaimQueue;
  /** Where pictures are put for the workers. @default none: jobs carry them, 8 MB at most */
  readonly pictures?: PictureStore;
  /** Jobs that may wait in the queue; one more is refused with `busy`. @default 10_000 */
  readonly maxQueued?: number;
}

/**
 * Jobs handed to a queue, which `claimlens worker` takes from. Nothing is kept in this process: what one instance
 * accepted, every instance on the same queue can tell, and an idempotency key means the same job for all of them.
 * A job that nobody waits for any more is inspected all the same.
 *
 * @returns jobs for a service; the queue is closed after it, by the caller
 * @throws ClaimlensError `queue-unavailable`
 * @example
 * const queue = await openQueue('redis://localhost:6379');
 * const jobs = await openQueueJobs({ queue });
 * const service = await startService({ port: 0, jobs: () => jobs });
 */
export async function openQueueJobs({
  queue,
  pictures,
  maxQueued = 10_000,
}: QueueJobsOptions): Promise<Jobs> {
  const watch = openWatch(queue);
  await watch.look();
  const looking = setInterval(() => void watch.look().catch(() => undefined), LOOK_EVERY_MS);
  looking.unref();
  let waiting = 0;
  let closed = false;

  async function lay(source: PhotoSource): Promise<Uint8Array | PictureName> {
    if (typeof source === 'string')
      throw new ClaimlensError('invalid-argument', 'picture: expected its bytes, got a path');
    const bytes = new Uint8Array(source);
    return pictures ? { sha256: await pictures.put(bytes) } : bytes;
  }

  const jobs: Jobs = {
    async submit({ owner, input, html, idempotency, release }) {
      if (closed)
        throw new ClaimlensError('closed', 'jobs: expected an open service, got one that is closing');
      if (jobs.load.full)
        throw new ClaimlensError(
          'busy',
          `queue: expected at most ${maxQueued} waiting inspections; try later`,
        );
      const id = idempotency ? idOf(owner, idempotency.key) : randomUUID();
      const name = nameOf(owner, id);
      const photo = await lay(input.photo);
      const references: (Uint8Array | PictureName | Fingerprint)[] = [];
      for (const reference of input.references ?? [])
        references.push(
          typeof reference === 'object' && isFingerprint(reference) ? reference : await lay(reference),
        );
      const earlier = idempotency ? await queue.outcome(name) : null;
      // Of a name that is known it keeps the earlier job, and refuses another content.
      await queue.enqueue({ id: name, photo, references, claim: input.claim, html });
      release?.();
      if (earlier === null) return { job: toJob(id, owner, { state: 'waiting' }), replayed: false };
      const passing = earlier.state === 'parked' && TRANSIENT.has(earlier.error.code);
      if (!passing) return { job: toJob(id, owner, earlier), replayed: true };
      await startAnew(queue, name);
      return { job: toJob(id, owner, { state: 'waiting' }), replayed: false };
    },
    async get(id, owner) {
      if (!ID.test(id)) return null;
      const outcome = await queue.outcome(nameOf(owner, id));
      return outcome && toJob(id, owner, outcome);
    },
    async wait(id, owner, waitMs) {
      const end = performance.now() + waitMs;
      waiting++;
      try {
        for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 1.5 * pause)) {
          // The job is safe while the engine is away: whoever waits is told to come back for it.
          const job = await jobs.get(id, owner).catch(() => undefined);
          const left = end - performance.now();
          if (job === null || job?.outcome || left <= 0 || closed) return job ?? null;
          await sleep(Math.min(pause, left));
        }
      } finally {
        waiting--;
      }
    },
    async cancel() {
      // What lies in the queue outlives whoever handed it in.
    },
    get load(): JobsLoad {
      const { running, queued, reachable, perSecond } = watch;
      const seconds = queued === 0 ? 1 : Math.ceil(queued / perSecond);
      return {
        running,
        queued,
        full: queued >= maxQueued,
        reachable,
        retryAfterSeconds: Math.min(LONGEST_RETRY_SECONDS, Math.max(1, seconds)),
      };
    },
    async drain(waitMs) {
      const end = performance.now() + waitMs;
      while (waiting > 0 && performance.now() < end) await sleep(DRAIN_CHECK_MS);
    },
    async close() {
      closed = true;
      clearInterval(looking);
    },
  };
  return jobs;
}

/** What the queue holds, as of a moment ago. */
function openWatch(queue: ClaimQueue) {
  let last: { readonly at: number; readonly ended: number } | null = null;
  const watch = {
    running: 0,
    queued: 0,
    reachable: false,
    perSecond: 0,
    async look(): Promise<void> {
      try {
        const { waiting, running, retrying, parked, done } = await queue.counts();
        const now = { at: performance.now(), ended: parked + done };
        // Finished jobs are forgotten after a while: what looks like fewer says nothing.
        if (last) {
          const pace = Math.max(0, now.ended - last.ended) / ((now.at - last.at) / 1000);
          watch.perSecond += PACE_WEIGHT * (pace - watch.perSecond);
        }
        last = now;
        Object.assign(watch, { running, queued: waiting + retrying, reachable: true });
      } catch (error) {
        watch.reachable = false;
        throw error;
      }
    },
  };
  return watch;
}

/** Somebody else may have been faster. */
async function startAnew(queue: ClaimQueue, name: string): Promise<void> {
  await queue.retry(name).catch((error: unknown) => {
    if (!(error instanceof ClaimlensError && error.code === 'not-found')) throw error;
  });
}

/** The owner is part of the name: another's id leads nowhere. */
const nameOf = (owner: string, id: string) => `http.${owner}.${id}`;

/** The same key of the same owner is the same id, whichever instance is asked. */
function idOf(owner: string, key: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function toJob(id: string, owner: string, outcome: ClaimOutcome): Job {
  if (outcome.state === 'done')
    return { id, owner, state: 'done', outcome: { status: 'done', result: outcome.result } };
  if (outcome.state === 'parked')
    return { id, owner, state: 'failed', outcome: { status: 'failed', error: outcome.error } };
  return { id, owner, state: outcome.state === 'running' ? 'running' : 'queued', outcome: null };
}
