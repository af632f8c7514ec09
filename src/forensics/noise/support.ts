import { COVARIATES, type Windows } from './windows.js';

/** The first covariates of a window: brightness, coarse and middle texture. */
const ASPECTS = 3;
const BINS = 8;
/** Standard deviations on either side of the mean that the bins cover; what lies beyond goes to the last ones. */
const REACH = 3;
/** Passes of (1, 2, 1) / 4 along every aspect: a Gaussian of one bin, so that the edges of bins do not show. */
const PASSES = 2;

/**
 * How many of the photo's windows look alike in brightness and texture: what the distance of a window is measured
 * against. A window with few of its kind stands out whatever made it.
 *
 * @returns per window 0..1, 1 for the most common kind; on a log scale of the count
 */
export function measureSupport({ covariates, columns, rows }: Windows): Float64Array {
  const count = columns * rows;
  const bins = new Uint16Array(count);
  for (let k = 0, step = 1; k < ASPECTS; k++, step *= BINS) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += covariates[i * COVARIATES + k];
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (covariates[i * COVARIATES + k] - mean) ** 2;
    const unit = (2 * REACH * (Math.sqrt(squares / count) + 1e-3)) / BINS;
    for (let i = 0; i < count; i++) {
      const bin = Math.floor((covariates[i * COVARIATES + k] - mean) / unit + BINS / 2);
      bins[i] += step * Math.max(0, Math.min(BINS - 1, bin));
    }
  }
  const alike = new Float64Array(BINS ** ASPECTS);
  for (let i = 0; i < count; i++) alike[bins[i]]++;
  for (let pass = 0; pass < PASSES; pass++)
    for (let step = 1; step < alike.length; step *= BINS) blurAlong(alike, step);
  const most = Math.log1p(alike.reduce((largest, value) => Math.max(largest, value), 0));
  return Float64Array.from(bins, (bin) => Math.log1p(alike[bin]) / most);
}

/** (1, 2, 1) / 4 along one aspect, in place; the last bins count themselves for what lies beyond them. */
function blurAlong(values: Float64Array, step: number): void {
  const line = new Float64Array(BINS);
  for (let begin = 0; begin < values.length; begin++) {
    if (Math.floor(begin / step) % BINS !== 0) continue;
    for (let b = 0; b < BINS; b++) line[b] = values[begin + b * step];
    for (let b = 0; b < BINS; b++)
      values[begin + b * step] =
        (line[Math.max(0, b - 1)] + 2 * line[b] + line[Math.min(BINS - 1, b + 1)]) / 4;
  }
}
