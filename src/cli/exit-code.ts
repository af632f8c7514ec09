import type { ErrorCode } from '../errors.js';
import { ClaimlensError } from '../errors.js';
import type { Verdict } from '../report/schema.js';

/** What the process says to its caller. A verdict is an exit code only when `--fail-on` asks for it. */
export const EXIT = {
  done: 0,
  /** `--fail-on` was met, or `verify` found a difference. */
  failed: 1,
  usage: 2,
  unreadable: 3,
  internal: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_OF_ERROR: Readonly<Record<ErrorCode, ExitCode>> = {
  'invalid-argument': EXIT.usage,
  'not-found': EXIT.unreadable,
  'unreadable-photo': EXIT.unreadable,
  'unsupported-format': EXIT.unreadable,
  'limit-exceeded': EXIT.unreadable,
  timeout: EXIT.unreadable,
  'missing-decoder': EXIT.unreadable,
  'invalid-report': EXIT.unreadable,
  'registry-unavailable': EXIT.unreadable,
  'queue-unavailable': EXIT.unreadable,
  aborted: EXIT.internal,
  'missing-runtime': EXIT.internal,
  'invalid-model': EXIT.unreadable,
  closed: EXIT.internal,
  'missing-package': EXIT.usage,
  busy: EXIT.internal,
  'worker-lost': EXIT.internal,
  unauthorized: EXIT.usage,
  'idempotency-mismatch': EXIT.usage,
  'forbidden-url': EXIT.usage,
  'unreachable-url': EXIT.unreadable,
  internal: EXIT.internal,
};

/** The exit code for anything thrown; what is not ours counts as internal. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof ClaimlensError ? EXIT_OF_ERROR[error.code] : EXIT.internal;
}

/** From the least to the most evidence. */
export const VERDICT_ORDER: readonly Verdict[] = ['no-evidence', 'inconclusive', 'review', 'strong-evidence'];

/** Whether a verdict is at least as strong as the one that `--fail-on` names. */
export function reaches(verdict: Verdict, failOn: Verdict | undefined): boolean {
  return failOn !== undefined && VERDICT_ORDER.indexOf(verdict) >= VERDICT_ORDER.indexOf(failOn);
}
