import { fillPlane, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';

/** One level of a picture pyramid: `view = (level + 0.5) × step − 0.5` in both directions. */
export interface PyramidLevel {
  /** Luma, smoothed to a standard deviation of about 1.05 level pixels. */
  readonly plane: Plane;
  /** View pixels per level pixel, horizontally and vertically (they differ by rounding). */
  readonly stepX: number;
  readonly stepY: number;
}

// Structures need room for a descriptor: the smallest level is about this long on its short side.
const SMALLEST_SIDE_PX = 32;

/**
 * Builds levels half an octave apart (each 1/√2 the size of the one before).
 *
 * Half octaves cost twice the pixels of the picture in all, where a scale space of the same density that keeps
 * full resolution within each octave costs six. Levels two apart are exact 2 × 2 means; the odd chain starts from
 * one bilinear resampling of the smoothed picture, which is band-limited enough for a step of √2.
 *
 * @param luma the working view
 * @returns at least one level, finest first
 */
export function buildPyramid(luma: Plane): PyramidLevel[] {
  const finest = smooth(luma, WIDE);
  const levels: PyramidLevel[] = [{ plane: finest, stepX: 1, stepY: 1 }];
  const raw: Plane[] = [luma];
  for (let k = 1; ; k++) {
    const width = k === 1 ? Math.round(luma.width / Math.SQRT2) : raw[k - 2].width >> 1;
    const height = k === 1 ? Math.round(luma.height / Math.SQRT2) : raw[k - 2].height >> 1;
    if (Math.min(width, height) < SMALLEST_SIDE_PX) return levels;
    raw.push(k === 1 ? resample(finest, width, height) : halve(raw[k - 2]));
    const stepX = k === 1 ? luma.width / width : 2 * (levels[k - 2]?.stepX ?? 1);
    const stepY = k === 1 ? luma.height / height : 2 * (levels[k - 2]?.stepY ?? 1);
    // The resampled level is smooth already by 0.7 of its pixels and needs as much again.
    levels.push({ plane: smooth(raw[k], k === 1 ? NARROW : WIDE), stepX, stepY });
  }
}

/** Means of 2 × 2 pixels; an odd last row or column is left out. */
function halve({ width, height, data }: Plane): Plane {
  const outWidth = width >> 1;
  const outHeight = height >> 1;
  const out = new Float32Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0, i = 2 * y * width; x < outWidth; x++, i += 2) {
      out[y * outWidth + x] = (data[i] + data[i + 1] + data[i + width] + data[i + width + 1]) * 0.25;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
}

/** Bilinear resampling to a smaller size. */
function resample({ width, height, data }: Plane, outWidth: number, outHeight: number): Plane {
  const out = new Float32Array(outWidth * outHeight);
  const column = new Int32Array(outWidth);
  const across = new Float32Array(outWidth);
  for (let x = 0; x < outWidth; x++) {
    const position = Math.min(width - 1.001, ((x + 0.5) * width) / outWidth - 0.5);
    column[x] = Math.floor(position);
    across[x] = position - column[x];
  }
  for (let y = 0; y < outHeight; y++) {
    const position = Math.min(height - 1.001, ((y + 0.5) * height) / outHeight - 0.5);
    const top = Math.floor(position) * width;
    const down = position - Math.floor(position);
    for (let x = 0; x < outWidth; x++) {
      const i = top + column[x];
      const upper = data[i] + (data[i + 1] - data[i]) * across[x];
      const lower = data[i + width] + (data[i + width + 1] - data[i + width]) * across[x];
      out[y * outWidth + x] = upper + (lower - upper) * down;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
}

/** Symmetric 5-tap kernels, from the centre outwards: binomials of standard deviation 1 and 0.71. */
const WIDE = [6 / 16, 4 / 16, 1 / 16] as const;
const NARROW = [2 / 4, 1 / 4, 0] as const;

/** Filters in both directions, edges repeated: each row down first, then across. */
function smooth(
  { width, height, data }: Plane,
  [centre, near, far]: readonly [number, number, number],
): Plane {
  const line = 4 * (width + 8);
  return fillPlane(width, height, roomOf(data.length) + roomOf(line, 1), (heap, at) =>
    heap.kernels.smoothFive(heap.put(data), width, height, centre, near, far, at, heap.take(line)),
  );
}
