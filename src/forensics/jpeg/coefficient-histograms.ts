import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';
import { ZIGZAG } from '../../bytes/jpeg-structure.js';
import { forwardDct8 } from '../../maths/dct8.js';
import { decodeBlockRows } from './samples.js';

/** Levels beyond ±this are counted at the edge. */
export const MAX_LEVEL = 127;

/** Transform coefficients of 8-bit samples reach ±1024. */
const MAX_VALUE = 1100;

// Enough for smooth histograms of 20 frequencies, at a cost that no longer grows with the picture.
const CALIBRATION_BLOCKS = 12_000;

// Farther from zero a histogram is sparse: it is averaged over this share of the distance.
const SMOOTHING_SHARE = 1 / 6;

// Added to each bin as a share of all blocks; keeps logarithms finite.
const PSEUDO_SHARE = 1e-6;

/**
 * Counts the quantized levels of the low frequencies.
 *
 * @param count zigzag positions 1..`count`
 * @returns `histograms[position][level + MAX_LEVEL]`; position 0 stays empty
 */
export function countLevels(
  { coefficients, stride, blocksWide, blocksHigh }: DctComponent,
  count: number,
): Float64Array[] {
  const size = 2 * MAX_LEVEL + 1;
  const counts = new Int32Array((count + 1) * size);
  for (let row = 0; row < blocksHigh; row++) {
    for (let column = 0; column < blocksWide; column++) {
      const base = (row * stride + column) * 64;
      for (let k = 1; k <= count; k++)
        counts[k * size + clampLevel(coefficients[base + ZIGZAG[k]]) + MAX_LEVEL]++;
    }
  }
  return splitRows(counts, size);
}

/** A level within ±MAX_LEVEL. */
export function clampLevel(level: number): number {
  return level > MAX_LEVEL ? MAX_LEVEL : Math.max(level, -MAX_LEVEL);
}

function splitRows(counts: Int32Array, size: number): Float64Array[] {
  return Array.from({ length: counts.length / size }, (_, row) =>
    Float64Array.from(counts.subarray(row * size, (row + 1) * size)),
  );
}

/**
 * Estimates how the coefficients were distributed before quantization, from the picture itself: moved by half a
 * block, its blocks no longer show the steps.
 *
 * @param steps quantization, 64 values, row-major
 * @param count zigzag positions 1..`count`
 * @returns `densities[position][|x|]`: share of coefficients at the whole number +|x|, the same at −|x|; symmetric,
 *   averaged where it is sparse, summing to 1 over both signs. All zeros but a floor below two rows of blocks.
 * @see Fridrich, Goljan, Hogea, Steganalysis of JPEG images: breaking the F5 algorithm, 2002 (calibration by a shift)
 */
export function calibrateDensities(
  component: DctComponent,
  steps: Uint16Array,
  count: number,
): Float64Array[] {
  const { blocksWide, blocksHigh } = component;
  const size = MAX_VALUE + 1;
  const counts = new Int32Array((count + 1) * size);
  const wantedRows = Math.ceil(CALIBRATION_BLOCKS / Math.max(1, blocksWide - 1));
  const rowStep = Math.max(1, Math.floor((blocksHigh - 1) / wantedRows));
  const width = blocksWide * 8;
  const block = new Float64Array(64);
  let blocks = 0;
  let below: { row: number; samples: Uint8Array } | null = null;
  for (let row = 0; row + 1 < blocksHigh; row += rowStep) {
    const upper: Uint8Array = below?.row === row ? below.samples : decodeBlockRows(component, steps, row, 1);
    const lower = decodeBlockRows(component, steps, row + 1, 1);
    below = { row: row + 1, samples: lower };
    for (let column = 0; column + 1 < blocksWide; column++) {
      const left = column * 8 + 4;
      for (let y = 0; y < 4; y++) {
        const line = y * width + left;
        for (let x = 0; x < 8; x++) {
          block[y * 8 + x] = upper[line + 4 * width + x];
          block[y * 8 + 32 + x] = lower[line + x];
        }
      }
      forwardDct8(block);
      for (let k = 1; k <= count; k++)
        counts[k * size + Math.min(MAX_VALUE, Math.round(Math.abs(block[ZIGZAG[k]])))]++;
      blocks++;
    }
  }
  return splitRows(counts, size).map((histogram) => smooth(histogram, blocks));
}

function smooth(histogram: Float64Array, total: number): Float64Array {
  const density = new Float64Array(histogram.length);
  // Both signs share a bin, except at zero.
  const cumulative = new Float64Array(histogram.length + 1);
  for (let x = 0; x < histogram.length; x++)
    cumulative[x + 1] = cumulative[x] + (x === 0 ? histogram[0] : histogram[x] / 2);
  let sum = 0;
  for (let x = 0; x < density.length; x++) {
    const reach = Math.floor(x * SMOOTHING_SHARE);
    const last = Math.min(density.length - 1, x + reach);
    const mean = (cumulative[last + 1] - cumulative[x - reach]) / (2 * reach + 1);
    density[x] = mean + PSEUDO_SHARE * (total + 1);
    sum += x === 0 ? density[x] : 2 * density[x];
  }
  for (let x = 0; x < density.length; x++) density[x] /= sum;
  return density;
}
