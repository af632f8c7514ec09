import { countBits } from '../matching/hamming.js';
import {
  CLASS_PLANES,
  CLASSES,
  COMPLEMENT_EXCESS,
  MOST_VARIANTS,
  PLANES,
  REGISTER_BYTES,
  SUM_BITS,
  VARIANT_BYTES,
} from './distance-kernel.js';

// A mirrored picture has nearly the hash of the original with the bits of every second row or column of frequencies
// turned (the median against which they are taken moves a little). So the distances to all of four symmetries follow,
// up to a few bits, from those of four classes of bits, each as it is or complemented. The few bits widen the bound:
// nothing is lost by it.

/** Words of the hash whose bits the kernel sees: 128 frequencies, eight rows of sixteen. */
const SEEN_WORDS = PLANES / 32;

/** Place in the hash of every plane, class by class: the parities of row and column of its frequency. */
export const PLANE_PLACES: readonly number[] = Array.from({ length: CLASSES }, (_, parities) =>
  Array.from({ length: PLANES }, (_, place) => place).filter((place) => parityClass(place & 31) === parities),
).flat();

/** Bits of a word that belong to each class. */
const CLASS_MASKS = Array.from({ length: CLASSES }, (_, parities) => {
  let mask = 0;
  for (let bit = 0; bit < 32; bit++) if (parityClass(bit) === parities) mask |= 1 << bit;
  return mask;
});

function parityClass(bit: number): number {
  return ((bit >> 4) & 1) * 2 + (bit & 1);
}

/** A query of the set as a variant of the first of its group. */
interface Variant {
  readonly hash: Uint32Array;
  /** By class: whether the counter is complemented. */
  readonly complemented: readonly boolean[];
  /** Seen bits by which the variant differs from what the classes tell. */
  readonly slack: number;
}

/** Queries whose counting is shared. */
type QueryGroup = readonly Variant[];

// Photographs need 0 to 8 bits. With 12, 1 of 7,000 unrelated hashes passes at radius 31 (128 fair coins, at most 43
// heads), which is cheap to compare in full.
const MOST_SLACK = 12;

/** Groups queries so that the members of a group are variants of its first; any queries, in any order. */
export function groupQueries(queries: readonly Uint32Array[]): QueryGroup[] {
  const groups: Variant[][] = [];
  for (const hash of queries) {
    const fits = groups
      .filter((group) => group.length < MOST_VARIANTS)
      .map((group) => ({ group, variant: relate(group[0].hash, hash) }))
      .find(({ variant }) => variant.slack <= MOST_SLACK);
    if (fits) fits.group.push(fits.variant);
    else groups.push([relate(hash, hash)]);
  }
  return groups;
}

function relate(base: Uint32Array, hash: Uint32Array): Variant {
  let slack = 0;
  const complemented = CLASS_MASKS.map((mask) => {
    let differing = 0;
    for (let word = 0; word < SEEN_WORDS; word++) differing += countBits((base[word] ^ hash[word]) & mask);
    const turned = differing > CLASS_PLANES / 2;
    slack += turned ? CLASS_PLANES - differing : differing;
    return turned;
  });
  return { hash, complemented, slack };
}

/**
 * Lays a group out as the kernel reads it.
 *
 * @param words memory as words
 * @param at byte offset of the query
 * @param radius greatest distance of whole hashes
 */
export function writeQuery(words: Uint32Array, at: number, group: QueryGroup, radius: number): void {
  const fill = (offset: number, ones: boolean) =>
    words.fill(ones ? 0xffff_ffff : 0, offset / 4, (offset + REGISTER_BYTES) / 4);
  const [{ hash: base }] = group;
  for (const [plane, place] of PLANE_PLACES.entries())
    fill(at + plane * REGISTER_BYTES, ((base[place >> 5] >>> (place & 31)) & 1) === 1);
  for (const [i, { complemented, slack }] of group.entries()) {
    const offset = at + PLANES * REGISTER_BYTES + i * VARIANT_BYTES;
    for (const [k, turned] of complemented.entries()) fill(offset + k * REGISTER_BYTES, turned);
    const excess = COMPLEMENT_EXCESS * complemented.filter((turned) => turned).length;
    const bound = Math.min(radius + slack + excess, 2 ** SUM_BITS - 1);
    for (let place = 0; place < SUM_BITS; place++)
      fill(offset + (CLASSES + place) * REGISTER_BYTES, ((bound >> place) & 1) === 1);
  }
}
