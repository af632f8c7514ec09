import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import { createPlane, type Plane } from '../../pixels/plane.js';
import { type BlockMap, weighBlocks } from './block-evidence.js';
import type { FrequencyFit } from './double-quantization.js';
import type { CompressionHistory } from './history.js';

/**
 * Below this gain of the whole picture, in nats per block, its blocks tell too little one by one. 0.6 found no more
 * on the development claims and raised two false parts there.
 */
const LEAST_GAIN_PER_BLOCK = 1.5;

/** Frequencies that count: gain in nats per block, share of twice-quantized levels, and step. */
const TELLING_GAIN = 3e-3;
const LEAST_SHARE = 0.3;
const LEAST_STEP = 2;
const LEAST_FREQUENCIES = 4;

/**
 * The levels of a block and of its neighbours are no independent witnesses: a region's evidence counts for a
 * quarter.
 */
const DEPENDENCE = 4;

const LEAST_REGION_BLOCKS = 4;
/** What covers more than this share of the picture is no part of it. */
const MOST_SHARE = 0.5;

const OUTLINE_TOLERANCE_BLOCKS = 0.8;

/** A part of the picture that was compressed once where the rest was compressed twice. */
interface OnceCompressedRegion {
  /** Corners in pixels of the stored picture, not closed. */
  readonly polygon: readonly Corner[];
  readonly blocks: number;
  /** log10 of how many such regions are expected by chance in a picture compressed twice throughout. */
  readonly log10Nfa: number;
}

/** The search of a whole picture. */
interface OnceCompressed {
  /** With log10 NFA below 0, most certain first. */
  readonly regions: readonly OnceCompressedRegion[];
  /** One value per block of the stored picture: 0 where it was compressed twice or tells nothing, up to 1. */
  readonly map: Plane;
  /** Frequencies that took part. */
  readonly frequencies: number;
}

/**
 * Finds the parts of a picture that lack the earlier compression of the rest: painted, pasted or generated there
 * before the picture was saved again.
 *
 * By the model of two compressions, the expectation of exp(−evidence) of any fixed region is 1; so a region that
 * collects E nats against it occurs with probability exp(−E) at most (Markov). NFA = blocks · exp(−E / DEPENDENCE).
 *
 * @param history of a picture
 * @param silent one byte per block of the stored picture, see `markSilentBlocks`
 * @returns null when the picture has no earlier compression that single blocks could show
 */
export function findOnceCompressed(history: CompressionHistory, silent: Uint8Array): OnceCompressed | null {
  if (!showsInBlocks(history)) return null;
  const telling = listTelling(history);
  const evidence = weighBlocks(history.luma, telling);
  for (let i = 0; i < evidence.data.length; i++) if (silent[i]) evidence.data[i] = 0;
  const smoothed = sumNeighbours(evidence);
  return {
    regions: collectRegions(evidence, smoothed),
    map: createPlane(
      evidence.width,
      evidence.height,
      Float32Array.from(smoothed, (nats) => Math.max(0, Math.tanh(-nats / (2 * DEPENDENCE)))),
    ),
    frequencies: telling.length,
  };
}

/** Whether a picture has an earlier compression that single blocks could show. */
export function showsInBlocks(history: CompressionHistory): boolean {
  return history.gainPerBlock >= LEAST_GAIN_PER_BLOCK && listTelling(history).length >= LEAST_FREQUENCIES;
}

function listTelling({ fits }: CompressionHistory): FrequencyFit[] {
  return fits.filter(
    ({ gain, share, step }) => gain >= TELLING_GAIN && share >= LEAST_SHARE && step >= LEAST_STEP,
  );
}

function collectRegions({ width, data }: BlockMap, smoothed: Float64Array): OnceCompressedRegion[] {
  const mask = Uint8Array.from(smoothed, (nats) => Number(nats < 0));
  const { labels, count, sizes, starts } = labelComponents(mask, width);
  const sums = new Float64Array(count + 1);
  for (let i = 0; i < data.length; i++) sums[labels[i]] -= data[i];
  const regions: OnceCompressedRegion[] = [];
  for (let label = 1; label <= count; label++) {
    if (sizes[label] < LEAST_REGION_BLOCKS || sizes[label] > MOST_SHARE * data.length) continue;
    const log10Nfa = Math.log10(data.length) - sums[label] / (DEPENDENCE * Math.LN10);
    if (log10Nfa >= 0) continue;
    const outline = traceOutline(labels, width, label, starts[label], OUTLINE_TOLERANCE_BLOCKS);
    const polygon = outline.map(([x, y]) => [8 * x, 8 * y] as const);
    regions.push({ polygon, blocks: sizes[label], log10Nfa });
  }
  return regions.sort((a, b) => a.log10Nfa - b.log10Nfa);
}

/** Sums over 3×3 blocks. */
function sumNeighbours({ width, height, data }: BlockMap): Float64Array {
  const rows = new Float64Array(data.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      rows[i] = data[i] + (x > 0 ? data[i - 1] : 0) + (x + 1 < width ? data[i + 1] : 0);
  const sums = new Float64Array(data.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      sums[i] = rows[i] + (y > 0 ? rows[i - width] : 0) + (y + 1 < height ? rows[i + width] : 0);
  return sums;
}
