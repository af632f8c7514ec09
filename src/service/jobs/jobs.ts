import type { ErrorCode } from '../../errors.js';
import type { InspectionInput } from '../../inspect.js';
import type { InspectionResult } from '../../pool/messages.js';
import type { Language } from '../../report/fill.js';

/** How a job ended. */
export type JobOutcome =
  | { readonly status: 'done'; readonly result: InspectionResult }
  | { readonly status: 'failed'; readonly error: { readonly code: ErrorCode; readonly message: string } };

/** What is known of an accepted inspection. It holds no picture. */
export interface Job {
  readonly id: string;
  /** Opaque: whose key asked for it. Nobody else is told of it. */
  readonly owner: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** Null until it ended. */
  readonly outcome: JobOutcome | null;
}

/** What a caller hands in. */
export interface NewJob {
  readonly owner: string;
  readonly input: InspectionInput;
  /** Language of the HTML report with pictures; absent draws none. */
  readonly html?: Language;
  /** Same key and same digest of one owner: the same job. */
  readonly idempotency?: { readonly key: string; readonly digest: string };
  /** Called once the input need no longer be held in memory; not called for a replayed job. */
  readonly release?: () => void;
}

/**
 * Takes inspections on and says what became of them. The HTTP service speaks to this alone: `openLocalJobs` works on
 * the processes of this machine and forgets with them; `openQueueJobs` hands them to a queue that outlives both.
 */
export interface Jobs {
  /**
   * Takes a job on. `replayed` tells that the idempotency key was known and `job` is the earlier one.
   *
   * @throws ClaimlensError `busy` when no more may wait, `idempotency-mismatch` when the key was used for another
   *   input, `closed`
   */
  submit(job: NewJob): Promise<{ readonly job: Job; readonly replayed: boolean }>;
  /** @returns null for an id that is unknown, forgotten, or of another owner */
  get(id: string, owner: string): Promise<Job | null>;
  /** Waits until the job ended, at most `waitMs`. @returns the job as it is then; null as `get` */
  wait(id: string, owner: string, waitMs: number): Promise<Job | null>;
  /** Gives a job up that nobody waits for, where that is possible. One that ended stays as it is. */
  cancel(id: string, owner: string): Promise<void>;
  /** Jobs that have not ended, seconds until one more would start at the present pace, whether it would be taken. */
  readonly load: JobsLoad;
  /** Waits until every job that would be lost with this process ended, and nobody waits, at most `waitMs`. */
  drain(waitMs: number): Promise<void>;
  close(): Promise<void>;
}

/** How much work there is. */
export interface JobsLoad {
  readonly running: number;
  readonly queued: number;
  readonly full: boolean;
  /** False while jobs can neither be taken on nor be told of. */
  readonly reachable: boolean;
  /** At least 1. */
  readonly retryAfterSeconds: number;
}

/** Errors that a later try may not meet: their outcome is not kept under an idempotency key. */
export const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'busy',
  'worker-lost',
  'timeout',
  'aborted',
  'closed',
]);
