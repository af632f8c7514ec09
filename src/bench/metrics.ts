import { createRandom } from '../maths/random.js';
import type { MaskAgreement } from './result.js';

// Higher scores mean forged throughout.

/** Area under the ROC curve: the chance that a forged score lies above an honest one, ties half. NaN when empty. */
export function computeAuc(forged: readonly number[], honest: readonly number[]): number {
  if (forged.length === 0 || honest.length === 0) return Number.NaN;
  const ordered = [...honest].sort((a, b) => a - b);
  let wins = 0;
  for (const score of forged) wins += (countBelow(ordered, score) + countAtMost(ordered, score)) / 2;
  return wins / (forged.length * honest.length);
}

/**
 * Share of forged scores above the lowest threshold that keeps the false-alarm rate.
 *
 * @param fpr largest share of honest scores above the threshold, 0..1
 */
export function computeTprAtFpr(forged: readonly number[], honest: readonly number[], fpr: number): number {
  if (forged.length === 0 || honest.length === 0) return Number.NaN;
  const threshold = thresholdAtFpr(honest, fpr);
  return forged.filter((score) => score > threshold).length / forged.length;
}

/** The honest score that at most `fpr` of the honest scores exceed. */
export function thresholdAtFpr(honest: readonly number[], fpr: number): number {
  const descending = [...honest].sort((a, b) => b - a);
  return descending[Math.min(descending.length - 1, Math.floor(fpr * descending.length))];
}

/**
 * Cost of log likelihood ratio in bits: 0 is perfect, 1 says nothing, above 1 misleads.
 *
 * @see Brümmer & du Preez 2006, doi:10.1016/j.csl.2005.08.001
 */
export function computeCllr(forgedLog10Lr: readonly number[], honestLog10Lr: readonly number[]): number {
  const cost = (values: readonly number[], sign: number) =>
    values.reduce((sum, value) => sum + Math.log2(1 + 10 ** (sign * value)), 0) / values.length;
  return (cost(forgedLog10Lr, -1) + cost(honestLog10Lr, 1)) / 2;
}

/**
 * Agreement of two binary masks of equal length: F1, intersection over union, Matthews correlation. All are 1 when
 * both are empty; MCC is 0 when one of them is all of one kind.
 */
export function compareMasks(found: Uint8Array, truth: Uint8Array): MaskAgreement {
  let both = 0;
  let foundOnly = 0;
  let truthOnly = 0;
  for (let i = 0; i < truth.length; i++) {
    if (found[i] && truth[i]) both++;
    else if (found[i]) foundOnly++;
    else if (truth[i]) truthOnly++;
  }
  return agreementOf({ both, foundOnly, truthOnly, neither: truth.length - both - foundOnly - truthOnly });
}

/** As `compareMasks`, from counts or areas. */
export function agreementOf({
  both,
  foundOnly,
  truthOnly,
  neither,
}: Readonly<Record<'both' | 'foundOnly' | 'truthOnly' | 'neither', number>>): MaskAgreement {
  const either = both + foundOnly + truthOnly;
  if (either === 0) return { f1: 1, iou: 1, mcc: 1 };
  const spread =
    Math.sqrt(both + foundOnly) *
    Math.sqrt(both + truthOnly) *
    Math.sqrt(neither + foundOnly) *
    Math.sqrt(neither + truthOnly);
  const mcc = spread > 0 ? (both * neither - foundOnly * truthOnly) / spread : 0;
  return { f1: (2 * both) / (both + either), iou: both / either, mcc };
}

/** One step of a reliability diagram. */
export interface ReliabilityBin {
  readonly n: number;
  /** Mean stated probability of the bin. */
  readonly stated: number;
  /** Share of forged claims in the bin, both labels weighed as if equally frequent. */
  readonly observed: number;
}

/**
 * Reliability of calibrated likelihood ratios at even odds: stated probability against what came true, with both
 * labels weighed to one half so that the mix of the set does not matter.
 *
 * @param bins number of bins of equal width over the stated probability
 * @returns the bins that hold at least one score, ascending
 */
export function computeReliability(
  forgedLog10Lr: readonly number[],
  honestLog10Lr: readonly number[],
  bins = 10,
): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ n: 0, stated: 0, forged: 0, honest: 0 }));
  const add = (values: readonly number[], label: 'forged' | 'honest') => {
    for (const value of values) {
      const stated = 1 / (1 + 10 ** -value);
      const bin = sums[Math.min(bins - 1, Math.floor(stated * bins))];
      const weight = 0.5 / values.length;
      bin.n++;
      bin.stated += weight * stated;
      bin[label] += weight;
    }
  };
  add(forgedLog10Lr, 'forged');
  add(honestLog10Lr, 'honest');
  return sums
    .filter(({ n }) => n > 0)
    .map(({ n, stated, forged, honest }) => ({
      n,
      stated: stated / (forged + honest),
      observed: forged / (forged + honest),
    }));
}

/**
 * Points of the ROC curve, from (0, 0) to (1, 1), one per distinct score.
 *
 * @returns false-positive and true-positive rates, ascending
 */
export function computeRoc(
  forged: readonly number[],
  honest: readonly number[],
): [fpr: number, tpr: number][] {
  const scored = [...forged.map((score) => [score, 1]), ...honest.map((score) => [score, 0])];
  scored.sort((a, b) => b[0] - a[0]);
  const points: [number, number][] = [[0, 0]];
  let hits = 0;
  for (let i = 0; i < scored.length; i++) {
    hits += scored[i][1];
    if (i + 1 < scored.length && scored[i + 1][0] === scored[i][0]) continue;
    points.push([(i + 1 - hits) / honest.length, hits / forged.length]);
  }
  return points;
}

/**
 * 95 % interval of a statistic by resampling whole sources: pictures of one source are no independent witnesses.
 *
 * @param items carry the source they come from
 * @param statistic may return NaN for a degenerate resample, which is skipped
 */
export function bootstrapBySource<Item extends { readonly source: string }>(
  items: readonly Item[],
  statistic: (sample: readonly Item[]) => number,
  { resamples = 400, seed = 1 }: { readonly resamples?: number; readonly seed?: number } = {},
): [low: number, high: number] {
  const groups = groupBySource(items);
  const random = createRandom(seed);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const sample = Array.from(groups, () => groups[Math.floor(random() * groups.length)]).flat();
    const value = statistic(sample);
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/** Median; NaN when empty. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

function countBelow(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Map.groupBy needs Node 21.
function groupBySource<Item extends { readonly source: string }>(items: readonly Item[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.source);
    if (group) group.push(item);
    else groups.set(item.source, [item]);
  }
  return [...groups.values()];
}
