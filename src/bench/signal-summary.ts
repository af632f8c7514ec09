import { computeAuc, computeTprAtFpr } from './metrics.js';
import type { ClaimResult } from './result.js';

/** What one signal is worth on a set. */
export interface SignalSummary {
  readonly id: string;
  readonly measured: number;
  readonly notApplicable: number;
  readonly failed: number;
  /**
   * AUC of the reading's value over the claims where it was measured; below .5 where small values point at forgery.
   * Null where one label was never measured.
   */
  readonly auc: number | null;
  /** Carries weight in the fusion. */
  readonly weighed: boolean;
  /** AUC and TPR at 5 % false alarms that the fused score loses without this reading; null where it has no weight. */
  readonly lostAuc: number | null;
  readonly lostReach: number | null;
}

/** One line per signal, in the order of the reports. */
export function summarizeSignals(rows: readonly ClaimResult[]): SignalSummary[] {
  const ids = [...new Set(rows.flatMap(({ readings }) => Object.keys(readings)))];
  const scores = (sample: readonly ClaimResult[]) => sample.map(({ log10Lr }) => log10Lr ?? 0);
  const whole = detection(rows, scores);
  return ids.map((id) => {
    const counted = { measured: 0, 'not-applicable': 0, failed: 0 };
    for (const { readings } of rows) if (readings[id]) counted[readings[id].status]++;
    const seen = rows.filter(({ readings }) => readings[id]?.status === 'measured');
    const weighed = seen.some(({ readings }) => readings[id].fusedWithout !== undefined);
    const without = weighed
      ? detection(rows, (sample) =>
          sample.map(({ readings, log10Lr }) => {
            const alternative = readings[id]?.fusedWithout;
            return (alternative === undefined ? log10Lr : alternative) ?? 0;
          }),
        )
      : null;
    const values = (forged: boolean) =>
      seen.filter((row) => row.forged === forged).map(({ readings }) => readings[id].value ?? 0);
    return {
      id,
      measured: counted.measured,
      notApplicable: counted['not-applicable'],
      failed: counted.failed,
      auc: finite(computeAuc(values(true), values(false))),
      weighed,
      lostAuc: without && finite(whole.auc - without.auc),
      lostReach: without && finite(whole.reach - without.reach),
    };
  });
}

function detection(
  rows: readonly ClaimResult[],
  scores: (sample: readonly ClaimResult[]) => number[],
): { auc: number; reach: number } {
  const forged = scores(rows.filter((row) => row.forged));
  const honest = scores(rows.filter((row) => !row.forged));
  return { auc: computeAuc(forged, honest), reach: computeTprAtFpr(forged, honest, 0.05) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 + 0 : null;
}
