/** What went wrong, for programs: stable across versions, one code per thing a caller can do about it. */
export type ErrorCode =
  /** An argument has the wrong shape or range: mend the call. */
  | 'invalid-argument'
  /** The path does not exist or cannot be opened. */
  | 'not-found'
  /** The bytes are no picture that can be decoded (damaged, empty, not an image). */
  | 'unreadable-photo'
  /** A known format that is refused on purpose or not supported (SVG, PDF, JPEG XL …). */
  | 'unsupported-format'
  /** Bytes, pixels or dimensions outside the limits; the message names the limit. */
  | 'limit-exceeded'
  /** The time limit passed. */
  | 'timeout'
  /** The caller's AbortSignal fired. */
  | 'aborted'
  /** An optional decoder has to be installed for this format. */
  | 'missing-decoder'
  /** Neither ONNX runtime can be loaded. */
  | 'missing-runtime'
  /** A model or policy file is damaged or does not fit this version. */
  | 'invalid-model'
  /** A report, fingerprint or bundle does not follow its schema. */
  | 'invalid-report'
  /** The registry of earlier claims cannot be opened, read or written. */
  | 'registry-unavailable'
  /** The engine that holds the queue of claims, or its results, cannot be reached. */
  | 'queue-unavailable'
  /** The inspector was closed. */
  | 'closed'
  /** An optional package has to be installed for this function; the message names it. */
  | 'missing-package'
  /** As much work as is allowed is waiting already: try again later. */
  | 'busy'
  /** The process that did the work ended before it answered: try once more, then set the photo aside. */
  | 'worker-lost'
  /** No key, or none that is known. */
  | 'unauthorized'
  /** The idempotency key was used for another request: take a new one. */
  | 'idempotency-mismatch'
  /** The URL is outside the allow-list, or its host has an address that is refused. */
  | 'forbidden-url'
  /** The URL is allowed, but its host gave no picture: no answer, another status than 200, too many redirects. */
  | 'unreachable-url'
  /** A defect of ours. */
  | 'internal';

/**
 * The one error class of the package.
 *
 * Messages have one shape: `what: expected …, got …` followed, where there is one, by what to do next.
 *
 * @example
 * const error = await inspector.inspect({ photo: 'absent.jpg' }).catch((thrown: unknown) => thrown);
 * if (error instanceof ClaimlensError && error.code === 'not-found') console.log(error.message);
 */
export class ClaimlensError extends Error {
  override readonly name = 'ClaimlensError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Turns anything thrown into a ClaimlensError; our own errors pass through unchanged. */
export function toClaimlensError(thrown: unknown, code: ErrorCode, what: string): ClaimlensError {
  if (thrown instanceof ClaimlensError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new ClaimlensError(code, `${what}: ${detail}`, { cause: thrown });
}

/**
 * Ends what a caller no longer wants.
 *
 * @param what is called so in the message
 * @throws ClaimlensError `aborted`, with the signal's reason as its cause
 */
export function checkAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted)
    throw new ClaimlensError('aborted', `${what}: aborted by the caller`, { cause: signal.reason });
}
