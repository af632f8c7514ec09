import { inHeap, roomOf } from '../kernels/heap.js';
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
  const a = from.descriptors.subarray(0, from.count * DESCRIPTOR_WORDS);
  const b = to.descriptors.subarray(0, to.count * DESCRIPTOR_WORDS);
  const values = 3 * (from.count + to.count);
  return inHeap(roomOf(a.length) + roomOf(b.length) + roomOf(values), (heap) => {
    const at = heap.take(4 * values);
    const found = heap.integers(at, values);
    let end = 0;
    const part = (count: number, initial: number) => found.subarray(end, (end += count)).fill(initial);
    const parts = {
      nearest: part(from.count, -1),
      distance: part(from.count, CHANCE_BITS),
      second: part(from.count, CHANCE_BITS),
      nearestOfTarget: part(to.count, -1),
      distanceOfTarget: part(to.count, CHANCE_BITS),
      secondOfTarget: part(to.count, CHANCE_BITS),
    };
    heap.kernels.findNearest(heap.put(a), from.count, heap.put(b), to.count, MOST_PREFIX_BITS, at);
    const { nearest, distance, second, nearestOfTarget, secondOfTarget } = parts;
    return {
      nearest: nearest.slice(),
      distance: distance.slice(),
      second: second.slice(),
      nearestOfTarget: nearestOfTarget.slice(),
      secondOfTarget: secondOfTarget.slice(),
    };
  });
}
