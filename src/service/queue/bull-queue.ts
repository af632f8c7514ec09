import { ClaimlensError, type ErrorCode, toClaimlensError } from '../../errors.js';
import type { StoredJob, Worker } from './bullmq.js';
import type { ClaimOutcome, ClaimQueue, Delivery, JobError, ParkedJob } from './contract.js';
import type { Engine } from './engine.js';
import { type ClaimJob, digestJob, type NewClaimJob, toClaimJob } from './job.js';

/** Longest wait of `take`: a worker that is told to stop notices within it. */
const TAKE_SECONDS = 2;
/** Leases lost are counted by us, together with failures; the engine's own limit must never come first. */
const NO_LIMIT = 1_000_000;

interface BullQueueOptions {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly leaseMs: number;
  readonly keepSeconds: number;
}

/** What lies in the engine for a job. */
interface Stored {
  readonly job: unknown;
  readonly claim: string | null;
  readonly digest: string;
  /** Leases that were lost before a person let the job start anew. */
  readonly forgiven: number;
}

/** The queue on BullMQ. Parked jobs are its failed ones; results are keys into the result store. */
export function openBullQueue(engine: Engine, options: BullQueueOptions): ClaimQueue {
  const { queue, results } = engine;
  const { attempts, backoffMs, leaseMs, keepSeconds } = options;
  let worker: Worker | null = null;
  let deliveries = 0;

  async function openWorker(): Promise<Worker> {
    worker ??= engine.openWorker({
      lockDuration: leaseMs,
      stalledInterval: leaseMs / 2,
      maxStalledCount: NO_LIMIT,
      drainDelay: TAKE_SECONDS,
    });
    await worker.waitUntilReady();
    await worker.startStalledCheckTimer();
    return worker;
  }
  let opening: Promise<Worker> | null = null;

  async function enqueue(given: NewClaimJob): Promise<string> {
    const job: ClaimJob = toClaimJob(given);
    const digest = digestJob(job);
    const id = given.id ?? digest;
    if (id.length === 0 || id.length > 200)
      throw new ClaimlensError('invalid-argument', `job.id: expected 1 to 200 characters, got ${id.length}`);
    const data: Stored = { job, claim: job.claim.id ?? null, digest, forgiven: 0 };
    await queue.add('inspect', data, {
      jobId: toKey(id),
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
      removeOnComplete: { age: keepSeconds },
      stackTraceLimit: 0,
    });
    // A name that was used before leaves the earlier job as it is.
    const earlier = given.id === undefined ? null : await find(id);
    if (earlier && stored(earlier).digest !== digest)
      throw new ClaimlensError(
        'idempotency-mismatch',
        `job ${id}: expected the claim that this name was first used for, got another one`,
      );
    return id;
  }

  const find = async (id: string) => (await queue.getJob(toKey(id))) as StoredJob | undefined;

  async function outcome(id: string): Promise<ClaimOutcome | null> {
    const job = await find(id);
    if (!job) return null;
    const state = await job.getState();
    // The job was read before it was parked, maybe: then it holds no reason yet.
    if (state === 'failed')
      return { state: 'parked', error: readError(job.failedReason ? job : ((await find(id)) ?? job)) };
    if (state === 'active') return { state: 'running' };
    if (state === 'delayed') return { state: 'retrying' };
    if (state !== 'completed') return state === 'unknown' ? null : { state: 'waiting' };
    // The job was read before it ended, maybe.
    const key = job.returnvalue ?? (await find(id))?.returnvalue;
    const result = typeof key === 'string' ? await results.get(key) : null;
    return result && { state: 'done', result };
  }

  return {
    enqueue: (job) => reach(() => enqueue(job)),
    take: () =>
      reach(async () => {
        opening ??= openWorker().catch((error: unknown) => {
          opening = null;
          throw error;
        });
        const taker = await opening;
        const token = `${taker.id}:${deliveries++}`;
        const job = await taker.getNextJob(token);
        return job ? deliver(job, token, leaseMs) : null;
      }),
    outcome: (id) => reach(() => outcome(id)),
    counts: () =>
      reach(async () => {
        const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'failed', 'completed');
        const { wait = 0, active = 0, delayed = 0, failed = 0, completed = 0 } = counts;
        return { waiting: wait, running: active, retrying: delayed, parked: failed, done: completed };
      }),
    parked: (limit = 100) =>
      reach(async () => {
        const jobs = await queue.getFailed(0, limit - 1);
        return jobs.map(
          (job): ParkedJob => ({
            id: fromKey(job.id as string),
            claim: stored(job).claim,
            error: readError(job),
            parkedAt: new Date(job.finishedOn ?? 0).toISOString(),
          }),
        );
      }),
    retry: (id) =>
      reach(async () => {
        const job = await find(id);
        if (!job || (await job.getState()) !== 'failed')
          throw new ClaimlensError('not-found', `job ${id}: expected a parked job, got none of that name`);
        await job.updateData({ ...stored(job), forgiven: job.stalledCounter } satisfies Stored);
        await job.retry('failed', { resetAttemptsMade: true });
      }),
    results,
    leaseMs,
    close: () => engine.close(),
  };
}

function deliver(job: StoredJob, token: string, leaseMs: number): Delivery {
  const error = ({ code, message }: JobError) =>
    Object.assign(new Error(`${code}: ${message}`), { stack: '' });
  return {
    id: fromKey(job.id as string),
    content: stored(job).job,
    attempt: 1 + job.attemptsMade + job.stalledCounter - stored(job).forgiven,
    attempts: job.opts.attempts ?? 1,
    heartbeat: () => reach(async () => (await job.extendLock(token, leaseMs)) === 1),
    finish: (resultKey) => whileLent(() => job.moveToCompleted(resultKey, token, false)),
    fail: (reason) => whileLent(() => job.moveToFailed(error(reason), token, false)),
    park: (reason) =>
      whileLent(() =>
        // By this name the engine tells that no attempt may follow.
        job.moveToFailed(Object.assign(error(reason), { name: 'UnrecoverableError' }), token, false),
      ),
    giveBack: () => whileLent(() => job.moveToWait(token)),
  };
}

/** Codes of BullMQ: the job is gone, its lock is gone or somebody else's, it is no longer active. */
const NO_LONGER_LENT: readonly unknown[] = [-1, -2, -3, -6];

/** @returns false when the job is no longer lent to this delivery */
async function whileLent(act: () => Promise<unknown>): Promise<boolean> {
  return reach(async () => {
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && NO_LONGER_LENT.includes(error.code)) return false;
      throw error;
    }
  });
}

/** Whatever the engine throws means that it cannot be reached. */
async function reach<T>(act: () => Promise<T>): Promise<T> {
  return act().catch((error: unknown) => {
    throw toClaimlensError(error, 'queue-unavailable', 'queue');
  });
}

const stored = (job: StoredJob): Stored => job.data as Stored;

/** The engine refuses whole numbers and colons as names. */
const toKey = (id: string) => `job-${encodeURIComponent(id)}`;
const fromKey = (key: string) => decodeURIComponent(key.slice('job-'.length));

function readError({ failedReason = '' }: StoredJob): JobError {
  const [, code = 'internal', message = failedReason] = /^([a-z-]+): ([\s\S]*)$/.exec(failedReason) ?? [];
  return { code: code as ErrorCode, message };
}
