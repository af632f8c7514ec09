import { ClaimlensError } from '../../errors.js';
import type { Job, JobOutcome } from './jobs.js';

/** An idempotency key with the digest of what it was first used for. */
export interface Idempotency {
  readonly key: string;
  readonly digest: string;
}

/** Where jobs and their results are kept. */
export interface JobStore {
  /**
   * Adds a job, unless its owner used the idempotency key before: then the earlier job comes back.
   *
   * @throws ClaimlensError `idempotency-mismatch` when the earlier use had another digest
   */
  add(job: Job, idempotency?: Idempotency): Promise<{ readonly job: Job; readonly replayed: boolean }>;
  /** Marks a job as begun. */
  start(id: string): Promise<void>;
  /** @param forgetKey lets the idempotency key be used again */
  finish(id: string, outcome: JobOutcome, options: { readonly forgetKey: boolean }): Promise<void>;
  get(id: string): Promise<Job | null>;
  remove(id: string): Promise<void>;
}

/** How much a store in memory keeps, and for how long. */
export interface MemoryStoreOptions {
  /** Seconds that a finished job is kept. @default 3600 */
  readonly keepSeconds?: number;
  /** Finished jobs kept at most; the oldest go first. @default 10_000 */
  readonly maxJobs?: number;
  /** Bytes of finished reports kept at most; the oldest go first. @default 256 MB */
  readonly maxBytes?: number;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
}

interface Entry {
  job: Job;
  readonly slot: string | null;
  bytes: number;
  finishedAt: number;
}

/**
 * A store in the memory of this process: bounded, and gone with it.
 *
 * @returns a store for `openLocalJobs`
 * @example
 * const store = openMemoryStore();
 * const service = await startService({ port: 0, jobs: (pool) => openLocalJobs({ pool, store }) });
 */
export function openMemoryStore({
  keepSeconds = 3600,
  maxJobs = 10_000,
  maxBytes = 256e6,
  now = Date.now,
}: MemoryStoreOptions = {}): JobStore {
  const entries = new Map<string, Entry>();
  const slots = new Map<string, { id: string; digest: string }>();
  /** Finished jobs in the order in which they ended. */
  const finished = new Set<string>();
  let bytes = 0;

  function drop(id: string): void {
    const entry = entries.get(id);
    if (!entry) return;
    entries.delete(id);
    finished.delete(id);
    bytes -= entry.bytes;
    if (entry.slot !== null && slots.get(entry.slot)?.id === id) slots.delete(entry.slot);
  }

  function trim(): void {
    const oldest = now() - keepSeconds * 1000;
    for (const id of finished) {
      const entry = entries.get(id) as Entry;
      if (entry.finishedAt > oldest && finished.size <= maxJobs && bytes <= maxBytes) return;
      drop(id);
    }
  }

  return {
    async add(job, idempotency) {
      trim();
      const slot = idempotency ? JSON.stringify([job.owner, idempotency.key]) : null;
      const known = slot === null ? undefined : slots.get(slot);
      if (known && idempotency) {
        if (known.digest !== idempotency.digest)
          throw new ClaimlensError(
            'idempotency-mismatch',
            'Idempotency-Key: expected the request that this key was first used for, got another one',
          );
        return { job: (entries.get(known.id) as Entry).job, replayed: true };
      }
      entries.set(job.id, { job, slot, bytes: 0, finishedAt: 0 });
      if (slot !== null && idempotency) slots.set(slot, { id: job.id, digest: idempotency.digest });
      return { job, replayed: false };
    },
    async start(id) {
      const entry = entries.get(id);
      if (entry?.job.state === 'queued') entry.job = { ...entry.job, state: 'running' };
    },
    async finish(id, outcome, { forgetKey }) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.job = { ...entry.job, state: outcome.status, outcome };
      entry.finishedAt = now();
      entry.bytes = outcome.status === 'done' ? sizeOf(outcome.result) : 0;
      bytes += entry.bytes;
      finished.add(id);
      if (forgetKey && entry.slot !== null && slots.get(entry.slot)?.id === id) slots.delete(entry.slot);
      trim();
    },
    async get(id) {
      trim();
      return entries.get(id)?.job ?? null;
    },
    async remove(id) {
      drop(id);
    },
  };
}

/** JavaScript keeps a string with Chinese text at two bytes a character. */
function sizeOf({ report, html }: { report: string; html: string | null }): number {
  return 2 * (report.length + (html?.length ?? 0));
}
