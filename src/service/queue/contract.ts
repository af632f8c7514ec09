import type { ErrorCode } from '../../errors.js';
import type { InspectionResult } from '../../pool/messages.js';
import type { NewClaimJob } from './job.js';
import type { ResultStore } from './results.js';

/** Why a job failed. */
export interface JobError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What became of a job. */
export type ClaimOutcome =
  | { readonly state: 'waiting' | 'running' | 'retrying' }
  | { readonly state: 'done'; readonly result: InspectionResult }
  | { readonly state: 'parked'; readonly error: JobError };

/** A job that a person has to look at: it failed for good, or too often. */
export interface ParkedJob {
  readonly id: string;
  readonly claim: string | null;
  readonly error: JobError;
  /** ISO 8601. */
  readonly parkedAt: string;
}

/** How many claims are where. */
export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  /** Waiting for their back-off to pass. */
  readonly retrying: number;
  readonly parked: number;
  /** Done and still remembered. */
  readonly done: number;
}

/**
 * A job that was taken. It is lent for `leaseMs` and comes back to the queue when nobody says anything for so long: a
 * worker that dies loses no claim. All of these answer false when the lease was lost meanwhile; whatever was done is
 * then done again or found in the result store.
 */
export interface Delivery {
  readonly id: string;
  /** Unchecked: it comes from outside. */
  readonly content: unknown;
  /** From 1: how often it was tried, attempts whose worker died included. */
  readonly attempt: number;
  /** How often it is tried before it is parked, as its producer said. */
  readonly attempts: number;
  /** Lends it for another `leaseMs`. */
  heartbeat(): Promise<boolean>;
  /** Ends it with the key of its result, which has to be stored already. */
  finish(resultKey: string): Promise<boolean>;
  /** Tries it again after a back-off. */
  fail(error: JobError): Promise<boolean>;
  /** Sets it aside with its error. */
  park(error: JobError): Promise<boolean>;
  /** Puts it back as it was; that is no attempt. */
  giveBack(): Promise<boolean>;
}

/**
 * A queue of claims on an engine that the platform runs. Every job is delivered at least once; results are kept by
 * content and versions, so that a second delivery changes nothing. `openQueue` opens one on Redis or PostgreSQL; an
 * engine of your own implements this.
 */
export interface ClaimQueue {
  /**
   * Hands a claim in. It is safe in the engine once this resolves, as safe as the engine keeps what it confirmed.
   *
   * @returns the name of the job; the same job handed in again is no second one
   * @throws ClaimlensError `invalid-argument`, `limit-exceeded`, `idempotency-mismatch` when the name was used for
   *   another job, `queue-unavailable`
   */
  enqueue(job: NewClaimJob): Promise<string>;
  /** Waits a moment for a job. @returns null when there is none @throws ClaimlensError `queue-unavailable` */
  take(): Promise<Delivery | null>;
  /** @returns null for a name that is unknown or forgotten */
  outcome(id: string): Promise<ClaimOutcome | null>;
  counts(): Promise<QueueCounts>;
  /** The jobs that were set aside, newest first. @param limit @default 100 */
  parked(limit?: number): Promise<ParkedJob[]>;
  /** Lets a parked job start anew. @throws ClaimlensError `not-found` */
  retry(id: string): Promise<void>;
  readonly results: ResultStore;
  readonly leaseMs: number;
  close(): Promise<void>;
}
