import { applyHomography, fitHomography, type Homography, localAreaScale } from './homography.js';

/** Point pairs with the scale and direction of the features they come from, structure of arrays. */
export interface Correspondences {
  readonly count: number;
  /** x0, y0, x1, y1 … in the reference view. */
  readonly from: Float64Array;
  /** The same points in the photo view. */
  readonly to: Float64Array;
  /** Scale of the photo's feature over that of the reference's. */
  readonly zoom: Float64Array;
  /** Direction of the photo's feature minus that of the reference's, radians. */
  readonly turn: Float64Array;
}

/** A map and the correspondences it explains. */
export interface Consensus {
  readonly homography: Homography;
  /** Indices of the correspondences within the tolerance. */
  readonly inliers: Int32Array;
  /** Root mean square transfer error of the inliers, in photo pixels. */
  readonly rmsePx: number;
}

// Rounds of selection and fitting; the set of inliers stands still after five or six.
const REFINEMENTS = 8;
/** A similarity is only a start: perspective of a hand-held photograph bends it by this many times the tolerance. */
export const START_TOLERANCE = 4;
// Directions and scales of true pairs scatter by about 5° and a sixth of an octave; three times that.
export const MOST_TURN = Math.PI / 9;
export const MOST_ZOOM_OCTAVES = 0.6;
/** A photo that shows less than a sixth of a reference's width shows too few of its features. */
export const MOST_ZOOM = 6;
// Strongest perspective: area scale may differ between corners of the reference by this factor.
const MOST_AREA_RATIO = 8;

/** Four pairs determine a homography; as many again must confirm it. */
export const LEAST_INLIERS = 8;

/**
 * Refits a homography to the pairs that it explains until the set stays, with a biweight on the errors.
 *
 * @returns null when the map degenerates
 */
export function growHomography(
  pairs: Correspondences,
  start: Homography,
  { width, height }: { width: number; height: number },
  tolerancePx: number,
): Consensus | null {
  let homography = start;
  const weights = new Float64Array(pairs.count);
  for (let round = 0; round < REFINEMENTS; round++) {
    // The tolerance shrinks from the similarity's to the final one over the first half of the rounds.
    const slack = 1 + (START_TOLERANCE - 1) * Math.max(0, 1 - round / (REFINEMENTS / 2));
    const count = weigh(pairs, homography, tolerancePx * slack, weights);
    if (count < LEAST_INLIERS) return null;
    const fitted = fitHomography(pairs.from, pairs.to, weights);
    if (!fitted || !isPlausible(fitted, width, height)) return null;
    homography = fitted;
  }
  const inliers: number[] = [];
  let squares = 0;
  for (let i = 0; i < pairs.count; i++) {
    const error = transferError(pairs, homography, i);
    if (error > tolerancePx || !agreesLocally(pairs, homography, i)) continue;
    inliers.push(i);
    const zoom = Math.max(1, localZoom(pairs, homography, i));
    squares += (error * zoom) ** 2;
  }
  if (inliers.length < LEAST_INLIERS) return null;
  return { homography, inliers: Int32Array.from(inliers), rmsePx: Math.sqrt(squares / inliers.length) };
}

/** Tukey's biweight of the transfer errors; returns how many are not zero. */
function weigh(pairs: Correspondences, h: Homography, tolerancePx: number, weights: Float64Array): number {
  let count = 0;
  for (let i = 0; i < pairs.count; i++) {
    const ratio = transferError(pairs, h, i) / tolerancePx;
    weights[i] = ratio < 1 ? (1 - ratio * ratio) ** 2 : 0;
    if (weights[i] > 0) count++;
  }
  return count;
}

/** Error in photo pixels, or in reference pixels where the photo is zoomed in. */
function transferError({ from, to }: Correspondences, h: Homography, i: number): number {
  const x = from[2 * i];
  const y = from[2 * i + 1];
  const w = h[6] * x + h[7] * y + h[8];
  const ex = (h[0] * x + h[1] * y + h[2]) / w - to[2 * i];
  const ey = (h[3] * x + h[4] * y + h[5]) / w - to[2 * i + 1];
  const area = Math.abs(localAreaScale(h, x, y));
  return Math.sqrt((ex * ex + ey * ey) / Math.max(1, area));
}

function localZoom(pairs: Correspondences, h: Homography, i: number): number {
  return Math.sqrt(Math.abs(localAreaScale(h, pairs.from[2 * i], pairs.from[2 * i + 1])));
}

/** Whether a pair's own scale and direction fit the map around it. */
function agreesLocally(pairs: Correspondences, h: Homography, i: number): boolean {
  const x = pairs.from[2 * i];
  const y = pairs.from[2 * i + 1];
  if (Math.abs(Math.log2(pairs.zoom[i] / localZoom(pairs, h, i))) > MOST_ZOOM_OCTAVES) return false;
  const [left, top] = applyHomography(h, x - 1, y);
  const [right, bottom] = applyHomography(h, x + 1, y);
  return angleBetween(pairs.turn[i], Math.atan2(bottom - top, right - left)) <= 1.5 * MOST_TURN;
}

/**
 * Whether a map can be a photograph of the whole reference: no corner behind the camera, no fold, zoom and
 * perspective within bounds.
 */
function isPlausible(h: Homography, width: number, height: number): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ]) {
    if (h[6] * x + h[7] * y + h[8] <= 0) return false;
    const area = localAreaScale(h, x, y);
    if (!(area > 0)) return false;
    least = Math.min(least, area);
    most = Math.max(most, area);
  }
  return least > 1 / MOST_ZOOM ** 2 && most < MOST_ZOOM ** 2 && most / least < MOST_AREA_RATIO;
}

/** Absolute difference of two directions, 0..π. */
export function angleBetween(a: number, b: number): number {
  const difference = Math.abs(a - b) % (2 * Math.PI);
  return difference > Math.PI ? 2 * Math.PI - difference : difference;
}
