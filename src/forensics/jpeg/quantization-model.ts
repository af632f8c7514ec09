import { MAX_LEVEL } from './coefficient-histograms.js';

/**
 * Standard deviation of a coefficient's change between two compressions, in grey levels: the picture was rounded to
 * 8 bits in between, in RGB and again in YCbCr (one rounding alone gives √(1/12) = 0.29).
 */
const ROUNDING_SIGMA = 0.45;

/** Share of the once-quantized model in the twice-quantized one: no level counts more than ln(1/FLOOR) nats. */
export const FLOOR = 0.02;

const LEVELS = 2 * MAX_LEVEL + 1;

/**
 * Probabilities of the levels other than 0 after one quantization.
 *
 * Level 0 is left out throughout: the density of small values depends on how flat the picture is, place by place,
 * and would let every sky count as evidence.
 *
 * @param density see `calibrateDensities`
 * @param step of the file
 * @returns by `level + MAX_LEVEL`; 1 at level 0, so that its logarithm adds nothing; the others sum to 1
 */
export function quantizeOnce(density: Float64Array, step: number): Float64Array {
  const levels = new Float64Array(LEVELS);
  for (let x = 0; x < density.length; x++) {
    const level = Math.min(MAX_LEVEL, Math.floor(x / step + 0.5));
    levels[MAX_LEVEL + level] += density[x];
    levels[MAX_LEVEL - level] += density[x];
  }
  return normalize(levels);
}

/**
 * Probabilities of the levels other than 0 after quantization by `primaryStep`, rounding of the samples, and
 * quantization by `step`, mixed with `FLOOR` of the once-quantized ones.
 *
 * @returns as `quantizeOnce`
 */
export function quantizeTwice(
  density: Float64Array,
  primaryStep: number,
  step: number,
  once: Float64Array,
): Float64Array {
  const primary = new Float64Array(Math.floor(density.length / primaryStep + 0.5) + 1);
  for (let x = 0; x < density.length; x++) primary[Math.floor(x / primaryStep + 0.5)] += density[x];
  const levels = new Float64Array(LEVELS);
  for (let v = 0; v < primary.length; v++) {
    const value = v * primaryStep;
    const nearest = Math.round(value / step);
    let above = normalTail(((nearest - 1.5) * step - value) / ROUNDING_SIGMA);
    for (let level = nearest - 1; level <= nearest + 1; level++) {
      const share = above;
      above = normalTail(((level + 0.5) * step - value) / ROUNDING_SIGMA);
      const index = Math.sign(level) * Math.min(MAX_LEVEL, Math.abs(level));
      const mass = primary[v] * (share - above);
      levels[MAX_LEVEL + index] += mass;
      levels[MAX_LEVEL - index] += mass;
    }
  }
  normalize(levels);
  return levels.map((value, i) => (1 - FLOOR) * value + FLOOR * once[i]);
}

/** Takes level 0 out and lets the others sum to 1. */
function normalize(levels: Float64Array): Float64Array {
  levels[MAX_LEVEL] = 0;
  let sum = 0;
  for (const value of levels) sum += value;
  // Levels that the model excludes keep a probability, against the logarithm of 0.
  for (let i = 0; i < LEVELS; i++) levels[i] = sum > 0 ? Math.max(levels[i] / sum, 1e-9) : 1e-9;
  levels[MAX_LEVEL] = 1;
  return levels;
}

/** P(N > z) for a standard normal N: Abramowitz & Stegun 7.1.26, error below 1.5e-7. */
function normalTail(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 0 : 1;
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * series * Math.exp(-x * x);
  return z >= 0 ? tail : 1 - tail;
}
