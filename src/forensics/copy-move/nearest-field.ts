import { createRandom } from '../../maths/random.js';
import { RING_FEATURES, type RingFeatures } from './ring-features.js';

/** For each pixel the index of the most similar pixel far enough away, −1 where none was looked for. */
export interface NearestField {
  readonly width: number;
  readonly height: number;
  readonly nearest: Int32Array;
  /** Squared feature distance to it. */
  readonly distance: Float32Array;
  /** Pixels with enough texture to be looked for. */
  readonly pointCount: number;
}

interface NearestOptions {
  /** Nearer pairs are the picture's own smoothness. @default 24 */
  readonly leastShiftPx?: number;
  /** Pixels whose surroundings vary less than this many grey levels are left out. @default 3 */
  readonly leastContrast?: number;
}

const TABLES = 6;
/** Share of the pixels that each table sorts: a copied part of 30 px still has 70 pairs in each. */
const SAMPLED = 1 / 3;
const NEIGHBOURS = 4;
const KEY_PROJECTIONS = 4;
const KEY_LEVELS = 12;
const SEED = 5;

/**
 * Finds an approximate nearest neighbour of every textured pixel: coherency-sensitive hashing. Pixels are sorted by
 * hashes of their features and compared with their neighbours in that order, then good pairs spread to the pixels
 * beside them, either with the same shift or with the shift continued linearly (turns, zooms).
 *
 * @see Korman & Avidan, Coherency sensitive hashing, ICCV 2011, doi:10.1109/ICCV.2011.6126421; Cozzolino, Poggi,
 *   Verdoliva 2015 for the linear predictors. Deviation: projections are random, not Walsh–Hadamard, and random
 *   search is left out, because sorting finds small regions that a random start misses.
 */
export function findNearestField(
  features: RingFeatures,
  { leastShiftPx = 24, leastContrast = 3 }: NearestOptions = {},
): NearestField {
  const { width, height, contrast } = features;
  const nearest = new Int32Array(width * height).fill(-1);
  const distance = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  const points: number[] = [];
  for (let i = 0; i < contrast.length; i++) if (contrast[i] >= leastContrast) points.push(i);
  const search = createSearch(features, nearest, distance, leastShiftPx);
  const random = createRandom(SEED);
  const pixels = Int32Array.from(points);
  for (let table = 0; table < TABLES; table++) {
    const sample = pixels.filter(() => random() < SAMPLED);
    compareInOrder(sample, features, random, search);
    if (table % 2 === 0) propagate(pixels, width, nearest, search, table % 4 === 0 ? 1 : -1);
  }
  return { width, height, nearest, distance, pointCount: pixels.length };
}

/** Makes `i` and `j` each other's neighbour where that is nearer than what they have. */
type Search = (i: number, j: number) => void;

function createSearch(
  { width, data, contrast }: RingFeatures,
  nearest: Int32Array,
  distance: Float32Array,
  leastShiftPx: number,
): Search {
  const least = leastShiftPx ** 2;
  return (i, j) => {
    if (!(contrast[j] > 0) || nearest[i] === j) return;
    const limit = Math.max(distance[i], distance[j]);
    let sum = 0;
    for (let k = 0, a = i * RING_FEATURES, b = j * RING_FEATURES; k < RING_FEATURES; k++, a++, b++) {
      const difference = data[a] - data[b];
      sum += difference * difference;
      if (sum >= limit) return;
    }
    // Few pairs come this far: the division waits until here.
    const dx = (i % width) - (j % width);
    const dy = ((i / width) | 0) - ((j / width) | 0);
    if (dx * dx + dy * dy < least) return;
    if (sum < distance[i]) {
      distance[i] = sum;
      nearest[i] = j;
    }
    if (sum < distance[j]) {
      distance[j] = sum;
      nearest[j] = i;
    }
  };
}

/** Sorts points by a hash of random projections and compares each with those behind it. */
function compareInOrder(
  points: Int32Array,
  { data }: RingFeatures,
  random: () => number,
  search: Search,
): void {
  const keys = new Float64Array(points.length);
  const values = new Float32Array(points.length);
  for (let p = 0; p <= KEY_PROJECTIONS; p++) {
    const weights = Float32Array.from({ length: RING_FEATURES }, () => random() + random() + random() - 1.5);
    for (let n = 0; n < points.length; n++) {
      let sum = 0;
      for (let k = 0, at = points[n] * RING_FEATURES; k < RING_FEATURES; k++, at++)
        sum += weights[k] * data[at];
      values[n] = sum;
    }
    // The last projection orders pixels of one hash; the others give the hash by their ranks, with shifted borders.
    const levels = p < KEY_PROJECTIONS ? KEY_LEVELS : 1024;
    const borders = quantiles(values, levels, random());
    for (let n = 0; n < points.length; n++) keys[n] = keys[n] * (levels + 1) + rankIn(borders, values[n]);
  }
  // 13⁴ · 1025 hashes times 2²¹ places stay below 2⁴⁶, so that one number holds both.
  const room = 2 ** 21;
  for (let n = 0; n < points.length; n++) keys[n] = keys[n] * room + n;
  keys.sort();
  const order = Int32Array.from(keys, (key) => points[key % room]);
  for (let n = 0; n < order.length; n++) {
    for (let m = n + 1; m <= n + NEIGHBOURS && m < order.length; m++) search(order[n], order[m]);
  }
}

/** Borders that part values into `levels` equal shares, moved by a fraction of a share. */
function quantiles(values: Float32Array, levels: number, shift: number): Float32Array {
  const step = Math.max(1, Math.floor(values.length / 4096));
  const sample = new Float32Array(Math.ceil(values.length / step));
  for (let n = 0; n < sample.length; n++) sample[n] = values[n * step];
  sample.sort();
  return Float32Array.from(
    { length: levels },
    (_, n) => sample[Math.min(sample.length - 1, Math.floor(((n + shift) / levels) * sample.length))],
  );
}

function rankIn(borders: Float32Array, value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offers each pixel the shifts of the pixels before it, as they are and continued linearly. */
function propagate(
  points: Int32Array,
  width: number,
  nearest: Int32Array,
  search: Search,
  way: 1 | -1,
): void {
  for (let n = 0; n < points.length; n++) {
    const i = points[way > 0 ? n : points.length - 1 - n];
    for (const step of [way, way * width, way * (width + 1), way * (width - 1)]) {
      const before = nearest[i - step];
      if (before < 0) continue;
      search(i, before + step);
      const earlier = nearest[i - 2 * step];
      if (earlier >= 0) search(i, 2 * before - earlier);
    }
  }
}
