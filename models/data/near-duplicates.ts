import type { PerceptualHash } from './perceptual-hash.js';
import { MIN_QUALITY } from './perceptual-hash.js';

/** PDQ's customary threshold: bits of 256 that may differ. */
export const MAX_DISTANCE_BITS = 31;

/** One picture in the search. */
export interface HashedPicture {
  readonly key: string;
  readonly hash: PerceptualHash;
  /** Pictures are compared only where `comparable` says so; reference pictures come first and are always kept. */
  readonly reference: boolean;
}

/** A picture to leave out, and the one it repeats. */
export interface Duplicate {
  readonly key: string;
  readonly of: string;
  readonly distanceBits: number;
}

/**
 * Finds pictures that repeat an earlier one.
 *
 * @param pictures in order of precedence: the first of several alike is kept
 * @param comparable whether two pictures may be called repetitions of each other (index into `pictures`)
 * @returns the repetitions, in input order; flat pictures (quality below 50) match only exactly
 */
export function findDuplicates(
  pictures: readonly HashedPicture[],
  comparable: (kept: number, candidate: number) => boolean,
): Duplicate[] {
  const kept: number[] = [];
  const words = pictures.map((picture) => hashWords(picture.hash.bits));
  const found: Duplicate[] = [];
  for (let i = 0; i < pictures.length; i++) {
    const match = pictures[i].reference ? undefined : nearest(i);
    if (match)
      found.push({ key: pictures[i].key, of: pictures[match.index].key, distanceBits: match.distance });
    else kept.push(i);
  }
  return found;

  function nearest(candidate: number): { index: number; distance: number } | undefined {
    const flat = pictures[candidate].hash.quality < MIN_QUALITY;
    for (const index of kept) {
      const limit = flat || pictures[index].hash.quality < MIN_QUALITY ? 0 : MAX_DISTANCE_BITS;
      const distance = hammingDistance(words[index], words[candidate], limit);
      if (distance <= limit && comparable(index, candidate)) return { index, distance };
    }
    return undefined;
  }
}

/** Bits in which two hashes differ; counting stops once `limit` is passed. */
export function hammingDistance(a: Uint32Array, b: Uint32Array, limit = a.length * 32): number {
  let distance = 0;
  for (let i = 0; i < a.length && distance <= limit; i++) {
    let v = a[i] ^ b[i];
    v -= (v >>> 1) & 0x55555555;
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    distance += (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return distance;
}

/** The hash as eight 32-bit words. */
export function hashWords(bits: string): Uint32Array {
  return Uint32Array.from({ length: bits.length / 8 }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 16),
  );
}
