import { ClaimlensError } from '../errors.js';
import { solveLinearSystem } from '../maths/linear-system.js';

/** A plane projective map, 3 × 3 row-major, scaled so that the last entry is 1. */
export type Homography = readonly number[];

export type Point = readonly [number, number];

export const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Maps a point.
 *
 * @returns its image; not finite for points on the vanishing line
 */
export function applyHomography(h: Homography, x: number, y: number): [number, number] {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** The map that applies `first`, then `second`: their product `second · first`. */
export function composeHomographies(second: Homography, first: Homography): Homography {
  const product = new Array<number>(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += second[row * 3 + k] * first[k * 3 + column];
      product[row * 3 + column] = sum;
    }
  }
  return scaleToUnit(product);
}

/**
 * The inverse map.
 *
 * @throws ClaimlensError `invalid-argument` when the map is singular
 */
export function invertHomography(h: Homography): Homography {
  const [a, b, c, d, e, f, g, k, l] = h;
  const adjugate = [
    e * l - f * k,
    c * k - b * l,
    b * f - c * e,
    f * g - d * l,
    a * l - c * g,
    c * d - a * f,
    d * k - e * g,
    b * g - a * k,
    a * e - b * d,
  ];
  const determinant = a * adjugate[0] + b * adjugate[3] + c * adjugate[6];
  if (!(Math.abs(determinant) > Number.MIN_VALUE))
    throw new ClaimlensError(
      'invalid-argument',
      'homography: expected an invertible map, got a singular one',
    );
  return scaleToUnit(adjugate);
}

/**
 * Area scale of the map around a point (its Jacobian determinant); negative where it mirrors.
 *
 * @returns the signed area that one square pixel at (x, y) is mapped to
 */
export function localAreaScale(h: Homography, x: number, y: number): number {
  const w = h[6] * x + h[7] * y + h[8];
  const determinant =
    h[0] * (h[4] * h[8] - h[5] * h[7]) -
    h[1] * (h[3] * h[8] - h[5] * h[6]) +
    h[2] * (h[3] * h[7] - h[4] * h[6]);
  return determinant / (w * w * w);
}

/**
 * Fits a homography to point pairs by the normalized direct linear transform, solved by weighted least squares
 * with the last entry fixed at 1 (in normalized coordinates).
 *
 * Fixing the entry excludes maps that send the centre of the points to infinity; no photograph of a picture does.
 *
 * @param from x0, y0, x1, y1 …, at least four points, no three of four on a line
 * @param to as many points
 * @param weights one per pair, non-negative. @default all 1
 * @returns the map from `from` to `to`, or null when the points do not determine one
 * @see Hartley, In defense of the eight-point algorithm, TPAMI 1997, doi:10.1109/34.601246
 */
export function fitHomography(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Homography | null {
  if (from.length < 8 || from.length !== to.length) return null;
  const source = normalization(from, weights);
  const target = normalization(to, weights);
  if (!source || !target) return null;
  const normal = new Float64Array(64);
  const right = new Float64Array(8);
  const row = new Float64Array(8);
  for (let i = 0; i < from.length; i += 2) {
    const weight = weights ? weights[i >> 1] : 1;
    if (weight === 0) continue;
    const x = (from[i] - source.x) * source.scale;
    const y = (from[i + 1] - source.y) * source.scale;
    const u = (to[i] - target.x) * target.scale;
    const v = (to[i + 1] - target.y) * target.scale;
    row.set([x, y, 1, 0, 0, 0, -u * x, -u * y]);
    accumulate(normal, right, row, u, weight);
    row.set([0, 0, 0, x, y, 1, -v * x, -v * y]);
    accumulate(normal, right, row, v, weight);
  }
  const solution = solveLinearSystem(normal, right);
  if (!solution) return null;
  const normalized = [...solution, 1];
  const toNormalized = [
    source.scale,
    0,
    -source.x * source.scale,
    0,
    source.scale,
    -source.y * source.scale,
    0,
    0,
    1,
  ];
  const fromNormalized = [1 / target.scale, 0, target.x, 0, 1 / target.scale, target.y, 0, 0, 1];
  const fitted = composeHomographies(fromNormalized, composeHomographies(normalized, toNormalized));
  return fitted.every(Number.isFinite) ? fitted : null;
}

/** Weighted centroid and the scale that brings the mean distance from it to √2. */
function normalization(points: ArrayLike<number>, weights?: ArrayLike<number>) {
  let total = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i += 2) {
    const weight = weights ? weights[i >> 1] : 1;
    total += weight;
    x += weight * points[i];
    y += weight * points[i + 1];
  }
  x /= total;
  y /= total;
  let distance = 0;
  for (let i = 0; i < points.length; i += 2) {
    const weight = weights ? weights[i >> 1] : 1;
    distance += weight * Math.hypot(points[i] - x, points[i + 1] - y);
  }
  const scale = (Math.SQRT2 * total) / distance;
  return Number.isFinite(scale) ? { x, y, scale } : null;
}

function accumulate(
  normal: Float64Array,
  right: Float64Array,
  row: Float64Array,
  value: number,
  weight: number,
): void {
  for (let i = 0; i < 8; i++) {
    const weighted = row[i] * weight;
    if (weighted === 0) continue;
    for (let j = 0; j < 8; j++) normal[i * 8 + j] += weighted * row[j];
    right[i] += weighted * value;
  }
}

function scaleToUnit(h: readonly number[]): Homography {
  return h.map((entry) => entry / h[8]);
}
