const FREQUENCIES = 64;

/** Steps that are tried. Below 4, rounding to whole grey levels fills the gaps; above 64 few values but 0 are left. */
const LEAST_STEP = 4;
const MAX_STEP = 64;

// Histograms of magnitudes have eight bins a grey level and end at 512: what is larger is too rare to matter.
const BINS_PER_LEVEL = 8;
const BINS = 512 * BINS_PER_LEVEL;

// A step counts when values without one would fit as well in fewer than one of 1,000 pictures (63 frequencies, 61
// steps; Hoeffding: exp(−n · fit² / 2)).
const LEAST_NATS = Math.log((FREQUENCIES - 1) * (MAX_STEP - LEAST_STEP + 1) * 1000);

// Below, a value on a multiple and one between two can hardly be told apart.
const LEAST_FIT = 0.3;

// How far from a multiple values still lie on it: three standard deviations, at least a grey level. Frequencies in which
// that is more than three eighths of the step tell nothing and are left out. (Cutting the reach to fit the step instead
// made false parts in 12 of 84 honest pictures after quality 98.)
const REACH_DEVIATIONS = 3;
const LEAST_REACH = 1;
const MOST_REACH_SHARE = 3 / 8;

/** Median of |x| of a normal distribution of deviation 1. */
const NORMAL_MEDIAN = 0.6745;

/** A quarter of the frequencies is blurred less: the values of the others may come from a part that was put in. */
const BLUR_QUANTILE = 0.25;

/** What a quantization left of the values of one frequency: multiples of its step, blurred by what came later. */
export interface LatticeFrequency {
  /** Place in a block of 64 coefficients, row-major. */
  readonly index: number;
  readonly step: number;
  /** Share of the values larger than the reach that lie on a multiple, 0..1. */
  readonly onShare: number;
}

/** What a quantization left of all values. */
export interface Lattice {
  /** AC frequencies with a step that stands out of the blur. */
  readonly frequencies: readonly LatticeFrequency[];
  /** Distance from a multiple up to which a value counts as on it, in grey levels. */
  readonly reach: number;
}

/** Gathers the coefficients of the blocks of a grid and estimates the quantization that they went through. */
export function createLatticeCount() {
  const counts = Array.from({ length: FREQUENCIES }, () => new Int32Array(BINS));
  return {
    /** @param block 64 orthonormal DCT coefficients, row-major */
    add(block: Float64Array): void {
      for (let i = 1; i < FREQUENCIES; i++) {
        const bin = (Math.abs(block[i]) * BINS_PER_LEVEL + 0.5) | 0;
        if (bin < BINS) counts[i][bin]++;
      }
    },
    fit: () => fitLattice(counts),
  };
}

/** Whether a value lies within `reach` of a multiple of `step`. */
export function isOnLattice(value: number, step: number, reach: number): boolean {
  return Math.abs(value - step * Math.round(value / step)) <= reach;
}

function fitLattice(counts: readonly Int32Array[]): Lattice {
  const steps = counts.map((bins, index) => (index > 0 ? findStep(bins) : 0));
  const blurs = steps.flatMap((step, index) => (step > 0 ? measureBlur(counts[index], step) : []));
  if (blurs.length === 0) return { frequencies: [], reach: LEAST_REACH };
  const blur = blurs.sort((a, b) => a - b)[Math.floor(BLUR_QUANTILE * blurs.length)];
  const reach = Math.max(LEAST_REACH, REACH_DEVIATIONS * blur);
  const frequencies = steps.flatMap((step, index) =>
    reach <= MOST_REACH_SHARE * step ? { index, step, onShare: shareOn(counts[index], step, reach) } : [],
  );
  return { frequencies, reach };
}

/**
 * The step whose multiples other than 0 fit best by their mean cosine; 0 where none stands out. A divisor of the true
 * step fits worse, because the same blur is wider beside it, and a multiple of it leaves values midway.
 */
function findStep(bins: Int32Array): number {
  let best = { step: 0, fit: LEAST_FIT };
  for (let step = LEAST_STEP; step <= MAX_STEP; step++) {
    let sum = 0;
    let n = 0;
    for (let bin = (step * BINS_PER_LEVEL) / 2; bin < BINS; bin++) {
      if (bins[bin] === 0) continue;
      n += bins[bin];
      sum += bins[bin] * Math.cos((2 * Math.PI * bin) / (BINS_PER_LEVEL * step));
    }
    const fit = n > 0 ? sum / n : 0;
    if (fit > best.fit && (n * fit * fit) / 2 >= LEAST_NATS) best = { step, fit };
  }
  return best.step;
}

/** Standard deviation of values about multiples of a step other than 0, from the median distance. */
function measureBlur(bins: Int32Array, step: number): number {
  const distances = new Int32Array(Math.floor((step * BINS_PER_LEVEL) / 2) + 1);
  const period = step * BINS_PER_LEVEL;
  let n = 0;
  for (let bin = period / 2; bin < BINS; bin++) {
    n += bins[bin];
    const rest = bin % period;
    distances[Math.min(rest, period - rest)] += bins[bin];
  }
  let sum = 0;
  for (let i = 0; i < distances.length; i++) {
    if (sum + distances[i] >= n / 2) {
      // Distances of bin i lie between i − 1/2 and i + 1/2.
      const median = Math.max(0, i - 0.5 + (n / 2 - sum) / distances[i]);
      return median / BINS_PER_LEVEL / NORMAL_MEDIAN;
    }
    sum += distances[i];
  }
  return step;
}

function shareOn(bins: Int32Array, step: number, reach: number): number {
  let on = 0;
  let n = 0;
  for (let bin = Math.floor(reach * BINS_PER_LEVEL) + 1; bin < BINS; bin++) {
    n += bins[bin];
    if (bins[bin] > 0 && isOnLattice(bin / BINS_PER_LEVEL, step, reach)) on += bins[bin];
  }
  return on / n;
}
