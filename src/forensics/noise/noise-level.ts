import { log10BinomialTail } from '../../maths/binomial-tail.js';
import type { Plane } from '../../pixels/plane.js';
import { measureNoiseBlocks, type NoiseBlocks } from './noise-blocks.js';

/** Noise of the photo at one brightness. */
interface NoiseLevel {
  /** Mean luma of the blocks, 0..255. */
  readonly luma: number;
  /** Standard deviation of the noise, grey levels. */
  readonly sigma: number;
}

/** A window whose flat blocks hold the photo's quietest more often than chance allows. */
interface NoiseWindow {
  readonly x: number;
  readonly y: number;
  readonly sidePx: number;
  readonly log10Nfa: number;
}

interface NoiseLevels {
  /** By rising luma. */
  readonly levels: readonly NoiseLevel[];
  /**
   * Fine energy of flat blocks at the 70th over the 30th percentile, median over bins: 1.3 for white noise; far more
   * where compression took the noise from some blocks and not from others, and the test below means nothing.
   */
  readonly spread: number;
  /** Windows with fewer than one expected false alarm in ten photos, most certain first, none overlapping. */
  readonly windows: readonly NoiseWindow[];
  /** log10 NFA of the most certain window; 0 when there is none. */
  readonly log10Nfa: number;
}

/** Blocks of one brightness bin: enough that the flattest 10 % are dozens. */
const BLOCKS_PER_BIN = 1500;
const MOST_BINS = 12;
/** The share of a bin's blocks with the least coarse energy that tells the level of noise. */
const LEVEL_SHARE = 0.1;
/** The share that is tested: claim photos are small, and a tenth of them holds too few blocks of any part. */
const FLAT_SHARE = 0.3;
/** The quietest share of the flat blocks. */
const QUIET_SHARE = 0.3;
/** Window sides in pixels; windows begin at every half side. */
const SIDES_PX: readonly number[] = [48, 96, 192];
const MOST_LOG10_NFA = -1;
/** Fewer flat blocks have no tails. */
const LEAST_FLAT = 100;

/**
 * The noise of a photo against brightness, and where it is not the photo's own.
 *
 * Level: in each brightness bin the 10 % of 8 × 8 blocks with the least coarse DCT energy are flat; the mean of their
 * fine energies is the noise variance. Inconsistency, a-contrario: in an untouched photo the quietest 30 % of the
 * flattest 30 % of each bin lie anywhere among those, so their number in a window is binomial. Noisier parts are not
 * looked for: their blocks are never among the flattest.
 *
 * @returns null when too few blocks are flat and unclipped
 * @see Ponomarenko et al. 2007 and Colom & Buades, IPOL 2013, doi:10.5201/ipol.2013.45 (percentile DCT estimator);
 *   Gardella, Musé, Morel, Colom, Noisesniffer, J. Imaging 2021, doi:10.3390/jimaging7070119 (a-contrario test).
 *   Deviations: luma instead of three channels, square windows of three sizes instead of grown regions, counts
 *   divided by the overlap of blocks
 */
export function measureNoiseLevels(luma: Plane): NoiseLevels | null {
  const blocks = measureNoiseBlocks(luma);
  const bins = chooseFlat(blocks);
  const flat = bins.flat();
  if (flat.length < LEAST_FLAT) return null;
  const quiet = new Uint8Array(blocks.count);
  for (const bin of bins) {
    const ordered = [...bin].sort((a, b) => blocks.fine[a] - blocks.fine[b] || a - b);
    for (const i of ordered.slice(0, Math.floor(QUIET_SHARE * ordered.length))) quiet[i] = 1;
  }
  const kept = keepStrongest(testWindows(luma, blocks, flat, quiet));
  return {
    levels: bins.map((bin) => {
      const flattest = bin.slice(0, Math.max(1, Math.floor((LEVEL_SHARE / FLAT_SHARE) * bin.length)));
      return { luma: meanOf(flattest, blocks.mean), sigma: Math.sqrt(meanOf(flattest, blocks.fine)) };
    }),
    spread: spreadOf(bins, blocks.fine),
    windows: kept,
    log10Nfa: kept.length > 0 ? kept[0].log10Nfa : 0,
  };
}

/** Flat blocks of each brightness bin; bins hold equally many blocks. */
function chooseFlat({ count, mean, coarse }: NoiseBlocks): number[][] {
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => mean[a] - mean[b] || a - b);
  const bins = Math.max(1, Math.min(MOST_BINS, Math.floor(count / BLOCKS_PER_BIN)));
  return Array.from({ length: bins }, (_, bin) => {
    const members = order.slice(Math.floor((bin * count) / bins), Math.floor(((bin + 1) * count) / bins));
    members.sort((a, b) => coarse[a] - coarse[b] || a - b);
    return members.slice(0, Math.floor(FLAT_SHARE * members.length));
  });
}

function meanOf(bin: readonly number[], values: Float32Array): number {
  return bin.reduce((sum, i) => sum + values[i], 0) / Math.max(1, bin.length);
}

function spreadOf(bins: readonly (readonly number[])[], fine: Float32Array): number {
  const ratios = bins.map((bin) => {
    const ordered = Float64Array.from(bin, (i) => fine[i]).sort();
    const at = (share: number) => ordered[Math.floor(share * (ordered.length - 1))];
    return at(0.7) / Math.max(1e-9, at(0.3));
  });
  return ratios.sort((a, b) => a - b)[ratios.length >> 1];
}

function testWindows(
  { width, height }: Plane,
  { x, y, stridePx }: NoiseBlocks,
  flat: readonly number[],
  quiet: Uint8Array,
): NoiseWindow[] {
  const share = flat.reduce((sum, i) => sum + quiet[i], 0) / flat.length;
  // Each pixel is seen by this many blocks, which tell the same.
  const overlap = Math.max(1, (8 / stridePx) ** 2);
  const found: NoiseWindow[] = [];
  const log10Tests = Math.log10(
    SIDES_PX.reduce((sum, side) => sum + Math.ceil((2 * width) / side) * Math.ceil((2 * height) / side), 0),
  );
  for (const sidePx of SIDES_PX) {
    const half = sidePx / 2;
    const columns = Math.ceil(width / half);
    const all = new Float64Array(columns * Math.ceil(height / half));
    const inQuiet = new Float64Array(all.length);
    for (const i of flat) {
      const [column, row] = [Math.floor(x[i] / half), Math.floor(y[i] / half)];
      // A window begins at every half side and covers two halves each way.
      for (let top = Math.max(0, row - 1); top <= row; top++) {
        for (let left = Math.max(0, column - 1); left <= column; left++) {
          all[top * columns + left]++;
          inQuiet[top * columns + left] += quiet[i];
        }
      }
    }
    all.forEach((n, window) => {
      const trials = Math.floor(n / overlap);
      const log10Nfa = log10Tests + log10BinomialTail(Math.floor(inQuiet[window] / overlap), trials, share);
      if (log10Nfa > MOST_LOG10_NFA) return;
      found.push({
        x: (window % columns) * half,
        y: Math.floor(window / columns) * half,
        sidePx,
        log10Nfa,
      });
    });
  }
  return found;
}

/** Most certain first, without those that share pixels with a more certain one. */
function keepStrongest(windows: readonly NoiseWindow[]): NoiseWindow[] {
  const kept: NoiseWindow[] = [];
  for (const window of [...windows].sort((a, b) => a.log10Nfa - b.log10Nfa)) {
    const apart = kept.every(
      ({ x, y, sidePx }) =>
        x + sidePx <= window.x ||
        window.x + window.sidePx <= x ||
        y + sidePx <= window.y ||
        window.y + window.sidePx <= y,
    );
    if (apart) kept.push(window);
  }
  return kept;
}
