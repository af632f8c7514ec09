import { DESCRIPTOR_WORDS, type Features } from './features.js';

/** The patch has CELLS × CELLS cells with a histogram of DIRECTIONS gradient directions each. */
export const CELLS = 4;
export const DIRECTIONS = 8;
/** Bins of a patch: direction d of cell (row, column) is bin (row × CELLS + column) × DIRECTIONS + d. */
export const BINS = CELLS * CELLS * DIRECTIONS;

/**
 * Features of the mirrored picture (left–right), without touching pixels.
 *
 * @param width width of the view the features live in
 */
export function mirrorFeatures(features: Features, width: number): Features {
  const { count } = features;
  const mirrored = {
    ...features,
    x: features.x.map((x) => width - 1 - x),
    angle: features.angle.map((angle) => (angle >= 0 ? Math.PI - angle : -Math.PI - angle)),
    descriptors: new Uint32Array(count * DESCRIPTOR_WORDS),
  };
  for (let i = 0; i < count; i++) {
    const offset = i * DESCRIPTOR_WORDS;
    for (let bit = 0; bit < COUNT; bit++) {
      const source = MIRROR.source[bit];
      const set = (features.descriptors[offset + (source >> 5)] >>> (source & 31)) & 1;
      if (set !== MIRROR.inverted[bit]) mirrored.descriptors[offset + (bit >> 5)] |= 1 << (bit & 31);
    }
  }
  return mirrored;
}

/**
 * Pairs of bins whose order makes one bit each, those near the centre of the patch first: they are the steadiest,
 * and matching looks at the first words before the rest.
 */
const COMPARISONS: readonly (readonly [number, number])[] = (() => {
  const bin = (row: number, column: number, direction: number) =>
    (row * CELLS + column) * DIRECTIONS + ((direction + DIRECTIONS) % DIRECTIONS);
  const pairs: [number, number][] = [];
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      for (let d = 0; d < DIRECTIONS; d++) {
        pairs.push([bin(row, column, d), bin(row, column, d + 1)]);
        if (column + 1 < CELLS) pairs.push([bin(row, column, d), bin(row, column + 1, d)]);
        if (row + 1 < CELLS) pairs.push([bin(row, column, d), bin(row + 1, column, d)]);
      }
    }
  }
  const offCentre = (index: number) => {
    const cell = Math.floor(index / DIRECTIONS);
    return Math.hypot(Math.floor(cell / CELLS) - (CELLS - 1) / 2, (cell % CELLS) - (CELLS - 1) / 2);
  };
  return pairs.sort((a, b) => offCentre(a[0]) + offCentre(a[1]) - offCentre(b[0]) - offCentre(b[1]));
})();
const COUNT = COMPARISONS.length;

/** For each bit the two bins it compares: it is 1 where the first is larger. */
export const COMPARED_BINS = Uint8Array.from(COMPARISONS.flat());

/**
 * For each bit the bit of the unmirrored picture that decides it. A picture mirrored left–right has its dominant
 * direction θ at π − θ; in the frame turned by it, the patch is mirrored top–bottom: rows swap, direction d
 * becomes −d. Where that swaps the two bins of a comparison, the bit is inverted.
 */
const MIRROR = (() => {
  const index = new Map(COMPARISONS.map(([a, b], bit) => [a * BINS + b, bit]));
  const mirrorBin = (bin: number) => {
    const direction = bin % DIRECTIONS;
    const cell = (bin - direction) / DIRECTIONS;
    const row = CELLS - 1 - Math.floor(cell / CELLS);
    return (row * CELLS + (cell % CELLS)) * DIRECTIONS + ((DIRECTIONS - direction) % DIRECTIONS);
  };
  const source = new Uint16Array(COUNT);
  const inverted = new Uint8Array(COUNT);
  COMPARISONS.forEach(([a, b], bit) => {
    const same = index.get(mirrorBin(a) * BINS + mirrorBin(b));
    const swapped = index.get(mirrorBin(b) * BINS + mirrorBin(a));
    source[bit] = same ?? swapped ?? bit;
    inverted[bit] = same === undefined ? 1 : 0;
  });
  return { source, inverted };
})();
