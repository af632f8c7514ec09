import { createFft } from '../../maths/fft.js';
import type { IntegerPlane } from './planes.js';

/**
 * Side of one window. Short windows average five spectra per tile, which steadies them; bins 8, 16, 24 and 32 are
 * the periods 8, 4, 8/3 and 2 px at which JPEG blocks and upsampling decoders leave peaks.
 */
export const WINDOW_PX = 64;

const HALF = WINDOW_PX / 2;
const RADII = Math.ceil(HALF * Math.SQRT2) + 1;
/** Rings 2..31 in pairs; ring 0 and 1 are the window's own mean and slope. */
const FIRST_RING = 2;
const LAST_RING = 31;
/** The rings that the others are told relative to: content, hardly touched by any processing. */
const LOW_RINGS = 6;
const CORNER_RING = 33;
const FLOOR = 1e-2;
const PEAKS: readonly (readonly [number, number])[] = [
  [8, 0],
  [16, 0],
  [24, 0],
  [32, 0],
  [8, 8],
  [16, 16],
  [24, 24],
  [32, 32],
];
const LAGS: readonly (readonly [number, number])[] = [
  [1, 0],
  [2, 0],
  [1, 1],
  [4, 0],
  [8, 0],
];

const fft = createFft(WINDOW_PX);
const HANN = Float64Array.from(
  { length: WINDOW_PX },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW_PX),
);
/** Radius of every bin, rounded down, with zero frequency at the corner. */
const RADIUS = Uint8Array.from({ length: WINDOW_PX * WINDOW_PX }, (_, i) =>
  Math.hypot(wrap(i % WINDOW_PX), wrap(Math.floor(i / WINDOW_PX))),
);

/** Power response of the high-pass [−1 2 −1]ᵀ[−1 2 −1] / 4 per bin. */
const HIGH_PASS = Float64Array.from({ length: WINDOW_PX * WINDOW_PX }, (_, i) => {
  const bend = (k: number) => (2 - 2 * Math.cos((2 * Math.PI * k) / WINDOW_PX)) ** 2;
  return (bend(i % WINDOW_PX) * bend(Math.floor(i / WINDOW_PX))) / 16;
});
/** What autocorrelation at each lag makes of a bin: the mean over the lag's mirror images and turns. */
const LAG_WAVES: readonly Float64Array[] = LAGS.map(([x, y]) =>
  Float64Array.from({ length: WINDOW_PX * WINDOW_PX }, (_, i) => {
    const wave = (lag: number, k: number) => Math.cos((2 * Math.PI * lag * k) / WINDOW_PX);
    const u = i % WINDOW_PX;
    const v = Math.floor(i / WINDOW_PX);
    return (wave(x, u) * wave(y, v) + wave(y, u) * wave(x, v)) / 2;
  }),
);

/** Names of the numbers that `writeSpectrum` writes for one plane. */
export const SPECTRUM_NAMES: readonly string[] = [
  ...Array.from({ length: (LAST_RING + 1 - FIRST_RING) / 2 }, (_, i) => `ring-${FIRST_RING + 2 * i}`),
  'corner',
  ...PEAKS.map(([x, y]) => `peak-${x}-${y}`),
  'axis-over-diagonal',
  ...LAGS.map(([x, y]) => `lag-${x}-${y}`),
];

/**
 * Mean power spectra of two planes of one tile, over windows under a Hann taper. The two real
 * planes share each transform as real and imaginary part.
 *
 * @returns power per bin, zero frequency first, row-major 64 × 64, in squared levels
 */
export function computeSpectra(first: IntegerPlane, second: IntegerPlane): [Float64Array, Float64Array] {
  const bins = WINDOW_PX * WINDOW_PX;
  const powers: [Float64Array, Float64Array] = [new Float64Array(bins), new Float64Array(bins)];
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  let windows = 0;
  for (let y = 0; y + WINDOW_PX <= first.height; y += WINDOW_PX) {
    // Every second window, as the white squares of a chessboard: the tiles of a photo already make 30 of them.
    for (let x = y % (2 * WINDOW_PX); x + WINDOW_PX <= first.width; x += 2 * WINDOW_PX) {
      taper(first, x, y, re);
      taper(second, x, y, im);
      for (let i = 0; i < WINDOW_PX; i++) fft(re, im, i * WINDOW_PX, 1);
      for (let i = 0; i < WINDOW_PX; i++) fft(re, im, i, WINDOW_PX);
      addPowers(re, im, powers);
      windows++;
    }
  }
  for (const power of powers) for (let i = 0; i < bins; i++) power[i] /= windows;
  return powers;
}

/**
 * What a spectrum says, in logarithms relative to its own low end: fall-off by radius, corner energy, peaks above
 * their ring, how much more lies on the axes than on the diagonals, and the autocorrelation of the high-pass.
 *
 * @returns the offset behind the last number
 */
export function writeSpectrum(power: Float64Array, out: Float64Array, offset: number): number {
  const ring = new Float64Array(RADII);
  const bins = new Uint32Array(RADII);
  for (let i = 0; i < power.length; i++) {
    ring[RADIUS[i]] += power[i];
    bins[RADIUS[i]]++;
  }
  for (let r = 0; r < RADII; r++) ring[r] /= Math.max(1, bins[r]);
  const logRing = ring.map((value) => Math.log(value + FLOOR));
  let low = 0;
  for (let r = FIRST_RING; r < FIRST_RING + LOW_RINGS; r++) low += logRing[r] / LOW_RINGS;

  let o = offset;
  for (let r = FIRST_RING; r < LAST_RING; r += 2) out[o++] = (logRing[r] + logRing[r + 1]) / 2 - low;
  let corner = 0;
  for (let r = CORNER_RING; r < RADII - 2; r++) corner += logRing[r] / (RADII - 2 - CORNER_RING);
  out[o++] = corner - low;
  for (const [x, y] of PEAKS) {
    const r = Math.floor(Math.hypot(x, y));
    const mean = (at(power, x, y) + at(power, y, -x)) / 2;
    out[o++] = Math.log((mean + FLOOR) / (ring[r] + FLOOR));
  }
  out[o++] = axisOverDiagonal(power);
  return writeLags(power, out, o);
}

/** Autocorrelation of the high-passed plane (Wiener–Khinchin), −1..1; 0 for a constant plane. */
function writeLags(power: Float64Array, out: Float64Array, offset: number): number {
  let total = 0;
  const sums = new Float64Array(LAGS.length);
  for (let i = 0; i < power.length; i++) {
    const high = power[i] * HIGH_PASS[i];
    total += high;
    for (let lag = 0; lag < LAGS.length; lag++) sums[lag] += high * LAG_WAVES[lag][i];
  }
  for (let lag = 0; lag < LAGS.length; lag++) out[offset + lag] = total > 1e-9 ? sums[lag] / total : 0;
  return offset + LAGS.length;
}

/** Log ratio of the power along the axes to that along the diagonals, at periods of 2 to 4 px. */
function axisOverDiagonal(power: Float64Array): number {
  let axis = 0;
  let diagonal = 0;
  for (let r = HALF / 2; r < HALF; r++) {
    axis += at(power, r, 0) + at(power, 0, r);
    const d = Math.round(r * Math.SQRT1_2);
    diagonal += at(power, d, d) + at(power, d, -d);
  }
  return Math.log((axis + FLOOR) / (diagonal + FLOOR));
}

function taper(plane: IntegerPlane, x: number, y: number, out: Float64Array): void {
  const { width, data, unitsPerLevel } = plane;
  let sum = 0;
  for (let v = 0; v < WINDOW_PX; v++)
    for (let i = (y + v) * width + x, end = i + WINDOW_PX; i < end; i++) sum += data[i];
  const mean = sum / (WINDOW_PX * WINDOW_PX);
  for (let v = 0, o = 0; v < WINDOW_PX; v++) {
    const weight = HANN[v] / unitsPerLevel;
    for (let u = 0, i = (y + v) * width + x; u < WINDOW_PX; u++, i++, o++)
      out[o] = (data[i] - mean) * weight * HANN[u];
  }
}

/** Splits the joint transform into its even (first plane) and odd (second plane) parts and adds their powers. */
function addPowers(
  re: Float64Array,
  im: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
) {
  const mask = WINDOW_PX - 1;
  for (let v = 0, i = 0; v < WINDOW_PX; v++) {
    const row = (-v & mask) * WINDOW_PX;
    for (let u = 0; u < WINDOW_PX; u++, i++) {
      const j = row + (-u & mask);
      const evenRe = re[i] + re[j];
      const evenIm = im[i] - im[j];
      const oddRe = im[i] + im[j];
      const oddIm = re[j] - re[i];
      first[i] += (evenRe * evenRe + evenIm * evenIm) / 4;
      second[i] += (oddRe * oddRe + oddIm * oddIm) / 4;
    }
  }
}

function at(power: Float64Array, x: number, y: number): number {
  const mask = WINDOW_PX - 1;
  return power[(y & mask) * WINDOW_PX + (x & mask)];
}

function wrap(index: number): number {
  return index <= HALF ? index : WINDOW_PX - index;
}
