import { inHeap, roomOf } from '../../kernels/heap.js';
import type { IntegerPlane } from './planes.js';

// Added under logarithms and in denominators, in grey levels: far below anything an 8-bit picture can hold.
const FLOOR = 1e-2;
const TINY = 1e-3;
/** Below this many levels a residual counts as zero; the finest step of a quarter-level high-pass is 1/16. */
const ZERO_LEVELS = 0.3;

// Room for the sums of a kernel.
const SUMS_BYTES = 64;

/** Names of the numbers that `writeMoments` writes for one residual. */
export const MOMENT_NAMES: readonly string[] = ['log-mean', 'log-shape', 'zero-share', 'log-kurtosis'];

/** Strength and shape of a residual: log mean magnitude, log rms / mean, share of zeros, log kurtosis. */
export function writeMoments(residual: IntegerPlane, out: Float64Array, offset: number): number {
  const { data, unitsPerLevel } = residual;
  const zero = Math.ceil(ZERO_LEVELS * unitsPerLevel);
  const [magnitudes, squares, fourths, zeros] = inHeap(roomOf(data.length, 2) + SUMS_BYTES, (heap) => {
    const sums = heap.take(SUMS_BYTES);
    heap.kernels.sumPowers(heap.put(data), data.length, zero, sums);
    return heap.doubles(sums, 4).slice();
  });
  const mean = magnitudes / data.length / unitsPerLevel + FLOOR;
  const power = squares / data.length / unitsPerLevel ** 2;
  const fourth = fourths / data.length / unitsPerLevel ** 4;
  out[offset] = Math.log(mean);
  out[offset + 1] = Math.log(Math.sqrt(power) / mean + TINY);
  out[offset + 2] = zeros / data.length;
  out[offset + 3] = Math.log(fourth / (power * power + TINY) + TINY);
  return offset + 4;
}

/** Correlations (a, b), (a, c) and (b, c) of three residuals of one size, −1..1; 0 where one is constant. */
export function writeCorrelations(
  [a, b, c]: readonly IntegerPlane[],
  out: Float64Array,
  offset: number,
): number {
  const { length } = a.data;
  const [aa, bb, cc, ab, ac, bc] = inHeap(3 * roomOf(length, 2) + SUMS_BYTES, (heap) => {
    const sums = heap.take(SUMS_BYTES);
    heap.kernels.sumProducts(heap.put(a.data), heap.put(b.data), heap.put(c.data), length, sums);
    return heap.doubles(sums, 6).slice();
  });
  out[offset] = aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
  out[offset + 1] = aa * cc > 0 ? ac / Math.sqrt(aa * cc) : 0;
  out[offset + 2] = bb * cc > 0 ? bc / Math.sqrt(bb * cc) : 0;
  return offset + 3;
}

/** Names of the numbers that `writeBlockEnergies` writes. */
export const BLOCK_NAMES: readonly string[] = [
  'block-q05',
  'block-q25',
  'block-q50',
  'block-q75',
  'block-q95',
  'block-floor',
  'block-luma-to-chroma',
];
const BLOCK_PX = 8;
const QUANTILES: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * How unevenly the residual is spread: quantiles of the log energy of 8 × 8 blocks relative to their mean, the
 * lowest of them as it is, and how well luma energy tells chroma energy. Sensors have a noise floor everywhere;
 * decoders and denoisers do not.
 */
export function writeBlockEnergies(
  luma: IntegerPlane,
  chroma: IntegerPlane,
  out: Float64Array,
  offset: number,
): number {
  const energies = blockEnergies(luma);
  const chromaEnergies = blockEnergies(chroma);
  const sorted = energies.slice().sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  let o = offset;
  for (const q of QUANTILES) out[o++] = quantile(sorted, q) - mean;
  out[o++] = quantile(sorted, QUANTILES[0]);
  out[o++] = pearson(energies, chromaEnergies);
  return o;
}

/** Log mean magnitude, in levels, of whole 8 × 8 blocks in reading order. */
function blockEnergies({ width, height, data, unitsPerLevel }: IntegerPlane): Float64Array {
  const columns = Math.floor(width / BLOCK_PX);
  const rows = Math.floor(height / BLOCK_PX);
  const sums = new Float64Array(columns * rows);
  for (let y = 0; y < rows * BLOCK_PX; y++) {
    const row = Math.floor(y / BLOCK_PX) * columns;
    for (let x = 0, i = y * width; x < columns * BLOCK_PX; x++, i++)
      sums[row + (x >> 3)] += Math.abs(data[i]);
  }
  return sums.map((sum) => Math.log(sum / (BLOCK_PX * BLOCK_PX * unitsPerLevel) + FLOOR));
}

function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.floor(q * (sorted.length - 1))];
}

function pearson(a: Float64Array, b: Float64Array): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length;
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    products += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) ** 2;
    squaresB += (b[i] - meanB) ** 2;
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm > 1e-9 ? products / norm : 0;
}

/** Names of the numbers that `writeLumaBins` writes. */
export const LUMA_BIN_NAMES: readonly string[] = [0, 40, 80, 120, 160, 200].map(
  (level) => `luma-bin-${level}`,
);
const BIN_LEVELS: readonly number[] = [40, 80, 120, 160, 200];
const FEWEST_PIXELS = 200;

/**
 * Log residual strength by brightness, relative to the strength of the whole tile: sensor noise grows with light
 * in its own way. A bin with fewer than 200 pixels writes NaN, which the pooling over tiles leaves out.
 *
 * @param luma the tile; `residual` its high-pass, one pixel smaller on each side
 */
export function writeLumaBins(
  luma: IntegerPlane,
  residual: IntegerPlane,
  out: Float64Array,
  offset: number,
): number {
  const binOf = new Uint8Array(256 * luma.unitsPerLevel);
  for (const level of BIN_LEVELS) for (let i = level * luma.unitsPerLevel; i < binOf.length; i++) binOf[i]++;
  const bins = BIN_LEVELS.length + 1;
  const sums = new Float64Array(bins);
  const counts = new Uint32Array(bins);
  for (let y = 0, i = 0; y < residual.height; y++) {
    let centre = (y + 1) * luma.width + 1;
    for (let x = 0; x < residual.width; x++, i++, centre++) {
      const bin = binOf[luma.data[centre]];
      sums[bin] += Math.abs(residual.data[i]);
      counts[bin]++;
    }
  }
  const all = sums.reduce((sum, value) => sum + value, 0) / residual.data.length / residual.unitsPerLevel;
  for (let bin = 0; bin < bins; bin++) {
    const mean = sums[bin] / Math.max(1, counts[bin]) / residual.unitsPerLevel;
    out[offset + bin] = counts[bin] >= FEWEST_PIXELS ? Math.log((mean + FLOOR) / (all + FLOOR)) : Number.NaN;
  }
  return offset + bins;
}

/** Names of the numbers that `writeSteps` writes. */
export const STEP_NAMES: readonly string[] = ['block-phase-first', 'block-phase-second', 'log-step'];

/**
 * How far the strongest and the second of the eight block phases stand above the median phase (log, mean of both
 * directions), and the log mean step between neighbours.
 */
export function writeSteps(luma: IntegerPlane, out: Float64Array, offset: number): number {
  const { width, height, data, unitsPerLevel } = luma;
  const across = new Float64Array(BLOCK_PX);
  const down = new Float64Array(BLOCK_PX);
  for (let y = 0; y < height; y++) {
    for (let x = 1, i = y * width + 1; x < width; x++, i++) across[x & 7] += Math.abs(data[i] - data[i - 1]);
  }
  for (let y = 1; y < height; y++) {
    let sum = 0;
    for (let x = 0, i = y * width; x < width; x++, i++) sum += Math.abs(data[i] - data[i - width]);
    down[y & 7] += sum;
  }
  toMeans(across, width, height * unitsPerLevel);
  toMeans(down, height, width * unitsPerLevel);
  const total = across.reduce((sum, value) => sum + value, 0) / BLOCK_PX;
  const [firstAcross, secondAcross] = standOut(across);
  const [firstDown, secondDown] = standOut(down);
  out[offset] = (firstAcross + firstDown) / 2;
  out[offset + 1] = (secondAcross + secondDown) / 2;
  out[offset + 2] = Math.log(total + 0.05);
  return offset + 3;
}

/** Phase 0 has one position fewer: the first pixel has no neighbour before it. */
function toMeans(phases: Float64Array, side: number, units: number): void {
  for (let phase = 0; phase < BLOCK_PX; phase++)
    phases[phase] /= (side / BLOCK_PX - (phase === 0 ? 1 : 0)) * units;
}

function standOut(phases: Float64Array): [number, number] {
  const sorted = phases.slice().sort();
  const median = (sorted[3] + sorted[4]) / 2 + FLOOR;
  return [Math.log((sorted[7] + FLOOR) / median), Math.log((sorted[6] + FLOOR) / median)];
}
