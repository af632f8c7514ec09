import { boxMean } from '../pixels/box-mean.js';
import { createPlane, type Plane } from '../pixels/plane.js';

// Bins of local gradient by their upper ends, as shares of the pixels: sixteenths, and finer where few pixels hold
// the strongest edges of a plain picture. Bins of brightness are equal steps.
const ACTIVITY_SHARES = [...Array.from({ length: 15 }, (_, k) => (k + 1) / 16), 0.965, 0.982, 0.992, 0.997];
const ACTIVITY_BINS = ACTIVITY_SHARES.length + 1;
const BRIGHTNESS_BINS = 4;

// A bin with fewer pixels borrows the scale of its activity bin over all brightnesses.
const FEWEST_PER_BIN = 400;

// Rounding to 8 bits alone leaves 0.29; half a level keeps flat, clipped grounds from turning one level of
// difference into a finding.
const SMALLEST_SIGMA = 0.5;

const MAD_TO_SIGMA = 1.4826;

// Histogram of absolute residuals, 1/8 grey level per bin.
const STEPS_PER_LEVEL = 8;
const LEVELS = 128;

/** How large the residual of an unchanged pixel is, as found in the pair itself. */
interface NoiseModel {
  /** Standard deviation per pixel, grey levels. */
  readonly sigma: Plane;
  /** Median of `sigma` over the valid pixels: the level of recompression. */
  readonly level: number;
}

/**
 * Local gradient strength, grey levels per pixel: what misregistration and recompression grow with.
 *
 * @param radiusPx of the mean @default 2
 */
export function measureActivity(luma: Plane, radiusPx = 2): Plane {
  const { width, height, data } = luma;
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const up = y > 0 ? -width : 0;
    const down = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const left = x > 0 ? i - 1 : i;
      const right = x < width - 1 ? i + 1 : i;
      out.data[i] = Math.abs(data[right] - data[left]) + Math.abs(data[i + down] - data[i + up]);
    }
  }
  return boxMean(out, radiusPx);
}

/**
 * Estimates the spread of the residual from the pair: the median absolute residual per bin of local gradient and
 * brightness of the prediction. The median stands for the unchanged pixels as long as under half of a bin is
 * changed; scales are made non-decreasing in the gradient, which a changed flat part cannot push up.
 *
 * @param residual photo minus prediction
 * @param activity from `measureActivity` of the prediction
 * @param brightness luma of the prediction, 0..255
 * @param valid 1 where the pair overlaps
 * @param smallestSigma floor in grey levels @default 0.5
 */
export function estimateNoise(
  residual: Plane,
  activity: Plane,
  brightness: Plane,
  valid: Uint8Array,
  smallestSigma = SMALLEST_SIGMA,
): NoiseModel {
  const edges = activityEdges(activity, valid);
  const edgesBelow = countEdgesBelow(edges);
  const bins = ACTIVITY_BINS * BRIGHTNESS_BINS;
  const size = LEVELS * STEPS_PER_LEVEL;
  const histogram = new Uint32Array(bins * size);
  const binOf = new Uint8Array(residual.data.length);
  for (let i = 0; i < binOf.length; i++) {
    if (!valid[i]) continue;
    const tone = Math.max(0, Math.min(BRIGHTNESS_BINS - 1, (brightness.data[i] * BRIGHTNESS_BINS) >> 8));
    const gradient = activity.data[i];
    let place = edgesBelow[Math.min(size - 1, (gradient * STEPS_PER_LEVEL) | 0)];
    while (place < edges.length && gradient > edges[place]) place++;
    const bin = place * BRIGHTNESS_BINS + tone;
    binOf[i] = bin;
    const step = Math.min(size - 1, Math.floor(Math.abs(residual.data[i]) * STEPS_PER_LEVEL));
    histogram[bin * size + step]++;
  }
  const sigmas = binSigmas(histogram, size, smallestSigma);
  const sigma = createPlane(residual.width, residual.height);
  const counts = new Uint32Array(bins);
  for (let i = 0; i < binOf.length; i++) {
    sigma.data[i] = sigmas[binOf[i]];
    if (valid[i]) counts[binOf[i]]++;
  }
  return { sigma, level: weightedMedian(sigmas, counts) };
}

/** Upper edges of the activity bins. */
function activityEdges(activity: Plane, valid: Uint8Array): Float64Array {
  const sample: number[] = [];
  const stride = Math.max(1, Math.floor(activity.data.length / 20_000));
  for (let i = 0; i < activity.data.length; i += stride) if (valid[i]) sample.push(activity.data[i]);
  const sorted = Float64Array.from(sample).sort();
  return Float64Array.from(ACTIVITY_SHARES, (share) =>
    sorted.length > 0 ? sorted[Math.floor(share * (sorted.length - 1))] : 0,
  );
}

/** Number of edges below each multiple of 1/8 grey level: where the search for the bin of a value begins. */
function countEdgesBelow(edges: Float64Array): Uint8Array {
  return Uint8Array.from({ length: LEVELS * STEPS_PER_LEVEL }, (_, k) =>
    edges.reduce((count, edge) => count + (edge < k / STEPS_PER_LEVEL ? 1 : 0), 0),
  );
}

function binSigmas(histogram: Uint32Array, size: number, smallestSigma: number): Float64Array {
  const sigmas = new Float64Array(ACTIVITY_BINS * BRIGHTNESS_BINS);
  const pooled = new Float64Array(ACTIVITY_BINS);
  const weights = new Float64Array(ACTIVITY_BINS);
  const row = new Uint32Array(size);
  for (let a = 0; a < ACTIVITY_BINS; a++) {
    row.fill(0);
    for (let t = 0; t < BRIGHTNESS_BINS; t++) {
      const offset = (a * BRIGHTNESS_BINS + t) * size;
      for (let k = 0; k < size; k++) row[k] += histogram[offset + k];
    }
    const { median, count } = histogramMedian(row, 0, size);
    pooled[a] = median;
    weights[a] = count;
  }
  makeNonDecreasing(pooled, weights);
  for (let t = 0; t < BRIGHTNESS_BINS; t++) {
    const column = new Float64Array(ACTIVITY_BINS);
    const columnWeights = new Float64Array(ACTIVITY_BINS);
    for (let a = 0; a < ACTIVITY_BINS; a++) {
      const { median, count } = histogramMedian(histogram, (a * BRIGHTNESS_BINS + t) * size, size);
      // A bin may be quieter than its kind, hardly louder: loud and small is what a change looks like.
      column[a] = count < FEWEST_PER_BIN ? pooled[a] : Math.min(median, 1.5 * pooled[a]);
      columnWeights[a] = Math.max(1, count);
    }
    makeNonDecreasing(column, columnWeights);
    for (let a = 0; a < ACTIVITY_BINS; a++)
      sigmas[a * BRIGHTNESS_BINS + t] = Math.max(smallestSigma, MAD_TO_SIGMA * column[a]);
  }
  return sigmas;
}

/** Median of one histogram row, in grey levels, linear within its bin. */
function histogramMedian(histogram: Uint32Array, offset: number, size: number) {
  let count = 0;
  for (let k = 0; k < size; k++) count += histogram[offset + k];
  let below = 0;
  for (let k = 0; k < size; k++) {
    const here = histogram[offset + k];
    if (count > 0 && below + here >= count / 2)
      return { median: (k + (count / 2 - below) / here) / STEPS_PER_LEVEL, count };
    below += here;
  }
  return { median: 0, count: 0 };
}

/** Pool adjacent violators: the nearest non-decreasing sequence in weighted least squares. */
export function makeNonDecreasing(values: Float64Array, weights: Float64Array): void {
  const starts: number[] = [];
  const means: number[] = [];
  const totals: number[] = [];
  for (let i = 0; i < values.length; i++) {
    starts.push(i);
    means.push(values[i]);
    totals.push(weights[i]);
    while (means.length > 1 && means[means.length - 2] > means[means.length - 1]) {
      const mean = means.pop() as number;
      const total = totals.pop() as number;
      starts.pop();
      const last = means.length - 1;
      const sum = totals[last] + total;
      means[last] = sum > 0 ? (means[last] * totals[last] + mean * total) / sum : mean;
      totals[last] = sum;
    }
  }
  for (let block = 0; block < means.length; block++)
    values.fill(means[block], starts[block], block + 1 < starts.length ? starts[block + 1] : values.length);
}

function weightedMedian(values: Float64Array, counts: Uint32Array): number {
  const order = [...values.keys()].sort((p, q) => values[p] - values[q]);
  let total = 0;
  for (const count of counts) total += count;
  let below = 0;
  for (const i of order) {
    below += counts[i];
    if (below * 2 >= total) return values[i];
  }
  return SMALLEST_SIGMA;
}
