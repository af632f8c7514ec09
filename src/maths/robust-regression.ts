import { solveLinearSystem } from './linear-system.js';
import { selectOrdered } from './order-statistic.js';

// Tukey's biweight: 95 % efficiency on normal residuals.
const TUKEY_CUTOFF = 4.685;

// Standard deviation of a normal distribution over its median absolute deviation.
const MAD_TO_SIGMA = 1.4826;

/** Settings of `fitRobustly`. */
interface RobustOptions {
  /** Reweighting rounds after the first solution. @default 5 */
  readonly rounds?: number;
  /** Pull towards `prior`, as a share of the mean diagonal of the normal matrix. @default 1e-6 */
  readonly ridge?: number;
  /** Coefficients that hold without data. @default zeros */
  readonly prior?: ArrayLike<number>;
  /** Residual scale below which nothing counts as an outlier, in units of the target. @default 1e-9 */
  readonly smallestScale?: number;
}

/** A linear fit that ignores outliers. */
interface RobustFit {
  readonly coefficients: Float64Array;
  /** 1.4826 × median absolute residual, in units of the target. */
  readonly scale: number;
}

/**
 * Fits target ≈ rows · coefficients by iteratively reweighted least squares with Tukey's biweight, started from
 * the residuals that `prior` leaves, with Cauchy weights (which never reach zero, so that a bad start recovers).
 *
 * @param rows n × k, row-major
 * @param target n values
 * @returns the fit; the prior itself when there are fewer rows than coefficients or the system is singular
 * @see Huber & Ronchetti, Robust Statistics, 2nd ed., 2009, doi:10.1002/9780470434697
 */
export function fitRobustly(
  rows: Float64Array,
  target: Float64Array,
  { rounds = 5, ridge = 1e-6, prior = [], smallestScale = 1e-9 }: RobustOptions = {},
): RobustFit {
  const n = target.length;
  const k = n > 0 ? rows.length / n : prior.length;
  let coefficients = Float64Array.from({ length: k }, (_, j) => prior[j] ?? 0);
  const start = coefficients;
  const residuals = new Float64Array(n);
  const absolute = new Float64Array(n);
  let scale = fillResiduals(rows, target, coefficients, residuals, absolute);
  if (n < k) return { coefficients, scale };
  const weights = new Float64Array(n);
  for (let round = 0; round <= rounds; round++) {
    const unit = Math.max(scale, smallestScale);
    for (let i = 0; i < n; i++) {
      const r = residuals[i] / unit;
      if (round < 2) weights[i] = 1 / (1 + r * r);
      else {
        const t = r / TUKEY_CUTOFF;
        weights[i] = Math.abs(t) < 1 ? (1 - t * t) * (1 - t * t) : 0;
      }
    }
    const next = solveWeighted(rows, target, weights, start, ridge);
    if (!next) break;
    coefficients = next;
    scale = fillResiduals(rows, target, coefficients, residuals, absolute);
  }
  return { coefficients, scale };
}

/** Median of a copy; NaN when empty. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Quantile of a copy, linear between order statistics.
 *
 * @param share 0..1
 * @returns NaN when empty
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  return values.length === 0 ? Number.NaN : quantileInPlace(new Float64Array(values), share);
}

/** `quantile` of at least one value, which it reorders. */
function quantileInPlace(values: Float64Array, share: number): number {
  const position = share * (values.length - 1);
  const place = Math.floor(position);
  const below = selectOrdered(values, place);
  if (place === values.length - 1) return below;
  // Nothing behind the place is smaller: the next in order is the least of it.
  let above = values[place + 1];
  for (let i = place + 2; i < values.length; i++) if (values[i] < above) above = values[i];
  return below + (above - below) * (position - place);
}

/** Fills residuals, and their absolute values in any order, and returns their robust scale. */
function fillResiduals(
  rows: Float64Array,
  target: Float64Array,
  coefficients: Float64Array,
  residuals: Float64Array,
  absolute: Float64Array,
): number {
  const k = coefficients.length;
  for (let i = 0; i < residuals.length; i++) {
    let value = target[i];
    for (let j = 0; j < k; j++) value -= rows[i * k + j] * coefficients[j];
    residuals[i] = value;
    absolute[i] = Math.abs(value);
  }
  return absolute.length > 0 ? MAD_TO_SIGMA * quantileInPlace(absolute, 0.5) : 0;
}

function solveWeighted(
  rows: Float64Array,
  target: Float64Array,
  weights: Float64Array,
  prior: Float64Array,
  ridge: number,
): Float64Array<ArrayBuffer> | null {
  const k = prior.length;
  const normal = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let i = 0; i < target.length; i++) {
    const weight = weights[i];
    if (weight === 0) continue;
    const offset = i * k;
    for (let a = 0; a < k; a++) {
      const value = weight * rows[offset + a];
      // Rows of a piecewise linear curve are zero but for two knots.
      if (value === 0) continue;
      right[a] += value * target[i];
      for (let b = 0; b <= a; b++) normal[a * k + b] += value * rows[offset + b];
    }
  }
  let trace = 0;
  for (let a = 0; a < k; a++) {
    trace += normal[a * k + a];
    for (let b = a + 1; b < k; b++) normal[a * k + b] = normal[b * k + a];
  }
  const pull = (ridge * trace) / k;
  for (let a = 0; a < k; a++) {
    normal[a * k + a] += pull;
    right[a] += pull * prior[a];
  }
  const solution = solveLinearSystem(normal, right);
  return solution ? new Float64Array(solution) : null;
}
