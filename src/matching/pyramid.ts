import type { Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';

/** One level of a picture pyramid: `view = (level + 0.5) × step − 0.5` in both directions. */
export interface PyramidLevel {
  /** Luma, smoothed with a 5-tap binomial (standard deviation 1 level pixel). */
  readonly plane: Plane;
  /** View pixels per level pixel, horizontally and vertically (they differ by rounding). */
  readonly stepX: number;
  readonly stepY: number;
}

// Structures need room for a descriptor: the smallest level is about this long on its short side.
const SMALLEST_SIDE_PX = 32;

/**
 * Builds levels half an octave apart (each 1/√2 the size of the one before) by area averaging.
 *
 * Half octaves cost twice the pixels of the picture in all, where a scale space of the same density that keeps
 * full resolution within each octave costs six.
 *
 * @param luma the working view
 * @returns at least one level, finest first
 */
export function buildPyramid(luma: Plane): PyramidLevel[] {
  const levels: PyramidLevel[] = [];
  const raw: Plane[] = [];
  for (let k = 0; ; k++) {
    const width = Math.round(luma.width / 2 ** (k / 2));
    const height = Math.round(luma.height / 2 ** (k / 2));
    if (k > 0 && Math.min(width, height) < SMALLEST_SIDE_PX) return levels;
    // From two levels up, so that odd levels suffer one uneven averaging and not one per step.
    raw.push(k === 0 ? luma : shrinkPlane(raw[Math.max(0, k - 2)], width, height));
    levels.push({ plane: smooth(raw[k]), stepX: luma.width / width, stepY: luma.height / height });
  }
}

/** Binomial (1 4 6 4 1)/16 in both directions, edges repeated. */
function smooth({ width, height, data }: Plane): Plane {
  const rows = new Float32Array(data.length);
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const offset = y * width;
    for (let x = 0; x < width; x++) {
      if (x > 1 && x < width - 2) {
        const i = offset + x;
        rows[i] = (data[i - 2] + data[i + 2]) * 0.0625 + (data[i - 1] + data[i + 1]) * 0.25 + data[i] * 0.375;
      } else {
        const at = (k: number) => data[offset + Math.max(0, Math.min(width - 1, k))];
        rows[offset + x] = (at(x - 2) + at(x + 2)) * 0.0625 + (at(x - 1) + at(x + 1)) * 0.25 + at(x) * 0.375;
      }
    }
  }
  for (let y = 0; y < height; y++) {
    const offset = y * width;
    const up1 = Math.max(0, y - 1) * width;
    const up2 = Math.max(0, y - 2) * width;
    const down1 = Math.min(height - 1, y + 1) * width;
    const down2 = Math.min(height - 1, y + 2) * width;
    for (let x = 0; x < width; x++) {
      out[offset + x] =
        (rows[up2 + x] + rows[down2 + x]) * 0.0625 +
        (rows[up1 + x] + rows[down1 + x]) * 0.25 +
        rows[offset + x] * 0.375;
    }
  }
  return { width, height, data: out };
}
