import { createRandom } from '../maths/random.js';
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

export interface ConsensusOptions {
  /** Size of the reference view; degenerate maps are told by what they do to its corners. */
  readonly width: number;
  readonly height: number;
  /** Largest transfer error of an inlier, in photo pixels (times the zoom where that exceeds 1). @default 3 */
  readonly tolerancePx?: number;
}

// Two-point samples drawn; with 20 % inliers the chance that none is pure is 1e-9 after 500.
const SAMPLES = 600;
const SEED = 0x51ab5eed;
// A similarity is only a start: perspective of a hand-held photograph bends it by this many times the tolerance.
const START_TOLERANCE = 4;
const REFINEMENTS = 8;
// Directions and scales of true pairs scatter by about 5° and a sixth of an octave; three times that.
const MOST_TURN = Math.PI / 9;
const MOST_ZOOM_OCTAVES = 0.6;
// Views are at most 1024 px, and a photo that shows less than 1/6 of a reference's width shows too few features.
const MOST_ZOOM = 6;
// Strongest perspective: area scale may differ between corners of the reference by this factor.
const MOST_AREA_RATIO = 8;

/**
 * Finds the homography that most correspondences agree with.
 *
 * Samples of two pairs give a similarity, which has to agree with the pairs' own scale and direction before it is
 * scored; the best similarities grow into a homography by alternating selection and weighted least squares under
 * a shrinking tolerance. Sampling is seeded: equal input gives equal output.
 *
 * @returns null when fewer than `LEAST_INLIERS` agree or the map is degenerate (folded, extreme zoom, points on a
 *   line)
 * @see Fischler & Bolles 1981, doi:10.1145/358669.358692; local optimization after Chum, Matas & Kittler 2003,
 *   doi:10.1007/978-3-540-45243-0_31
 */
export function findConsensus(pairs: Correspondences, options: ConsensusOptions): Consensus | null {
  const { tolerancePx = 3 } = options;
  if (pairs.count < LEAST_INLIERS) return null;
  const candidates = sampleSimilarities(pairs, tolerancePx * START_TOLERANCE);
  let best: Consensus | null = null;
  for (const { homography } of candidates) {
    const grown = growHomography(pairs, homography, options, tolerancePx);
    if (grown && (!best || grown.inliers.length > best.inliers.length)) best = grown;
    // No other map can explain more than what is left.
    if (best && best.inliers.length > pairs.count / 2) break;
  }
  return best;
}

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

interface Candidate {
  homography: Homography;
  score: number;
}

// Similarities that are worth growing; neighbours of one pure sample fill more than one place.
const CANDIDATES = 5;

function sampleSimilarities(pairs: Correspondences, tolerancePx: number): Candidate[] {
  const random = createRandom(SEED);
  const best: Candidate[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    // Pairs come most distinctive first; early samples draw from the front, as PROSAC does.
    const pool = Math.min(pairs.count, Math.max(16, Math.ceil((pairs.count * (sample + 1)) / (SAMPLES / 2))));
    const i = Math.floor(random() * pool);
    const j = Math.floor(random() * pool);
    const homography = i === j ? null : similarityOf(pairs, i, j);
    if (!homography) continue;
    const score = scoreOf(pairs, homography, tolerancePx);
    if (best.length === CANDIDATES && score <= best[CANDIDATES - 1].score) continue;
    best.push({ homography, score });
    best.sort((a, b) => b.score - a.score);
    best.length = Math.min(best.length, CANDIDATES);
  }
  return best;
}

/** The similarity through two pairs, unless they lie too close or contradict the features' scale or direction. */
function similarityOf({ from, to, zoom, turn }: Correspondences, i: number, j: number): Homography | null {
  const dx = from[2 * j] - from[2 * i];
  const dy = from[2 * j + 1] - from[2 * i + 1];
  const du = to[2 * j] - to[2 * i];
  const dv = to[2 * j + 1] - to[2 * i + 1];
  const length = dx * dx + dy * dy;
  const imageLength = du * du + dv * dv;
  if (length < LEAST_BASE_PX ** 2 || imageLength < LEAST_BASE_PX ** 2) return null;
  const a = (dx * du + dy * dv) / length;
  const b = (dx * dv - dy * du) / length;
  const scale = Math.sqrt(imageLength / length);
  const angle = Math.atan2(b, a);
  if (scale > MOST_ZOOM || scale < 1 / MOST_ZOOM) return null;
  for (const k of [i, j]) {
    if (Math.abs(Math.log2(zoom[k] / scale)) > MOST_ZOOM_OCTAVES) return null;
    if (angleBetween(turn[k], angle) > MOST_TURN) return null;
  }
  const tx = to[2 * i] - a * from[2 * i] + b * from[2 * i + 1];
  const ty = to[2 * i + 1] - b * from[2 * i] - a * from[2 * i + 1];
  return [a, -b, tx, b, a, ty, 0, 0, 1];
}

// Nearer points give a similarity whose error grows past any tolerance across the picture.
const LEAST_BASE_PX = 24;

// The most distinctive pairs are enough to rank samples; all of them shape the homography.
const MOST_SCORED = 300;

/** Sum over pairs of how far below the tolerance they lie: counts inliers and prefers tight ones (MSAC). */
function scoreOf(pairs: Correspondences, h: Homography, tolerancePx: number): number {
  const { from, to } = pairs;
  const count = Math.min(pairs.count, MOST_SCORED);
  const scale = Math.sqrt(h[0] * h[0] + h[3] * h[3]);
  const limit = (tolerancePx * Math.max(1, scale)) ** 2;
  let score = 0;
  for (let i = 0; i < 2 * count; i += 2) {
    const ex = h[0] * from[i] + h[1] * from[i + 1] + h[2] - to[i];
    const ey = h[3] * from[i] + h[4] * from[i + 1] + h[5] - to[i + 1];
    const squared = ex * ex + ey * ey;
    if (squared < limit) score += 1 - squared / limit;
  }
  return score;
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

function angleBetween(a: number, b: number): number {
  const difference = Math.abs(a - b) % (2 * Math.PI);
  return difference > Math.PI ? 2 * Math.PI - difference : difference;
}
