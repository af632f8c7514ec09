import { selectOrdered } from '../maths/order-statistic.js';

const MAD_TO_SIGMA = 1.4826;
const NORMAL_90 = 1.645;

// How far a tail may raise a spread: a change of more than a tenth of the picture is such a tail itself.
const HEAVIEST_TAIL = 1.6;

/**
 * Standard deviation by the median absolute value, from every k-th valid pixel; by the 90 % quantile where that says
 * more, for the tails of residuals are heavier than normal in many pictures.
 */
export function robustSpread(values: Float32Array, valid: Uint8Array): number {
  const sample = pick(values, valid, Math.abs);
  if (sample.length === 0) return 1;
  const byMedian = MAD_TO_SIGMA * selectOrdered(sample, sample.length >> 1);
  const byTail = selectOrdered(sample, Math.floor(0.9 * sample.length)) / NORMAL_90;
  return Math.max(byMedian, Math.min(byTail, HEAVIEST_TAIL * byMedian));
}

/** Median and spread: that of the lower half, or of the upper one where it is larger. */
export function describeSpread(sample: Float64Array) {
  if (sample.length === 0) return { middle: 0, spread: 1 };
  const middle = selectOrdered(sample, sample.length >> 1);
  const below = middle - selectOrdered(sample, Math.floor(0.1587 * sample.length));
  const above = selectOrdered(sample, Math.floor(0.8413 * sample.length)) - middle;
  return { middle, spread: Math.max(below, Math.min(above, HEAVIEST_TAIL * below)) };
}

/** Values of every k-th valid pixel, mapped: at most some 20,000, in a new array. */
export function pick(values: Float32Array, valid: Uint8Array, map: (value: number) => number): Float64Array {
  const stride = Math.max(1, Math.floor(values.length / 20_000));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let i = 0; i < values.length; i += stride) if (valid[i]) sample[count++] = map(values[i]);
  return sample.subarray(0, count);
}
