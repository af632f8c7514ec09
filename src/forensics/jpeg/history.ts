import type { DctComponent, DctReading } from '../../bytes/jpeg-dct/dct.js';
import { ZIGZAG } from '../../bytes/jpeg-structure.js';
import { scaledTable } from '../../maths/jpeg-quality.js';
import { selectOrdered } from '../../maths/order-statistic.js';
import { type FrequencyFit, fitPrimarySteps } from './double-quantization.js';

/** Below this many frequencies with levels a picture is too flat, or too strongly compressed, to tell. */
const LEAST_FREQUENCIES = 6;

/** 160 × 160 px: below, 20 histograms hold too few levels. */
const LEAST_BLOCKS = 400;

/** What the luma levels tell of an earlier compression on the same grid. */
export interface CompressionHistory {
  readonly luma: DctComponent;
  readonly fits: readonly FrequencyFit[];
  /** Median over the frequencies of the gain of an earlier quantization, in thousandths of a bit per block; 0 to about 1500. */
  readonly strength: number;
  /** Sum of the gains over the frequencies, in nats per block: how much one block tells. */
  readonly gainPerBlock: number;
  /** IJG quality nearest to the earlier steps; null when no frequency shows one. */
  readonly primaryQuality: number | null;
  /** Share of the frequencies with an earlier step that have the very step of that quality. */
  readonly agreement: number;
}

/**
 * Looks for an earlier JPEG compression in the levels of the luma component.
 *
 * @returns null when the file has no readable coefficients, or is too small, too flat or too strongly
 *   compressed to tell
 */
export function readCompressionHistory(reading: DctReading): CompressionHistory | null {
  if (reading.status !== 'decoded') return null;
  const [luma] = reading.components;
  if (!luma.quantization) return null;
  if (luma.blocksWide * luma.blocksHigh < LEAST_BLOCKS) return null;
  const fits = fitPrimarySteps(luma, luma.quantization);
  if (fits.length < LEAST_FREQUENCIES) return null;
  const gains = Float64Array.from(fits, ({ gain }) => gain);
  return {
    luma,
    fits,
    gainPerBlock: gains.reduce((sum, gain) => sum + gain, 0),
    strength: (1000 * selectOrdered(gains, gains.length >> 1)) / Math.LN2,
    ...estimatePrimaryQuality(fits.filter(({ gain }) => gain > 0)),
  };
}

function estimatePrimaryQuality(telling: readonly FrequencyFit[]) {
  if (telling.length === 0) return { primaryQuality: null, agreement: 0 };
  let best = { quality: 0, cost: Number.POSITIVE_INFINITY, agreement: 0 };
  for (let quality = 100; quality >= 1; quality--) {
    const table = scaledTable(quality, 'luma');
    let cost = 0;
    let same = 0;
    for (const { position, primaryStep, gain } of telling) {
      cost += Math.min(1, gain) * Math.abs(Math.log(primaryStep / table[ZIGZAG[position]]));
      if (table[ZIGZAG[position]] === primaryStep) same++;
    }
    if (cost < best.cost) best = { quality, cost, agreement: same / telling.length };
  }
  return { primaryQuality: best.quality, agreement: best.agreement };
}
