import { ClaimlensError } from '../errors.js';

/** In-place complex transform of a fixed length. `re` and `im` are read from `offset` on, every `stride` values. */
export type Fft = (re: Float64Array, im: Float64Array, offset?: number, stride?: number) => void;

/**
 * Forward discrete Fourier transform, X[k] = Σ x[n]·exp(−2πi·kn/size), without scaling.
 *
 * Iterative radix 2 with precomputed roots and bit reversal. Two real rows can share one transform as real and
 * imaginary part.
 *
 * @param size power of two, 2..65536
 * @throws ClaimlensError `invalid-argument` for other sizes
 * @see Cooley and Tukey 1965, https://doi.org/10.1090/S0025-5718-1965-0178586-1
 */
export function createFft(size: number): Fft {
  if (!Number.isInteger(Math.log2(size)) || size < 2 || size > 65536)
    throw new ClaimlensError(
      'invalid-argument',
      `fft size: expected a power of two up to 65536, got ${size}`,
    );
  const cosines = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sines = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
  const reversed = reverseBits(size);
  // Strided input is gathered first: the butterflies then run on 2 × size values that stay in the first cache.
  const a = new Float64Array(size);
  const b = new Float64Array(size);

  return (re, im, offset = 0, stride = 1) => {
    for (let i = 0, at = offset; i < size; i++, at += stride) {
      const to = reversed[i];
      a[to] = re[at];
      b[to] = im[at];
    }
    for (let i = 0; i < size; i += 2) {
      const real = a[i + 1];
      const imaginary = b[i + 1];
      a[i + 1] = a[i] - real;
      b[i + 1] = b[i] - imaginary;
      a[i] += real;
      b[i] += imaginary;
    }
    for (let half = 2; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0, low = start; k < half; k++, low++) {
          const cosine = cosines[k * step];
          const sine = sines[k * step];
          const high = low + half;
          const real = a[high] * cosine - b[high] * sine;
          const imaginary = a[high] * sine + b[high] * cosine;
          a[high] = a[low] - real;
          b[high] = b[low] - imaginary;
          a[low] += real;
          b[low] += imaginary;
        }
      }
    }
    for (let i = 0, at = offset; i < size; i++, at += stride) {
      re[at] = a[i];
      im[at] = b[i];
    }
  };
}

/** Places with their bits in reverse order, for a size that is a power of two. */
export function reverseBits(size: number): Uint16Array {
  const reversed = new Uint16Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
  return reversed;
}
