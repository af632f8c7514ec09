import { inScope } from '../kernels/heap.js';
import { fitRobustly } from '../maths/robust-regression.js';
import { boxMean, subtractBoxMean } from '../pixels/box-mean.js';
import type { Plane } from '../pixels/plane.js';
import { applyHomography, composeHomographies, type Homography, invertHomography } from './homography.js';
import { sampleCubic } from './warp.js';

// Planes of each picture, and room for the fit.
const PLANES = 8;

// One sample, the strongest gradient, from each cell: spreads the fit over the frame and bounds its cost.
const CELL_PX = 8;

// Below this many grey levels per pixel a gradient is recompression noise and moves the fit at random.
const SMALLEST_GRADIENT = 2;

// Fewer samples than this leave eight unknowns to chance.
const FEWEST_SAMPLES = 24;

const MAX_ROUNDS = 6;

// A move this small is below what any residual shows.
const CONVERGED_PX = 0.005;

/** A refined map and how well the pixels follow it. */
export interface Alignment {
  /** Reference pixels → photo pixels. */
  readonly homography: Homography;
  /** How far the refinement moved the corners of the photo, at most, in photo pixels. */
  readonly movedPx: number;
  /** Samples the fit ran on. */
  readonly samples: number;
}

/**
 * Refines a homography on the pixels themselves (Lucas–Kanade with eight parameters, robust weights), from about
 * a pixel of error down to a few hundredths. Band-passed luma is compared, so that brightness, contrast and slow
 * shading play no part; one gain is fitted along.
 *
 * @param reference luma of the reference at about the photo's scale (see `scaleToTarget`)
 * @param photo luma of the photo
 * @param homography reference pixels → photo pixels, right to within about 1.5 px
 * @returns the refined map; the given one when texture is too scarce or the fit drifts off
 * @see Baker & Matthews, Lucas-Kanade 20 years on: a unifying framework, IJCV 56, 2004,
 *   doi:10.1023/B:VISI.0000011205.11775.fd; we add Tukey weights and per-cell sampling
 */
export function alignPixels(reference: Plane, photo: Plane, homography: Homography): Alignment {
  return inScope(PLANES * (reference.data.length + photo.data.length), () =>
    alignInScope(reference, photo, homography),
  );
}

function alignInScope(reference: Plane, photo: Plane, homography: Homography): Alignment {
  const source = bandPass(reference);
  const target = bandPass(photo);
  const points = pickSamples(target);
  // Coordinates centred and scaled to ±1 condition the normal equations.
  const radius = Math.max(photo.width, photo.height) / 2;
  const toPhoto: Homography = [radius, 0, photo.width / 2, 0, radius, photo.height / 2, 0, 0, 1];
  const start = invertHomography(homography);
  let inverse = start;
  let samples = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const step = solveStep(source, target, points, inverse, radius);
    if (!step) break;
    samples = step.samples;
    // The step acts in normalized photo coordinates before the current map.
    const local = composeHomographies(toPhoto, composeHomographies(step.warp, invertHomography(toPhoto)));
    const next = composeHomographies(inverse, local);
    const moved = largestMove(inverse, next, photo);
    inverse = next;
    if (moved < CONVERGED_PX) break;
  }
  const movedPx = largestMove(start, inverse, photo);
  // The linearisation holds for a pixel or two; anything further ran away on repetitive or missing content.
  if (!(movedPx < 6) || samples < FEWEST_SAMPLES) return { homography, movedPx: 0, samples };
  return { homography: invertHomography(inverse), movedPx, samples };
}

/** Differences of two box means: keeps structures of 2 to 12 px, drops noise and shading. */
function bandPass(plane: Plane): Plane {
  return subtractBoxMean(boxMean(plane, 1), 6);
}

/** x, y of the strongest gradient of each cell. */
function pickSamples({ data, width, height }: Plane): Float64Array {
  const points: number[] = [];
  for (let top = 2; top < height - 2; top += CELL_PX) {
    for (let left = 2; left < width - 2; left += CELL_PX) {
      let best = SMALLEST_GRADIENT * 2;
      let at = -1;
      const bottom = Math.min(height - 2, top + CELL_PX);
      const right = Math.min(width - 2, left + CELL_PX);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const i = y * width + x;
          const strength = Math.abs(data[i + 1] - data[i - 1]) + Math.abs(data[i + width] - data[i - width]);
          if (strength > best) {
            best = strength;
            at = i;
          }
        }
      }
      if (at >= 0) points.push(at % width, Math.floor(at / width));
    }
  }
  return Float64Array.from(points);
}

/**
 * One Gauss–Newton step. Unknowns: the eight entries of a near-identity map of normalized photo coordinates, the
 * gain, and the target is what the reference shows there.
 */
function solveStep(
  source: Plane,
  target: Plane,
  points: Float64Array,
  inverse: Homography,
  radius: number,
): { warp: Homography; samples: number } | null {
  const unknowns = 9;
  const rows = new Float64Array((points.length / 2) * unknowns);
  const values = new Float64Array(points.length / 2);
  let n = 0;
  for (let i = 0; i < points.length; i += 2) {
    const px = points[i];
    const py = points[i + 1];
    const [u, v] = applyHomography(inverse, px, py);
    if (!(u > 2 && v > 2 && u < source.width - 3 && v < source.height - 3)) continue;
    // Gradient of the warped reference along photo axes, by the map itself: rotation and mirror need no care.
    const [ur, vr] = applyHomography(inverse, px + 0.5, py);
    const [ul, vl] = applyHomography(inverse, px - 0.5, py);
    const [ud, vd] = applyHomography(inverse, px, py + 0.5);
    const [uu, vu] = applyHomography(inverse, px, py - 0.5);
    const gx = (sampleCubic(source, ur, vr) - sampleCubic(source, ul, vl)) * radius;
    const gy = (sampleCubic(source, ud, vd) - sampleCubic(source, uu, vu)) * radius;
    const value = sampleCubic(source, u, v);
    const x = (px - target.width / 2) / radius;
    const y = (py - target.height / 2) / radius;
    const along = gx * x + gy * y;
    const at = n * unknowns;
    rows[at] = gx * x;
    rows[at + 1] = gx * y;
    rows[at + 2] = gx;
    rows[at + 3] = gy * x;
    rows[at + 4] = gy * y;
    rows[at + 5] = gy;
    rows[at + 6] = -along * x;
    rows[at + 7] = -along * y;
    rows[at + 8] = value;
    values[n] = target.data[py * target.width + px];
    n++;
  }
  if (n < FEWEST_SAMPLES) return null;
  const { coefficients } = fitRobustly(rows.subarray(0, n * unknowns), values.subarray(0, n), {
    rounds: 3,
    ridge: 1e-5,
    prior: [0, 0, 0, 0, 0, 0, 0, 0, 1],
    smallestScale: 0.5,
  });
  const gain = coefficients[8];
  if (!(gain > 0.1)) return null;
  const [a, b, c, d, e, f, g, h] = coefficients.map((value) => value / gain);
  const warp = [1 + a, b, c, d, 1 + e, f, g, h, 1];
  return warp.every(Number.isFinite) ? { warp, samples: n } : null;
}

/** Largest distance between where two photo → reference maps put the photo's corners, in photo pixels. */
function largestMove(a: Homography, b: Homography, { width, height }: Plane): number {
  const back = invertHomography(a);
  let largest = 0;
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ]) {
    const [u, v] = applyHomography(b, x, y);
    const [xx, yy] = applyHomography(back, u, v);
    const distance = Math.hypot(xx - x, yy - y);
    if (!(distance <= largest)) largest = distance;
  }
  return largest;
}
