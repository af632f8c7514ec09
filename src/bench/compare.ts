import { ClaimlensError } from '../errors.js';
import type { GroupSummary } from './group-summary.js';
import { BENCH_SCHEMA, type BenchReport } from './report.js';

/** One figure that is not what it was. */
interface Movement {
  /** Path of the figure, e.g. `kinds / ai-damage / auc`. */
  readonly figure: string;
  readonly before: number | null;
  readonly after: number | null;
  /** Whether the move is an improvement; null where neither direction is better as such. */
  readonly better: boolean | null;
}

/** What two runs say to each other. */
export interface Comparison {
  /** Both runs saw the same pictures under the same labels; otherwise figures differ for that reason too. */
  readonly sameData: boolean;
  readonly movements: readonly Movement[];
}

/** Moves below this are runtimes disagreeing in the last digits, not a change. */
export const TOLERANCE = 0.002;

type Direction = 'higher' | 'lower' | 'neither';
type Figures = Map<string, { readonly value: number | null; readonly direction: Direction }>;

/**
 * Compares the quality of two runs, figure by figure.
 *
 * @param tolerance largest difference that does not count
 */
export function compareBenches(
  before: BenchReport,
  after: BenchReport,
  { tolerance = TOLERANCE }: { readonly tolerance?: number } = {},
): Comparison {
  const old = listFigures(before);
  const movements: Movement[] = [];
  const current = listFigures(after);
  for (const [figure, { value, direction }] of current) {
    const was = old.get(figure)?.value ?? null;
    if (was === value) continue;
    if (was !== null && value !== null && Math.abs(was - value) <= tolerance) continue;
    const better =
      direction === 'neither' || was === null || value === null
        ? null
        : (direction === 'higher') === value > was;
    movements.push({ figure, before: was, after: value, better });
  }
  for (const [figure, { value }] of old)
    if (!current.has(figure) && value !== null)
      movements.push({ figure, before: value, after: null, better: null });
  return { sameData: before.data.sha256 === after.data.sha256, movements };
}

/**
 * Reads a benchmark that was written earlier.
 *
 * @throws ClaimlensError `invalid-argument` when it is none
 */
export function parseBench(text: string, what: string): BenchReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ClaimlensError('invalid-argument', `${what}: expected JSON`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== BENCH_SCHEMA)
    throw new ClaimlensError(
      'invalid-argument',
      `${what}: expected the schema ${BENCH_SCHEMA}; is it the JSON file of an earlier benchmark?`,
    );
  return value as BenchReport;
}

function listFigures({ quality }: BenchReport): Figures {
  const figures: Figures = new Map();
  const add = (figure: string, value: number | null, direction: Direction) =>
    figures.set(figure, { value, direction });
  const { overall } = quality;
  add('failures', quality.failures.length, 'lower');
  add('overall / auc', overall.auc, 'higher');
  add('overall / reach at 5 %', overall.reach[0], 'higher');
  add('overall / reach at 1 %', overall.reach[1], 'higher');
  add('overall / cllr', overall.cllr, 'lower');
  add('overall / balanced accuracy', overall.balancedAccuracy, 'higher');
  add('overall / honest at review', rate(overall.honestReview), 'lower');
  add('overall / honest at strong evidence', rate(overall.honestStrong), 'lower');
  const addGroups = (title: string, groups: readonly GroupSummary[]) => {
    for (const group of groups) {
      add(`${title} / ${group.name} / auc`, group.auc, 'higher');
      add(
        `${title} / ${group.name} / review`,
        group.review,
        group.forged === null ? 'neither' : group.forged ? 'higher' : 'lower',
      );
    }
  };
  addGroups('kinds', quality.kinds);
  addGroups('kinds without references', quality.kindsWithoutReferences);
  addGroups('channels', quality.channels);
  for (const { kind, f1 } of quality.regions) add(`regions / ${kind} / f1`, f1, 'higher');
  for (const { id, auc, failed } of quality.signals) {
    add(`signals / ${id} / auc`, auc, 'neither');
    add(`signals / ${id} / failed`, failed, 'lower');
  }
  return figures;
}

function rate(counted: { readonly k: number; readonly n: number } | null): number | null {
  return counted ? Math.round((counted.k / counted.n) * 1e4) / 1e4 : null;
}
