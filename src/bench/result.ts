import type { ErrorCode } from '../errors.js';
import type { Report } from '../report/schema.js';

/** What one reading said about one claim. */
export interface ReadingResult {
  readonly status: 'measured' | 'not-applicable' | 'failed';
  /** Null unless measured. */
  readonly value: number | null;
  readonly log10Lr: number;
  /** Fused log10 LR of the claim without this reading; absent for readings that carry no weight. */
  readonly fusedWithout?: number | null;
}

/** Agreement of reported regions with the true mask, each 0..1 (MCC −1..1). */
export interface MaskAgreement {
  readonly f1: number;
  readonly iou: number;
  readonly mcc: number;
}

/** What one inspection said about one labelled claim. */
export interface ClaimResult {
  readonly id: string;
  readonly forged: boolean;
  readonly kind: string;
  readonly generator: string;
  readonly channel: string;
  readonly source: string;
  /** SHA-256 of the photo and of each reference, in order. */
  readonly pictures: readonly string[];
  /** Number of references that the inspection was given. */
  readonly references: number;
  readonly log10Lr: number | null;
  readonly verdict: Report['verdict'];
  readonly mask: MaskAgreement | null;
  readonly readings: Readonly<Record<string, ReadingResult>>;
  readonly elapsedMs: number;
}

/** A claim that could not be inspected. */
export interface ClaimFailure {
  readonly id: string;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** Tells the two apart. */
export function isFailure(result: ClaimResult | ClaimFailure): result is ClaimFailure {
  return 'error' in result;
}
