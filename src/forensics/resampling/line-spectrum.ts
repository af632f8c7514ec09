import { createFft } from '../../maths/fft.js';

// Content changes slowly along a strip: its mean over this many pixels is taken off.
const TREND_PX = 33;

// Bins (of the signal's own length) on each side that tell how strong the spectrum is around a bin, without those
// next to it, where a peak leaks to under the Hann window.
const GUARD_BINS = 3;
const NEIGHBOUR_BINS = 24;

// Neighbouring bins are correlated: 1.5 is the noise bandwidth of the Hann window, and content of uneven strength
// about doubles it. With 1.5 an unresized photo in three reached an NFA of 0.1 somewhere; with 3, one in fifteen.
const BINS_PER_INDEPENDENT = 3;

// Below this lies the content.
const LOWEST_FREQUENCY = 0.07;

// Blocks of 8 px (JPEG) and macroblocks of 16 px (WebP, 4:2:0) have lines of their own, and modulation by the content
// gives these lines skirts: so far around multiples of 1/8 and of 1/16 nothing is judged.
const BLOCK_GUARD = { cycles: 0.012, bins: 4.5 };
const MACROBLOCK_GUARD = { cycles: 0.006, bins: 2.5 };

/** Peaks of the spectrum of a line of sums. */
export interface LineSpectrum {
  /** log10 of the chance of a bin as strong as this one among its neighbours; 0 where bins are not judged. */
  readonly log10Tail: Float64Array;
  /** Cycles per pixel between bins. */
  readonly step: number;
  /** Independent bins that were judged. */
  readonly tests: number;
}

/**
 * Tells how far each frequency of a line stands out from its neighbours.
 *
 * Under noise the power of a bin and the mean of m independent neighbours have the ratio r with
 * P(r) = (1 + r/m)^−m, whatever the shape of the spectrum, as long as it is smooth.
 *
 * @param line at least 64 values; the first and the last one are left out
 */
export function analyzeLine(line: Float64Array): LineSpectrum {
  const length = line.length - 2;
  const size = 2 ** Math.ceil(Math.log2(length));
  const power = computePower(removeTrend(line.subarray(1, length + 1)), size);
  const ratio = size / length;
  const allowed = new Uint8Array(power.length);
  let count = 0;
  for (let k = 0; k < allowed.length; k++) {
    if (!isJudged(k / size, length)) continue;
    allowed[k] = 1;
    count++;
  }
  const sums = new Float64Array(power.length + 1);
  const counts = new Float64Array(power.length + 1);
  for (let k = 0; k < power.length; k++) {
    sums[k + 1] = sums[k] + allowed[k] * power[k];
    counts[k + 1] = counts[k] + allowed[k];
  }
  const guard = Math.round(GUARD_BINS * ratio);
  const reach = Math.round(NEIGHBOUR_BINS * ratio);
  const log10Tail = new Float64Array(power.length);
  for (let k = 0; k < power.length; k++) {
    if (!allowed[k]) continue;
    const [a, b] = [Math.max(0, k - reach), Math.max(0, k - guard)];
    const [c, d] = [Math.min(power.length, k + guard + 1), Math.min(power.length, k + reach + 1)];
    const neighbours = counts[b] - counts[a] + counts[d] - counts[c];
    const mean = (sums[b] - sums[a] + sums[d] - sums[c]) / neighbours;
    const independent = neighbours / ratio / BINS_PER_INDEPENDENT;
    if (mean > 0) log10Tail[k] = -independent * Math.log10(1 + power[k] / mean / independent);
  }
  return { log10Tail, step: 1 / size, tests: Math.max(1, count / ratio) };
}

function isJudged(frequency: number, length: number): boolean {
  const away = (lines: number) => Math.abs(frequency - Math.round(frequency * lines) / lines);
  return (
    frequency >= LOWEST_FREQUENCY &&
    away(8) > Math.max(BLOCK_GUARD.cycles, BLOCK_GUARD.bins / length) &&
    away(16) > Math.max(MACROBLOCK_GUARD.cycles, MACROBLOCK_GUARD.bins / length)
  );
}

/** Power of bins 0..size/2 − 1 under a Hann window. */
function computePower(line: Float64Array, size: number): Float64Array {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let i = 0; i < line.length; i++)
    re[i] = line[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / line.length));
  createFft(size)(re, im);
  return Float64Array.from({ length: size / 2 }, (_, k) => re[k] * re[k] + im[k] * im[k]);
}

/** The line minus its running mean; at the ends the window is cut to what lies inside. */
function removeTrend(line: Float64Array): Float64Array {
  const half = TREND_PX >> 1;
  const sums = new Float64Array(line.length + 1);
  for (let i = 0; i < line.length; i++) sums[i + 1] = sums[i] + line[i];
  return line.map((value, i) => {
    const from = Math.max(0, i - half);
    const to = Math.min(line.length, i + half + 1);
    return value - (sums[to] - sums[from]) / (to - from);
  });
}
