import { createRandom } from '../maths/random.js';

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

/** Agreement of two binary masks of equal length. All are 1 when both are empty. */
export function compareMasks(found: Uint8Array, truth: Uint8Array): { f1: number; iou: number } {
  let both = 0;
  let either = 0;
  for (let i = 0; i < truth.length; i++) {
    if (found[i] && truth[i]) both++;
    if (found[i] || truth[i]) either++;
  }
  if (either === 0) return { f1: 1, iou: 1 };
  return { f1: (2 * both) / (both + either), iou: both / either };
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
