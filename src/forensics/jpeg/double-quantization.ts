import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';
import { ZIGZAG } from '../../bytes/jpeg-structure.js';
import { calibrateDensities, countLevels, MAX_LEVEL } from './coefficient-histograms.js';
import { quantizeOnce, quantizeTwice } from './quantization-model.js';

/** Low frequencies 1..20 in zigzag order: above, most levels are 0 and say nothing. */
export const FREQUENCIES = 20;

/** Largest primary step that is tried: qualities down to about 30 in the low frequencies. */
const MAX_PRIMARY_STEP = 40;

// Below this many levels other than 0 a histogram shows nothing.
const LEAST_LEVELS = 60;

// What the best of so many steps gains by chance: ln of their number, in nats.
const SEARCH_PENALTY = Math.log(MAX_PRIMARY_STEP - 1);

/** Shares of twice-quantized blocks that are tried before the best is refined. */
const SHARES = [0.25, 0.5, 0.75, 0.95, 0.999];
const REFINEMENTS = 25;

/** How one frequency was quantized before. */
export interface FrequencyFit {
  /** Zigzag position, 1..63. */
  readonly position: number;
  /** Step in the file. */
  readonly step: number;
  /** Earlier step that explains the levels best; 0 when none explains them better than no earlier step. */
  readonly primaryStep: number;
  /** Share of the levels other than 0 that were quantized by `primaryStep` before, 0..1. */
  readonly share: number;
  /**
   * Log likelihood of all levels with the earlier step minus that without and what the search gains by chance, not
   * below 0, in nats per block of the picture.
   */
  readonly gain: number;
  /** `ln P(level | twice) − ln P(level | once)` by `level + MAX_LEVEL`; 0 at level 0. */
  readonly logRatio: Float64Array;
}

/**
 * Fits the levels of each low frequency with a mixture of blocks quantized once and twice on the same grid.
 *
 * @param steps quantization of the file, 64 values, row-major
 * @returns one fit per frequency with enough levels other than 0; empty for flat or strongly compressed pictures
 * @see Bianchi & Piva, Image forgery localization via block-grained analysis of JPEG artifacts, IEEE TIFS 7(3) 2012,
 *   doi:10.1109/TIFS.2012.2187516. Deviations: the calibrated density is requantized exactly instead of modulated by
 *   n(x); the primary step maximizes the likelihood of all levels other than 0; the twice-quantized model has a
 *   floor; the DC coefficient is not used.
 */
export function fitPrimarySteps(component: DctComponent, steps: Uint16Array): FrequencyFit[] {
  const densities = calibrateDensities(component, steps, FREQUENCIES);
  const histograms = countLevels(component, FREQUENCIES);
  const blocks = component.blocksWide * component.blocksHigh;
  const fits: FrequencyFit[] = [];
  for (let position = 1; position <= FREQUENCIES; position++) {
    const step = steps[ZIGZAG[position]];
    const counts = histograms[position];
    if (step === 0 || blocks - counts[MAX_LEVEL] < LEAST_LEVELS) continue;
    counts[MAX_LEVEL] = 0;
    const fit = fitLevels(counts, step, densities[position]);
    fits.push({ ...fit, position, step, gain: Math.max(0, fit.gain - SEARCH_PENALTY) / blocks });
  }
  return fits;
}

function fitLevels(counts: Float64Array, step: number, density: Float64Array) {
  const once = quantizeOnce(density, step);
  const found = foldCounts(counts);
  const base = logLikelihood(found, once, once, 0);
  let best = { primaryStep: 0, share: 0, gain: 0, twice: once };
  for (let primaryStep = 2; primaryStep <= MAX_PRIMARY_STEP; primaryStep++) {
    if (primaryStep === step) continue;
    const twice = quantizeTwice(density, primaryStep, step, once);
    for (const share of SHARES) {
      const gain = logLikelihood(found, once, twice, share) - base;
      if (gain > best.gain) best = { primaryStep, share, gain, twice };
    }
  }
  const { primaryStep, twice } = best;
  const share = primaryStep > 0 ? refineShare(counts, once, twice, best.share) : 0;
  return {
    primaryStep,
    share,
    gain: primaryStep > 0 ? logLikelihood(found, once, twice, share) - base : 0,
    logRatio: twice.map((value, i) => Math.log(value / once[i])),
  };
}

/** The levels that occur, as indices of positive ones, and how many there are of each with either sign. */
interface LevelCounts {
  readonly indices: Int32Array;
  readonly counts: Float64Array;
}

/** Both models are symmetric, so a level and its negative are weighed together. */
function foldCounts(counts: Float64Array): LevelCounts {
  const both = counts.map((count, i) => (i > MAX_LEVEL ? count + counts[2 * MAX_LEVEL - i] : 0));
  const indices = Int32Array.from(both.keys()).filter((i) => both[i] > 0);
  return { indices, counts: Float64Array.from(indices, (i) => both[i]) };
}

function logLikelihood(
  { indices, counts }: LevelCounts,
  once: Float64Array,
  twice: Float64Array,
  share: number,
): number {
  let sum = 0;
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k];
    sum += counts[k] * Math.log(share * twice[i] + (1 - share) * once[i]);
  }
  return sum;
}

/** Expectation–maximization of the share alone. */
function refineShare(counts: Float64Array, once: Float64Array, twice: Float64Array, start: number): number {
  let share = start;
  for (let round = 0; round < REFINEMENTS; round++) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      sum += (counts[i] * share * twice[i]) / (share * twice[i] + (1 - share) * once[i]);
      total += counts[i];
    }
    share = sum / total;
  }
  return share;
}
