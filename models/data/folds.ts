/** Five, as in the evaluation: each fold's model is judged on repositories it never saw. */
export const FOLD_COUNT = 5;

/** What one repository brings, as counted in the manifest. */
export interface RepositoryCounts {
  readonly repo: string;
  /** Pictures per class, such as `pristine` and `altered`. */
  readonly classes: Readonly<Record<string, number>>;
  /** Pictures per generator family. */
  readonly families: Readonly<Record<string, number>>;
}

/** The folds and the families that no grouping by repository could keep together. */
export interface FoldAssignment {
  readonly foldOf: ReadonlyMap<string, number>;
  /** Families present in several folds, with their pictures per fold. */
  readonly splitFamilies: ReadonlyMap<string, readonly number[]>;
}

// Relative prices, chosen so that no fold lacks a class and a family is split only when keeping it whole would
// leave a fold nearly empty of generated pictures.
const BALANCE_PRICE = 3;
const SPLIT_PRICE = 1;
const MAX_SWEEPS = 50;

/**
 * Deals repositories to folds: every class balanced, generator families kept together where possible.
 *
 * Counts enter by their square root, as in the sampling weights, so one huge repository does not fill a fold.
 * Greedy by size, then single moves and swaps as long as the cost falls: deterministic, independent of input order.
 *
 * @param repositories one entry per repository
 */
export function assignFolds(repositories: readonly RepositoryCounts[]): FoldAssignment {
  const sorted = [...repositories].sort((a, b) => total(b) - total(a) || (a.repo < b.repo ? -1 : 1));
  const fold = new Array<number>(sorted.length).fill(-1);
  for (let i = 0; i < sorted.length; i++) fold[i] = cheapestFold(sorted, fold, i);
  for (let sweep = 0; sweep < MAX_SWEEPS && improve(sorted, fold); sweep++);
  const foldOf = new Map(sorted.map((repository, i) => [repository.repo, fold[i]]));
  return { foldOf, splitFamilies: findSplitFamilies(sorted, fold) };
}

function improve(sorted: readonly RepositoryCounts[], fold: number[]): boolean {
  const before = cost(sorted, fold);
  let best = before;
  for (let i = 0; i < sorted.length; i++) {
    fold[i] = cheapestFold(sorted, fold, i);
    best = cost(sorted, fold);
    for (let j = 0; j < i; j++) {
      if (fold[i] === fold[j]) continue;
      [fold[i], fold[j]] = [fold[j], fold[i]];
      const swapped = cost(sorted, fold);
      if (swapped < best - 1e-9) best = swapped;
      else [fold[i], fold[j]] = [fold[j], fold[i]];
    }
  }
  return best < before - 1e-9;
}

function cheapestFold(sorted: readonly RepositoryCounts[], fold: number[], index: number): number {
  const previous = fold[index];
  let bestFold = Math.max(0, previous);
  let best = Number.POSITIVE_INFINITY;
  for (let candidate = 0; candidate < FOLD_COUNT; candidate++) {
    fold[index] = candidate;
    const price = cost(sorted, fold);
    if (price < best - 1e-9) {
      best = price;
      bestFold = candidate;
    }
  }
  fold[index] = previous;
  return bestFold;
}

/** Squared imbalance of each class plus, for each family, the share outside its largest fold. */
function cost(sorted: readonly RepositoryCounts[], fold: readonly number[]): number {
  let price = 0;
  for (const shares of tally(sorted, fold, 'classes').values()) {
    const sum = shares.reduce((a, b) => a + b, 0);
    for (const share of shares) price += BALANCE_PRICE * (share / sum - 1 / FOLD_COUNT) ** 2 * FOLD_COUNT;
  }
  for (const shares of tally(sorted, fold, 'families').values()) {
    const sum = shares.reduce((a, b) => a + b, 0);
    price += SPLIT_PRICE * (1 - Math.max(...shares) / sum) * Math.min(1, sum / 10);
  }
  return price;
}

function tally(
  sorted: readonly RepositoryCounts[],
  fold: readonly number[],
  field: 'classes' | 'families',
): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (let i = 0; i < sorted.length; i++) {
    for (const [name, count] of Object.entries(sorted[i][field])) {
      let shares = sums.get(name);
      if (!shares) sums.set(name, (shares = new Array<number>(FOLD_COUNT).fill(0)));
      if (fold[i] >= 0) shares[fold[i]] += Math.sqrt(count);
      else shares[0] += 0;
    }
  }
  for (const [name, shares] of sums) if (shares.every((share) => share === 0)) sums.delete(name);
  return sums;
}

function findSplitFamilies(sorted: readonly RepositoryCounts[], fold: readonly number[]) {
  const split = new Map<string, number[]>();
  for (let i = 0; i < sorted.length; i++)
    for (const [family, count] of Object.entries(sorted[i].families)) {
      const counts = split.get(family) ?? new Array<number>(FOLD_COUNT).fill(0);
      counts[fold[i]] += count;
      split.set(family, counts);
    }
  for (const [family, counts] of split) if (counts.filter((n) => n > 0).length < 2) split.delete(family);
  return split;
}

function total(repository: RepositoryCounts): number {
  return Object.values(repository.classes).reduce((a, b) => a + b, 0);
}
