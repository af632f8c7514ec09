import { DESCRIPTOR_WORDS, type Features } from './features.js';

/** Pairs of features that are each other's nearest, most distinctive first. */
export interface FeatureMatches {
  readonly count: number;
  /** Index into the reference's features, then into the photo's. */
  readonly reference: Int32Array;
  readonly photo: Int32Array;
}

// Nearest over second-nearest Hamming distance. Neighbouring bins of smooth patches agree by chance, so binary
// distances of unrelated patches spread less than float ones: Lowe's 0.8 would let one in four pass.
const MOST_RATIO = 0.85;
// Of 320 bits. Unrelated patches lie at 125–150, recompressed ones below 70.
const MOST_DISTANCE_BITS = 96;

/**
 * Matches descriptors by mutual nearest neighbour and by how much nearer the nearest is than the second.
 *
 * @returns matches sorted by that ratio
 */
export function matchFeatures(reference: Features, photo: Features): FeatureMatches {
  const forward = findNearest(reference, photo);
  const pairs: { i: number; j: number; ratio: number }[] = [];
  for (let i = 0; i < reference.count; i++) {
    const j = forward.nearest[i];
    if (j < 0 || forward.nearestOfTarget[j] !== i) continue;
    if (forward.distance[i] > MOST_DISTANCE_BITS) continue;
    const second = Math.min(forward.second[i], forward.secondOfTarget[j]);
    const ratio = forward.distance[i] / Math.max(1, second);
    if (ratio <= MOST_RATIO) pairs.push({ i, j, ratio });
  }
  pairs.sort((a, b) => a.ratio - b.ratio || a.i - b.i);
  return {
    count: pairs.length,
    reference: Int32Array.from(pairs, ({ i }) => i),
    photo: Int32Array.from(pairs, ({ j }) => j),
  };
}

// The first four words (128 bits) decide whether the other six are looked at: true pairs differ there in at most
// 40 bits, unrelated ones in 54 ± 7. A pair left aside counts as this far away in all, what chance gives.
const MOST_PREFIX_BITS = 45;
const CHANCE_BITS = 112;

/** One pass over all pairs gives nearest and second-nearest in both directions. */
function findNearest(from: Features, to: Features) {
  const nearest = new Int32Array(from.count).fill(-1);
  const distance = new Int32Array(from.count).fill(CHANCE_BITS);
  const second = new Int32Array(from.count).fill(CHANCE_BITS);
  const nearestOfTarget = new Int32Array(to.count).fill(-1);
  const distanceOfTarget = new Int32Array(to.count).fill(CHANCE_BITS);
  const secondOfTarget = new Int32Array(to.count).fill(CHANCE_BITS);
  const a = from.descriptors;
  const b = to.descriptors;
  for (let i = 0, offset = 0; i < from.count; i++, offset += DESCRIPTOR_WORDS) {
    const a0 = a[offset];
    const a1 = a[offset + 1];
    const a2 = a[offset + 2];
    const a3 = a[offset + 3];
    let bestJ = -1;
    let best = CHANCE_BITS;
    let next = CHANCE_BITS;
    for (let j = 0, k = 0; j < to.count; j++, k += DESCRIPTOR_WORDS) {
      const prefix = foldPair(a0 ^ b[k], a1 ^ b[k + 1]) + foldPair(a2 ^ b[k + 2], a3 ^ b[k + 3]);
      if (Math.imul(prefix, 0x01010101) >>> 24 > MOST_PREFIX_BITS) continue;
      const bits =
        prefix +
        foldPair(a[offset + 4] ^ b[k + 4], a[offset + 5] ^ b[k + 5]) +
        foldPair(a[offset + 6] ^ b[k + 6], a[offset + 7] ^ b[k + 7]) +
        foldPair(a[offset + 8] ^ b[k + 8], a[offset + 9] ^ b[k + 9]);
      const halves = (bits & 0x00ff00ff) + ((bits >>> 8) & 0x00ff00ff);
      const d = (halves & 0xffff) + (halves >>> 16);
      if (d < best) {
        next = best;
        best = d;
        bestJ = j;
      } else if (d < next) next = d;
      if (d < distanceOfTarget[j]) {
        secondOfTarget[j] = distanceOfTarget[j];
        distanceOfTarget[j] = d;
        nearestOfTarget[j] = i;
      } else if (d < secondOfTarget[j]) secondOfTarget[j] = d;
    }
    nearest[i] = bestJ;
    distance[i] = best;
    second[i] = next;
  }
  return { nearest, distance, second, nearestOfTarget, secondOfTarget };
}

/** Byte-wise bit counts of two words together, at most 16 per byte. */
function foldPair(a: number, b: number): number {
  const pairsA = a - ((a >>> 1) & 0x55555555);
  const pairsB = b - ((b >>> 1) & 0x55555555);
  const nibbles =
    (pairsA & 0x33333333) +
    ((pairsA >>> 2) & 0x33333333) +
    (pairsB & 0x33333333) +
    ((pairsB >>> 2) & 0x33333333);
  return (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f);
}
