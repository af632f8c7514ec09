import { createRandom } from '../maths/random.js';
import {
  angleBetween,
  type Consensus,
  type Correspondences,
  growHomography,
  LEAST_INLIERS,
  MOST_TURN,
  MOST_ZOOM,
  MOST_ZOOM_OCTAVES,
  START_TOLERANCE,
} from './consensus.js';
import type { Homography } from './homography.js';

interface ConsensusOptions {
  /** Size of the reference view; degenerate maps are told by what they do to its corners. */
  readonly width: number;
  readonly height: number;
  /** Largest transfer error of an inlier, in photo pixels (times the zoom where that exceeds 1). @default 3 */
  readonly tolerancePx?: number;
}

// Two-point samples drawn; with 20 % inliers the chance that none is pure is 1e-9 after 500.
const SAMPLES = 600;
const SEED = 0x51ab5eed;

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
