import { ClaimlensError } from '../errors.js';

/** What one inspection may cost. Every field has a default; a smaller or larger value is the caller's choice. */
export interface Limits {
  /** Largest file, in bytes. @default 50_000_000 */
  readonly maxBytes: number;
  /** Largest picture, width × height in pixels. @default 64_000_000 */
  readonly maxPixels: number;
  /** Smallest width and height, in pixels: below it no signal can measure anything. @default 32 */
  readonly minDimensionPx: number;
  /** Longest inspection, in milliseconds, references included. @default 10_000 */
  readonly maxDurationMs: number;
  /** Most references of one inspection. @default 20 */
  readonly maxReferences: number;
  /** Most reference pictures that an inspector remembers, about 6 MB each. @default 16 */
  readonly maxCachedReferences: number;
}

/** What holds where `limits` says nothing else. */
export const DEFAULT_LIMITS: Limits = {
  maxBytes: 50_000_000,
  maxPixels: 64_000_000,
  minDimensionPx: 32,
  maxDurationMs: 10_000,
  maxReferences: 20,
  maxCachedReferences: 16,
};

/**
 * Completes limits with the defaults.
 *
 * @throws ClaimlensError `invalid-argument` when a limit is no positive finite number
 */
export function resolveLimits(limits: Partial<Limits> = {}): Limits {
  const resolved = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]) {
    const value = limits[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value <= 0)
      throw new ClaimlensError(
        'invalid-argument',
        `limits.${name}: expected a positive number, got ${value}`,
      );
    Object.assign(resolved, { [name]: value });
  }
  return resolved;
}
