import { fillPlane, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';

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
  return fillPlane(width, height, 2 * roomOf(data.length) + roomOf(2 * (width + 16)), (heap, at) => {
    const gradients = heap.take(4 * data.length);
    heap.kernels.gradientSum(heap.put(data), width, height, gradients);
    heap.kernels.boxMean(gradients, width, height, radiusPx, at, heap.take(8 * (width + 16)));
  });
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
  const { width, height, data } = residual;
  const edges = Float32Array.from(activityEdges(activity, valid));
  const edgesBelow = countEdgesBelow(edges);
  const size = LEVELS * STEPS_PER_LEVEL;
  const bins = ACTIVITY_BINS * BRIGHTNESS_BINS;
  let level = 0;
  const sigma = fillPlane(width, height, 4 * roomOf(data.length) + 2 * roomOf(bins * size), (heap, at) => {
    const histogram = heap.take(4 * bins * size);
    heap.bytes(histogram, 4 * bins * size).fill(0);
    const binOf = heap.take(data.length);
    heap.kernels.countResiduals(
      heap.put(data),
      heap.put(activity.data),
      heap.put(brightness.data),
      heap.put(valid),
      data.length,
      heap.put(edges),
      edges.length,
      heap.put(edgesBelow),
      BRIGHTNESS_BINS,
      STEPS_PER_LEVEL,
      size,
      histogram,
      binOf,
    );
    const found = heap.words(histogram, bins * size);
    const sigmas = binSigmas(found, size, smallestSigma);
    level = weightedMedian(sigmas, countPerBin(found, size));
    heap.kernels.lookUp(heap.put(Float32Array.from(sigmas)), binOf, data.length, at);
  });
  return { sigma, level };
}

function countPerBin(histogram: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(histogram.length / size);
  for (let i = 0; i < histogram.length; i++) counts[Math.floor(i / size)] += histogram[i];
  return counts;
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
function countEdgesBelow(edges: Float32Array): Uint8Array {
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
