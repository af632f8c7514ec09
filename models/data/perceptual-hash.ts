// The construction of PDQ (Facebook, 2019): 64 x 64 luma, the 16 x 16 lowest non-constant DCT terms, one bit each
// against their median. libvips does the reduction here instead of PDQ's two Jarosz passes, so hashes do not equal
// PDQ's bit for bit; distances behave alike, and the customary threshold of 31 of 256 bits holds.
const SIDE = 64;
const TERMS = 16;

/** PDQ calls a hash usable from 50 of 100 on: flat pictures hash to noise. */
export const MIN_QUALITY = 50;

/** 256 bits and how far to trust them. */
export interface PerceptualHash {
  /** 64 hexadecimal digits. */
  readonly bits: string;
  /** 0..100, from the gradients of the 64 x 64 luma, as in PDQ. */
  readonly quality: number;
}

const BASIS = cosineBasis();

/**
 * Hashes a picture that was reduced to 64 x 64.
 *
 * @param luma 4096 code values 0..255, row-major
 */
export function hashThumbnail(luma: Uint8Array): PerceptualHash {
  const rows = new Float64Array(TERMS * SIDE);
  for (let u = 0; u < TERMS; u++)
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += BASIS[u * SIDE + y] * luma[y * SIDE + x];
      rows[u * SIDE + x] = sum;
    }
  const terms = new Float64Array(TERMS * TERMS);
  for (let u = 0; u < TERMS; u++)
    for (let v = 0; v < TERMS; v++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += rows[u * SIDE + x] * BASIS[v * SIDE + x];
      terms[u * TERMS + v] = sum;
    }
  const median = Float64Array.from(terms).sort()[(TERMS * TERMS) / 2];
  let bits = '';
  for (let i = 0; i < terms.length; i += 4) {
    let digit = 0;
    for (let k = 0; k < 4; k++) digit = digit * 2 + (terms[i + k] > median ? 1 : 0);
    bits += digit.toString(16);
  }
  return { bits, quality: gradientQuality(luma) };
}

function gradientQuality(luma: Uint8Array): number {
  let sum = 0;
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const i = y * SIDE + x;
      if (x + 1 < SIDE) sum += Math.trunc((Math.abs(luma[i] - luma[i + 1]) * 100) / 255);
      if (y + 1 < SIDE) sum += Math.trunc((Math.abs(luma[i] - luma[i + SIDE]) * 100) / 255);
    }
  return Math.min(100, Math.trunc(sum / 90));
}

function cosineBasis(): Float64Array {
  const basis = new Float64Array(TERMS * SIDE);
  for (let u = 0; u < TERMS; u++)
    for (let x = 0; x < SIDE; x++)
      basis[u * SIDE + x] = Math.sqrt(2 / SIDE) * Math.cos((Math.PI / (2 * SIDE)) * (u + 1) * (2 * x + 1));
  return basis;
}
