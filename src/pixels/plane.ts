import { ClaimlensError } from '../errors.js';

/** Interleaved 8-bit RGB, row-major, no padding: `data.length === width * height * 3`. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One channel of 32-bit floats, row-major, no padding: `data.length === width * height`. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Allocates a plane of zeros, or wraps `data` without copying it.
 *
 * @throws ClaimlensError `invalid-argument` when sizes are not positive integers or do not fit `data`
 */
export function createPlane(width: number, height: number, data?: Float32Array): Plane {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
    throw new ClaimlensError(
      'invalid-argument',
      `plane size: expected positive integers, got ${width} x ${height}`,
    );
  if (data && data.length !== width * height)
    throw new ClaimlensError(
      'invalid-argument',
      `plane data: expected ${width * height} values, got ${data.length}`,
    );
  return { width, height, data: data ?? new Float32Array(width * height) };
}
