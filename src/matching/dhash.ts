import type { Plane } from '../pixels/plane.js';
import { createPlane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';
import { DIHEDRAL, type Dihedral } from './dihedral.js';

/** Bits of one hash: 8 rows of 8 horizontal comparisons. */
export const DHASH_BITS = 64;

const ROWS = 8;

/** A difference hash of a picture and of its seven mirrored and turned siblings. */
export interface DifferenceHash {
  /** Two words; the first comparison is the highest bit of the first. */
  readonly bits: Uint32Array;
  /** What the hash of the picture would be after each symmetry; `upright` equals `bits`. */
  readonly variants: Readonly<Record<Dihedral, Uint32Array>>;
}

/**
 * Computes the 64-bit difference hash: is each cell of a 9 × 8 thumbnail darker than its right neighbour?
 *
 * Turned variants need the 8 × 9 thumbnail too, so both are taken; no hash is derived from another.
 *
 * @param luma any size; sides below the thumbnail's are stretched by repetition
 * @see Krawetz, Kind of Like That, 2013 (dHash)
 */
export function computeDhash(luma: Plane): DifferenceHash {
  const wide = thumbnail(luma, ROWS + 1, ROWS);
  const tall = thumbnail(luma, ROWS, ROWS + 1);
  const variants = Object.fromEntries(
    DIHEDRAL.map((variant) => [variant, compareNeighbours(wide, tall, variant)]),
  ) as Record<Dihedral, Uint32Array>;
  return { bits: variants.upright, variants };
}

function thumbnail(luma: Plane, width: number, height: number): Plane {
  const enough =
    luma.width >= width && luma.height >= height
      ? luma
      : repeatPixels(luma, Math.max(width, luma.width), Math.max(height, luma.height));
  return shrinkPlane(enough, width, height);
}

function repeatPixels(luma: Plane, width: number, height: number): Plane {
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * luma.height) / height) * luma.width;
    for (let x = 0; x < width; x++)
      out.data[y * width + x] = luma.data[row + Math.floor((x * luma.width) / width)];
  }
  return out;
}

function compareNeighbours(wide: Plane, tall: Plane, variant: Dihedral): Uint32Array {
  const words = new Uint32Array(2);
  const at = SAMPLERS[variant];
  for (let bit = 0; bit < DHASH_BITS; bit++) {
    const row = Math.floor(bit / ROWS);
    const column = bit % ROWS;
    if (at(wide, tall, column, row) < at(wide, tall, column + 1, row))
      words[bit >> 5] |= 1 << (31 - (bit & 31));
  }
  return words;
}

type Sampler = (wide: Plane, tall: Plane, x: number, y: number) => number;

const read = (plane: Plane, x: number, y: number) => plane.data[y * plane.width + x];
const LAST_LONG = ROWS;
const LAST_SHORT = ROWS - 1;

// Cell (x, y) of the 9 × 8 thumbnail that the transformed picture would have.
const SAMPLERS: Record<Dihedral, Sampler> = {
  upright: (wide, _tall, x, y) => read(wide, x, y),
  'turn-90': (_wide, tall, x, y) => read(tall, y, LAST_LONG - x),
  'turn-180': (wide, _tall, x, y) => read(wide, LAST_LONG - x, LAST_SHORT - y),
  'turn-270': (_wide, tall, x, y) => read(tall, LAST_SHORT - y, x),
  mirror: (wide, _tall, x, y) => read(wide, LAST_LONG - x, y),
  'mirror-turn-90': (_wide, tall, x, y) => read(tall, LAST_SHORT - y, LAST_LONG - x),
  'mirror-turn-180': (wide, _tall, x, y) => read(wide, x, LAST_SHORT - y),
  'mirror-turn-270': (_wide, tall, x, y) => read(tall, y, x),
};
