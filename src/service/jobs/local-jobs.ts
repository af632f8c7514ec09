import { randomUUID } from 'node:crypto';
import { ClaimlensError, toClaimlensError } from '../../errors.js';
import type { InspectionPool } from '../../pool/pool.js';
import { type Job, type JobOutcome, type Jobs, type NewJob, TRANSIENT } from './jobs.js';
import { type JobStore, openMemoryStore } from './store.js';

/** Weight of the newest inspection in the running mean of their duration. */
const PACE_WEIGHT = 0.2;
const FIRST_GUESS_MS = 1000;
const LONGEST_RETRY_SECONDS = 60;

/** What does the jobs and what keeps their results. */
export interface LocalJobsOptions {
  /** Opened and closed by the caller. */
  readonly pool: InspectionPool;
  /** @default in memory */
  readonly store?: JobStore;
  /** Jobs that may wait for a worker. @default 16 per worker */
  readonly maxQueued?: number;
  /** Told of every job that ended. */
  readonly onFinished?: (outcome: JobOutcome, elapsedMs: number) => void;
}

interface Running {
  readonly ended: Promise<void>;
  readonly abort: AbortController;
}

/**
 * Jobs done by the workers of this process. What was accepted and not finished is lost with it.
 *
 * @returns jobs for a service, as its option `jobs` takes them
 * @example
 * const service = await startService({ port: 0, jobs: (pool) => openLocalJobs({ pool }) });
 */
export function openLocalJobs({ pool, store = openMemoryStore(), ...options }: LocalJobsOptions): Jobs {
  const { maxQueued = 16 * pool.load.size, onFinished } = options;
  const unfinished = new Map<string, Running>();
  let meanMs = FIRST_GUESS_MS;
  let closed = false;

  async function work(job: Job, { input, html, release }: NewJob, signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    let began = begin;
    const onStart = () => {
      began = performance.now();
      void store.start(job.id);
    };
    const outcome = await pool.inspect(input, { html, signal, onStart }).then(
      (result): JobOutcome => ({ status: 'done', result }),
      (thrown: unknown): JobOutcome => {
        const { code, message } = toClaimlensError(thrown, 'internal', 'inspect');
        return { status: 'failed', error: { code, message } };
      },
    );
    release?.();
    const elapsedMs = performance.now() - began;
    meanMs += PACE_WEIGHT * (elapsedMs - meanMs);
    const forgetKey = outcome.status === 'failed' && TRANSIENT.has(outcome.error.code);
    await store.finish(job.id, outcome, { forgetKey });
    unfinished.delete(job.id);
    onFinished?.(outcome, elapsedMs);
  }

  const jobs: Jobs = {
    async submit(newJob) {
      if (closed)
        throw new ClaimlensError('closed', 'jobs: expected an open service, got one that is closing');
      const job: Job = {
        id: randomUUID(),
        owner: newJob.owner,
        state: 'queued',
        outcome: null,
      };
      const added = await store.add(job, newJob.idempotency);
      if (added.replayed) return added;
      if (jobs.load.full) {
        await store.remove(job.id);
        throw new ClaimlensError(
          'busy',
          `queue: expected at most ${maxQueued} waiting inspections; try later`,
        );
      }
      const abort = new AbortController();
      unfinished.set(job.id, { abort, ended: work(job, newJob, abort.signal) });
      return added;
    },
    async get(id, owner) {
      const job = await store.get(id);
      return job?.owner === owner ? job : null;
    },
    async wait(id, owner, waitMs) {
      const job = await jobs.get(id, owner);
      const running = unfinished.get(id);
      if (!job || !running) return job;
      await within(running.ended, waitMs);
      return jobs.get(id, owner);
    },
    async cancel(id, owner) {
      if (await jobs.get(id, owner)) unfinished.get(id)?.abort.abort();
    },
    get load() {
      const { size, waiting, busy } = pool.load;
      const seconds = Math.ceil((meanMs * (waiting + 1)) / size / 1000);
      return {
        running: busy,
        queued: waiting,
        full: busy >= size && waiting >= maxQueued,
        reachable: true,
        retryAfterSeconds: Math.min(LONGEST_RETRY_SECONDS, Math.max(1, seconds)),
      };
    },
    async drain(waitMs) {
      await within(Promise.all([...unfinished.values()].map(({ ended }) => ended)), waitMs);
    },
    async close() {
      closed = true;
      for (const { abort } of unfinished.values()) abort.abort();
      pool.close();
      await Promise.all([...unfinished.values()].map(({ ended }) => ended));
    },
  };
  return jobs;
}

/** Waits for a promise that never rejects, at most so long. */
async function within(promise: Promise<unknown>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
