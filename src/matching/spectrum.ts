import { createFft } from '../maths/fft.js';

/** A complex square, row-major. */
export interface Spectrum {
  readonly side: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Two-dimensional discrete Fourier transform of a real square; `side` is a power of two. */
export function transformSquare(values: Float64Array, side: number): Spectrum {
  const re = Float64Array.from(values);
  const im = new Float64Array(values.length);
  transformInPlace({ side, re, im });
  return { side, re, im };
}

function transformInPlace({ side, re, im }: Spectrum): void {
  const fft = createFft(side);
  for (let y = 0; y < side; y++) fft(re, im, y * side, 1);
  for (let x = 0; x < side; x++) fft(re, im, x, side);
}

/** A cyclic displacement, sub-sample, each coordinate −side/2..side/2. */
interface Displacement {
  readonly dx: number;
  readonly dy: number;
}

/**
 * Finds the cyclic displacement between two squares by phase correlation: b(x, y) ≈ a(x − dx, y − dy).
 *
 * @see Kuglin & Hines, The phase correlation image alignment method, 1975
 */
export function correlatePhase(a: Spectrum, b: Spectrum): Displacement {
  const { side } = a;
  const re = new Float64Array(a.re.length);
  const im = new Float64Array(a.re.length);
  for (let i = 0; i < re.length; i++) {
    // conj(a) · b over its magnitude; conjugated once more, so that a forward transform does the inverse's work.
    const real = a.re[i] * b.re[i] + a.im[i] * b.im[i];
    const imaginary = a.re[i] * b.im[i] - a.im[i] * b.re[i];
    const magnitude = Math.hypot(real, imaginary) || 1;
    re[i] = real / magnitude;
    im[i] = -imaginary / magnitude;
  }
  transformInPlace({ side, re, im });
  let peak = 0;
  for (let i = 1; i < re.length; i++) if (re[i] > re[peak]) peak = i;
  const x = peak % side;
  const y = (peak - x) / side;
  const at = (u: number, v: number) => re[((v + side) % side) * side + ((u + side) % side)];
  return {
    dx: centred(x + vertex(at(x - 1, y), at(x, y), at(x + 1, y)), side),
    dy: centred(y + vertex(at(x, y - 1), at(x, y), at(x, y + 1)), side),
  };
}

function centred(value: number, side: number): number {
  return value >= side / 2 ? value - side : value;
}

function vertex(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
}
