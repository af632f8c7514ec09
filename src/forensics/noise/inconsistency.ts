import { selectOrdered } from '../../maths/order-statistic.js';
import { multiplyRows, sumOuterProducts } from '../../maths/row-products.js';
import { eigenSymmetric } from '../../maths/symmetric-eigen.js';
import { boxMean } from '../../pixels/box-mean.js';
import type { Plane } from '../../pixels/plane.js';
import type { Cells } from './cells.js';
import { measureSupport } from './support.js';
import { removeTrend } from './trend.js';
import { COLOUR_FEATURES, describeWindows, type Windows } from './windows.js';

/** How unlike its own photo each window's residual is. */
export interface Inconsistency {
  /** Squared distance of each window from the photo's own spread, in units of its median; row-major over windows. */
  readonly distances: Float64Array;
  readonly windows: Windows;
  /** Natural log of the largest distance over the median one. */
  readonly outlier: number;
  /** The same of the 99th percentile: of extended parts. */
  readonly upperPercentile: number;
  /** As `outlier`, by the strength and correlation of the high-passes of luma and chroma alone. */
  readonly colourOutlier: number;
  /**
   * 0..1 per cell: share of the way from the median to 20 times the median, on a log scale; mean of the distances by all
   * features and by those of luma and chroma alone, which see what the others do not.
   */
  readonly map: Plane;
  /** 0..1 per cell: how many windows of the photo look alike, see `measureSupport`. */
  readonly confidence: Plane;
  /** Side of a cell of both maps in pixels, a multiple of 8. */
  readonly cellPx: number;
}

/** Components that are kept: the rest of the variance is sampling noise of the counts. */
const COMPONENTS = 8;
/** Added to variances before division, so that a constant picture divides by something. */
const LEAST_VARIANCE = 1e-5;
/** The photo's own spread is taken from the windows nearest to its centre. */
const TRUSTED = 0.8;
const ROUNDS = 5;
/** Distance over the median at which the map is white. */
const WHITE = 20;
/** Two means over 7 × 7 cells: about a Gaussian of three cells. */
const SMOOTHING_CELLS = 3;
/** Fewer windows have no spread to compare with. */
const LEAST_WINDOWS = 80;

/**
 * Looks for windows whose residual statistics are unlike those of the same photo's other windows of like brightness,
 * colour and texture.
 *
 * Features of a window: co-occurrences of quantized third differences, fine DCT energies, strength and correlation of
 * the high-passes of luma and chroma. What brightness, colour and coarse texture of the window explain is taken off by
 * a quadratic fit over the photo's own windows; the rest is reduced to 8 principal components, and the distance from
 * the trusted 80 % of the windows is taken (a robust Mahalanobis distance).
 *
 * @returns null when the photo has fewer than 80 windows (below about 100 × 100 px)
 * @see Cozzolino, Poggi, Verdoliva, Splicebuster, WIFS 2015, doi:10.1109/WIFS.2015.7368565, for residual,
 *   co-occurrences and principal components. Deviations: windows of 4 × 4 cells instead of 128 px, because claim
 *   photos have 500 px; more than co-occurrences; the fit against content; distance from a trusted majority instead of
 *   a mixture of two Gaussians, whose gain followed the size and busyness of honest photos
 */
export function measureInconsistency(cells: Cells): Inconsistency | null {
  const windows = describeWindows(cells);
  const count = windows.columns * windows.rows;
  if (count < LEAST_WINDOWS) return null;
  const features = removeTrend(windows.features, windows.covariates, count);
  const distances = measureDistances(features, count, COMPONENTS);
  const colours = measureDistances(lastColumns(features, count, COLOUR_FEATURES), count, COLOUR_FEATURES);
  return {
    distances,
    windows,
    outlier: Math.log(largestOf(distances)),
    upperPercentile: Math.log(selectOrdered(distances.slice(), Math.floor(0.99 * (count - 1)))),
    colourOutlier: Math.log(largestOf(colours)),
    map: renderCells(
      distances.map((distance, i) => (strengthOf(distance) + strengthOf(colours[i])) / 2),
      windows,
      cells,
    ),
    confidence: renderCells(measureSupport(windows), windows, cells),
    cellPx: cells.sidePx,
  };
}

/** Squared distances from the trusted majority, over their median. */
function measureDistances(features: Float64Array, count: number, components: number): Float64Array {
  const scores = projectWhitened(features, count, components);
  const distances = trustedDistances(scores, count, components);
  const median = medianOf(distances);
  return distances.map((distance) => distance / median);
}

function lastColumns(features: Float64Array, count: number, kept: number): Float64Array {
  const d = features.length / count;
  return Float64Array.from(
    { length: count * kept },
    (_, i) => features[Math.floor(i / kept) * d + d - kept + (i % kept)],
  );
}

/** Principal components of n × d features, each scaled to variance 1; n × components. */
function projectWhitened(features: Float64Array, count: number, components: number): Float64Array {
  const d = features.length / count;
  const covariance = secondMoments(features, count);
  const { values, vectors } = eigenSymmetric(covariance, d);
  const axes = new Float64Array(d * components);
  for (let c = 0; c < components; c++) {
    const scale = 1 / Math.sqrt(Math.max(0, values[c]) + LEAST_VARIANCE);
    for (let k = 0; k < d; k++) axes[k * components + c] = vectors[c * d + k] * scale;
  }
  return multiplyRows(features, axes, count);
}

/** Means of products of the numbers of each row; only rows that `keep` keeps. */
function secondMoments(values: Float64Array, count: number, keep?: Uint8Array): Float64Array {
  const kept = keep ? keep.reduce((sum, one) => sum + one, 0) : count;
  return sumOuterProducts(values, values, count, keep).map((sum) => sum / Math.max(1, kept));
}

/** Squared Mahalanobis distances from the mean and spread of the windows that lie nearest to them. */
function trustedDistances(scores: Float64Array, count: number, components: number): Float64Array {
  const keep = new Uint8Array(count).fill(1);
  let distances: Float64Array = new Float64Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    const centred = centre(scores, count, components, keep);
    distances = mahalanobis(centred, count, components, secondMoments(centred, count, keep));
    const limit = selectOrdered(distances.slice(), Math.min(count - 1, Math.floor(TRUSTED * count)));
    for (let i = 0; i < count; i++) keep[i] = distances[i] <= limit ? 1 : 0;
  }
  return distances;
}

function centre(scores: Float64Array, count: number, components: number, keep: Uint8Array): Float64Array {
  const out = scores.slice();
  for (let c = 0; c < components; c++) {
    let sum = 0;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      if (!keep[i]) continue;
      sum += scores[i * components + c];
      kept++;
    }
    for (let i = 0; i < count; i++) out[i * components + c] -= sum / kept;
  }
  return out;
}

function mahalanobis(
  centred: Float64Array,
  count: number,
  components: number,
  covariance: Float64Array,
): Float64Array {
  const { values, vectors } = eigenSymmetric(covariance, components);
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < components; c++) {
      let sum = 0;
      for (let k = 0; k < components; k++) sum += vectors[c * components + k] * centred[i * components + k];
      distances[i] += (sum * sum) / (values[c] + SMALLEST_SPREAD);
    }
  }
  return distances;
}

/** In units of the whole photo's spread: a trusted majority without any spread must not make the rest infinite. */
const SMALLEST_SPREAD = 1e-4;

function medianOf(values: Float64Array): number {
  return Math.max(1e-12, selectOrdered(values.slice(), values.length >> 1));
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  return largest;
}

/** Share of the way from the median to `WHITE` times the median, on a log scale; above 1 beyond it. */
function strengthOf(distance: number): number {
  return Math.log(Math.max(1, distance)) / Math.log(WHITE);
}

/** Mean of the windows over each cell, at most 1. */
function renderCells(values: Float64Array, windows: Windows, { columns, rows }: Cells): Plane {
  const data = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  for (let wy = 0; wy < windows.rows; wy++)
    for (let wx = 0; wx < windows.columns; wx++) {
      const value = values[wy * windows.columns + wx];
      for (let y = wy; y < wy + windows.sideCells; y++)
        for (let x = wx; x < wx + windows.sideCells; x++) {
          data[y * columns + x] += value;
          counts[y * columns + x]++;
        }
    }
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, data[i] / Math.max(1, counts[i]));
  return { width: columns, height: rows, data };
}

/**
 * The map, or its confidence, as a person is shown it: without the speckle of single windows, so that what holds
 * together stands out.
 *
 * Of the smoothings tried on inpainted pictures of the training store this one agrees with their masks best (by rank
 * and by F1).
 *
 * @returns 0..1 per cell, not above the largest of the map; see `fillPlane` for how long it holds
 */
export function smoothMap(map: Plane): Plane {
  return boxMean(boxMean(map, SMOOTHING_CELLS), SMOOTHING_CELLS);
}
