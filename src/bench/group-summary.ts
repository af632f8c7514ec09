import { bootstrapBySource, computeAuc, median, thresholdAtFpr } from './metrics.js';
import type { ClaimResult } from './result.js';

/** False-alarm rates at which detection is stated. */
export const FALSE_ALARM_RATES = [0.05, 0.01, 0.005] as const;

/** How one group of claims does. Forged groups stand against all honest claims, honest groups against all forged. */
export interface GroupSummary {
  readonly name: string;
  /** Null for groups that hold both labels. */
  readonly forged: boolean | null;
  readonly n: number;
  /** Null where one side is empty. */
  readonly auc: number | null;
  /** 95 %, by resampling whole sources. */
  readonly aucInterval: readonly [number, number] | null;
  /** Share above the thresholds that 5, 1 and 0.5 % of all honest claims exceed. */
  readonly reach: readonly number[];
  /** Share with the verdict `review` or `strong-evidence`. */
  readonly review: number;
  readonly strong: number;
  readonly inconclusive: number;
  readonly medianLog10Lr: number | null;
}

/** One summary per group, by name. */
export function summarizeGroups(
  rows: readonly ClaimResult[],
  key: (row: ClaimResult) => string,
  honest: readonly ClaimResult[],
  forged: readonly ClaimResult[],
): GroupSummary[] {
  const groups = new Map<string, ClaimResult[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => summarizeGroup(name, group, honest, forged));
}

function summarizeGroup(
  name: string,
  rows: readonly ClaimResult[],
  honest: readonly ClaimResult[],
  forged: readonly ClaimResult[],
): GroupSummary {
  const own = { forged: rows.filter((row) => row.forged), honest: rows.filter((row) => !row.forged) };
  const mixed = own.forged.length > 0 && own.honest.length > 0;
  const positive = own.forged.length > 0 ? own.forged : forged;
  const negative = own.honest.length > 0 ? own.honest : honest;
  const auc = (sample: readonly ClaimResult[]) =>
    computeAuc(scoresOf(sample.filter((row) => row.forged)), scoresOf(sample.filter((row) => !row.forged)));
  const scores = scoresOf(rows);
  const enough = positive.length > 0 && negative.length > 0;
  return {
    name,
    forged: mixed ? null : own.forged.length > 0,
    n: rows.length,
    auc: finite(auc([...positive, ...negative])),
    aucInterval: enough ? roundPair(bootstrapBySource([...positive, ...negative], auc)) : null,
    reach: FALSE_ALARM_RATES.map((rate) => {
      const threshold = honest.length > 0 ? thresholdAtFpr(scoresOf(honest), rate) : 0;
      return round(scores.filter((score) => score > threshold).length / scores.length);
    }),
    review: round(share(rows, isReviewed)),
    strong: round(share(rows, isStrong)),
    inconclusive: round(share(rows, ({ verdict }) => verdict === 'inconclusive')),
    medianLog10Lr: finite(median(scores)),
  };
}

/** Scores as the policy sees them. */
export function scoresOf(rows: readonly ClaimResult[]): number[] {
  return rows.map(({ log10Lr }) => log10Lr ?? 0);
}

/** Sent to a person. */
export const isReviewed = ({ verdict }: ClaimResult) => verdict === 'review' || verdict === 'strong-evidence';
export const isStrong = ({ verdict }: ClaimResult) => verdict === 'strong-evidence';

/** Share of rows that pass a test; 0 without rows. */
export function share(rows: readonly ClaimResult[], test: (row: ClaimResult) => boolean): number {
  return rows.length === 0 ? 0 : rows.filter(test).length / rows.length;
}

export function roundPair([low, high]: readonly [number, number]): [number, number] {
  return [round(low), round(high)];
}

export function finite(value: number): number | null {
  return Number.isFinite(value) ? round(value) : null;
}

export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}
