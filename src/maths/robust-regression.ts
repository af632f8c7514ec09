import { type Heap, inHeap } from '../kernels/heap.js';
import { solveLinearSystem } from './linear-system.js';
import { selectOrdered } from './order-statistic.js';

// Tukey's biweight: 95 % efficiency on normal residuals.
const TUKEY_CUTOFF = 4.685;

// Standard deviation of a normal distribution over its median absolute deviation.
const MAD_TO_SIGMA = 1.4826;

// Between the parts of a system in memory.
const SLACK_BYTES = 1024;

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
  const start = Float64Array.from({ length: k }, (_, j) => prior[j] ?? 0);
  return inHeap(8 * (rows.length + 5 * n + k * (k + 4)) + SLACK_BYTES, (heap) => {
    const system = openSystem(heap, rows, target, k);
    let coefficients = start;
    let scale = system.leave(coefficients);
    if (n < k) return { coefficients, scale };
    for (let round = 0; round <= rounds; round++) {
      system.weigh(Math.max(scale, smallestScale), round < 2 ? cauchyWeight : tukeyWeight);
      const next = system.solve(start, ridge);
      if (!next) break;
      coefficients = next;
      scale = system.leave(coefficients);
    }
    return { coefficients, scale };
  });
}

/** Weight of a residual in units of the scale. */
function cauchyWeight(r: number): number {
  return 1 / (1 + r * r);
}

function tukeyWeight(r: number): number {
  const t = r / TUKEY_CUTOFF;
  return Math.abs(t) < 1 ? (1 - t * t) * (1 - t * t) : 0;
}

/** Rows and target in the memory of the kernels, with what changes from round to round. */
function openSystem(heap: Heap, rows: Float64Array, target: Float64Array, k: number) {
  const { kernels } = heap;
  const n = target.length;
  const at = {
    rows: heap.put(rows),
    target: heap.put(target),
    weights: heap.take(8 * n),
    residuals: heap.take(8 * n),
    absolute: heap.take(8 * n),
    coefficients: heap.take(8 * k),
    right: heap.take(8 * k),
    // The kernel writes pairs, the last of which may reach one behind.
    normal: heap.take(8 * (k * k + 1)),
  };
  const weights = heap.doubles(at.weights, n);
  const residuals = heap.doubles(at.residuals, n);
  const absolute = heap.doubles(at.absolute, n);
  const right = heap.doubles(at.right, k);
  const normal = heap.doubles(at.normal, k * k);
  return {
    /** Residuals that coefficients leave, and their robust scale. */
    leave(coefficients: Float64Array): number {
      heap.doubles(at.coefficients, k).set(coefficients);
      kernels.leaveResiduals(at.rows, at.target, at.coefficients, n, k, at.residuals, at.absolute);
      return n > 0 ? MAD_TO_SIGMA * quantileInPlace(absolute, 0.5) : 0;
    },
    weigh(unit: number, weightOf: (residual: number) => number): void {
      for (let i = 0; i < n; i++) weights[i] = weightOf(residuals[i] / unit);
    },
    solve(prior: Float64Array, ridge: number): Float64Array<ArrayBuffer> | null {
      normal.fill(0);
      right.fill(0);
      kernels.addNormalEquations(at.rows, at.target, at.weights, n, k, at.normal, at.right);
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
    },
  };
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
