import type { Plane } from '../pixels/plane.js';
import { fitLongSide, shrinkPlane } from '../pixels/resize.js';
import { DIHEDRAL, type Dihedral } from './dihedral.js';

/** Bits of one hash: the 16 × 16 lowest AC frequencies in both directions. */
export const PDQ_BITS = 256;

// The reference implementations (Python, PHP) hash pictures above this size shrunk to fit it; we always do.
const LONG_SIDE_PX = 512;
// Side of the thumbnail that is transformed, and number of frequencies kept per direction.
const SIDE = 64;
const KEPT = 16;
// Two passes of a box filter make the tent filter of the specification.
const BOX_PASSES = 2;
// "quality" counts differences of the thumbnail in whole percent of full scale and divides by this.
const QUALITY_DIVISOR = 90;

/** A PDQ hash of a picture and of its seven mirrored and turned siblings. */
export interface PdqHash {
  /** Eight words; bit i is coefficient i of the row-major 16 × 16 block, bit 0 the lowest of the last word. */
  readonly bits: Uint32Array;
  /** 0..100; below 50 the picture has too little structure for its hash to mean anything. */
  readonly quality: number;
  /** What the hash of the picture would be after each symmetry; `upright` equals `bits`. */
  readonly variants: Readonly<Record<Dihedral, Uint32Array>>;
}

/**
 * Computes the PDQ perceptual hash.
 *
 * Deviation: pictures above 512 px are shrunk by exact area averaging instead of a library's resampler; measured
 * 0–2 bits from the published vectors for pictures of quality ≥ 50 (their own tolerance is 16).
 *
 * @param luma Rec.601 luma, 0..255, at least 5 px on each side for a meaningful hash
 * @see The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm, Facebook 2019
 */
export function computePdq(luma: Plane): PdqHash {
  const size = fitLongSide(luma, LONG_SIDE_PX);
  const thumbnail = decimate(tentFilter(shrinkPlane(luma, size.width, size.height)));
  const coefficients = transform(thumbnail);
  const variants = Object.fromEntries(
    DIHEDRAL.map((variant) => [variant, thresholdAtMedian(applySymmetry(coefficients, variant))]),
  ) as Record<Dihedral, Uint32Array>;
  return { bits: variants.upright, quality: measureQuality(thumbnail), variants };
}

function tentFilter(plane: Plane): Plane {
  const { width, height } = plane;
  const windowX = Math.ceil(width / (2 * SIDE));
  const windowY = Math.ceil(height / (2 * SIDE));
  const data = Float32Array.from(plane.data);
  const buffer = new Float32Array(data.length);
  for (let pass = 0; pass < BOX_PASSES; pass++) {
    for (let y = 0; y < height; y++) boxFilter(data, buffer, y * width, 1, width, windowX);
    for (let x = 0; x < width; x++) boxFilter(buffer, data, x, width, height, windowY);
  }
  return { width, height, data };
}

/** Running mean over `window` samples; at the ends over those that exist. Even windows reach one further right. */
function boxFilter(
  source: Float32Array,
  target: Float32Array,
  begin: number,
  stride: number,
  length: number,
  window: number,
): void {
  const ahead = window >> 1;
  const behind = window - ahead - 1;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(ahead, length); i++) {
    sum += source[begin + i * stride];
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + ahead < length) {
      sum += source[begin + (i + ahead) * stride];
      count++;
    }
    if (i - behind - 1 >= 0) {
      sum -= source[begin + (i - behind - 1) * stride];
      count--;
    }
    target[begin + i * stride] = sum / count;
  }
}

function decimate({ width, height, data }: Plane): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const y = Math.floor(((row + 0.5) * height) / SIDE);
    for (let column = 0; column < SIDE; column++) {
      out[row * SIDE + column] = data[y * width + Math.floor(((column + 0.5) * width) / SIDE)];
    }
  }
  return out;
}

function measureQuality(thumbnail: Float32Array): number {
  let sum = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const here = thumbnail[y * SIDE + x];
      if (y + 1 < SIDE) sum += wholePercent(here - thumbnail[(y + 1) * SIDE + x]);
      if (x + 1 < SIDE) sum += wholePercent(here - thumbnail[y * SIDE + x + 1]);
    }
  }
  return Math.min(100, Math.floor(sum / QUALITY_DIVISOR));
}

function wholePercent(difference: number): number {
  return Math.floor(Math.abs((difference * 100) / 255));
}

// Rows 1..16 of the orthonormal DCT-II of length 64: frequency 0 (the mean) is left out in both directions.
const COSINES = (() => {
  const table = new Float64Array(KEPT * SIDE);
  for (let k = 0; k < KEPT; k++) {
    for (let n = 0; n < SIDE; n++) {
      table[k * SIDE + n] = Math.sqrt(2 / SIDE) * Math.cos((Math.PI / (2 * SIDE)) * (k + 1) * (2 * n + 1));
    }
  }
  return table;
})();

/** 16 × 16 coefficients, vertical frequency first. */
function transform(thumbnail: Float32Array): Float64Array {
  const columns = new Float64Array(KEPT * SIDE);
  for (let k = 0; k < KEPT; k++) {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += COSINES[k * SIDE + y] * thumbnail[y * SIDE + x];
      columns[k * SIDE + x] = sum;
    }
  }
  const out = new Float64Array(KEPT * KEPT);
  for (let k = 0; k < KEPT; k++) {
    for (let l = 0; l < KEPT; l++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += columns[k * SIDE + x] * COSINES[l * SIDE + x];
      out[k * KEPT + l] = sum;
    }
  }
  return out;
}

/**
 * Coefficients of the picture after a symmetry. Mirroring an axis negates its odd basis functions; index 0 is
 * frequency 1 and so the first odd one. A transposition swaps the axes.
 */
function applySymmetry(coefficients: Float64Array, variant: Dihedral): Float64Array {
  const { transpose, negateX, negateY } = SYMMETRIES[variant];
  const out = new Float64Array(coefficients.length);
  for (let i = 0; i < KEPT; i++) {
    for (let j = 0; j < KEPT; j++) {
      const value = transpose ? coefficients[j * KEPT + i] : coefficients[i * KEPT + j];
      const negative = (negateY && i % 2 === 0) !== (negateX && j % 2 === 0);
      out[i * KEPT + j] = negative ? -value : value;
    }
  }
  return out;
}

// First transposed, then mirrored left–right (X) and top–bottom (Y).
const SYMMETRIES: Record<Dihedral, { transpose: boolean; negateX: boolean; negateY: boolean }> = {
  upright: { transpose: false, negateX: false, negateY: false },
  'turn-90': { transpose: true, negateX: true, negateY: false },
  'turn-180': { transpose: false, negateX: true, negateY: true },
  'turn-270': { transpose: true, negateX: false, negateY: true },
  mirror: { transpose: false, negateX: true, negateY: false },
  'mirror-turn-90': { transpose: true, negateX: true, negateY: true },
  'mirror-turn-180': { transpose: false, negateX: false, negateY: true },
  'mirror-turn-270': { transpose: true, negateX: false, negateY: false },
};

function thresholdAtMedian(coefficients: Float64Array): Uint32Array {
  // The lower median, as the reference takes it: half of the bits are set.
  const median = Float64Array.from(coefficients).sort()[PDQ_BITS / 2 - 1];
  const words = new Uint32Array(PDQ_BITS / 32);
  for (let i = 0; i < PDQ_BITS; i++) {
    if (coefficients[i] > median) words[words.length - 1 - (i >> 5)] |= 1 << (i & 31);
  }
  return words;
}
