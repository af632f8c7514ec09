import { clopperPearsonUpper } from '../maths/binomial.js';
import {
  FALSE_ALARM_RATES,
  finite,
  type GroupSummary,
  isReviewed,
  isStrong,
  round,
  roundPair,
  scoresOf,
  share,
  summarizeGroups,
} from './group-summary.js';
import {
  bootstrapBySource,
  computeAuc,
  computeCllr,
  computeReliability,
  computeRoc,
  computeTprAtFpr,
  median,
  type ReliabilityBin,
} from './metrics.js';
import { type ClaimFailure, type ClaimResult, isFailure } from './result.js';
import { type SignalSummary, summarizeSignals } from './signal-summary.js';

/** Generators and channels below this many claims are listed, but never called the worst. */
const LEAST_FOR_WORST = 5;

/** Agreement of the reported regions with the masks of one kind; medians. */
interface RegionSummary {
  readonly kind: string;
  readonly n: number;
  readonly f1: number;
  readonly iou: number;
  readonly mcc: number;
}

/** Deterministic: the same results give the same summary. */
export interface QualitySummary {
  readonly claims: number;
  readonly sources: number;
  readonly failures: readonly ClaimFailure[];
  readonly overall: {
    readonly auc: number | null;
    readonly aucInterval: readonly [number, number] | null;
    readonly reach: readonly number[];
    readonly cllr: number | null;
    /** Mean of the share of forged claims sent to a person and of honest claims not sent, at the shipped policy. */
    readonly balancedAccuracy: number | null;
    readonly honestReview: { readonly k: number; readonly n: number; readonly upper: number } | null;
    readonly honestStrong: { readonly k: number; readonly n: number; readonly upper: number } | null;
    readonly inconclusive: number;
  };
  readonly worstGenerator: GroupSummary | null;
  readonly worstChannel: GroupSummary | null;
  readonly kinds: readonly GroupSummary[];
  readonly kindsWithoutReferences: readonly GroupSummary[];
  readonly generators: readonly GroupSummary[];
  readonly channels: readonly GroupSummary[];
  readonly regions: readonly RegionSummary[];
  readonly reliability: readonly ReliabilityBin[];
  /** At most 200 points. */
  readonly roc: readonly (readonly [fpr: number, tpr: number])[];
  readonly signals: readonly SignalSummary[];
}

/**
 * Reduces results to tables. An inspection without a score counts as log10 LR 0: it says nothing.
 *
 * @param results claims as received
 * @param alone the claims that have references, inspected without them; may be empty
 */
export function summarizeQuality(
  results: readonly (ClaimResult | ClaimFailure)[],
  alone: readonly (ClaimResult | ClaimFailure)[] = [],
): QualitySummary {
  const rows = results.filter((result): result is ClaimResult => !isFailure(result));
  const rowsAlone = alone.filter((result): result is ClaimResult => !isFailure(result));
  const honest = rows.filter(({ forged }) => !forged);
  const forged = rows.filter((row) => row.forged);
  // Without references the honest yardstick is every honest claim without them.
  const aloneIds = new Set(rowsAlone.map(({ id }) => id));
  const honestAlone = [
    ...honest.filter(({ id, references }) => references === 0 && !aloneIds.has(id)),
    ...rowsAlone.filter((row) => !row.forged),
  ];
  const forgedAlone = [
    ...forged.filter(({ id, references }) => references === 0 && !aloneIds.has(id)),
    ...rowsAlone.filter((row) => row.forged),
  ];
  const generators = summarizeGroups(
    forged.filter(({ generator }) => generator !== ''),
    ({ generator }) => generator,
    honest,
    forged,
  );
  const channels = summarizeGroups(
    rows.filter(({ channel }) => channel !== ''),
    ({ channel }) => channel,
    honest,
    forged,
  );
  const auc = (sample: readonly ClaimResult[]) =>
    computeAuc(scoresOf(sample.filter((row) => row.forged)), scoresOf(sample.filter((row) => !row.forged)));
  const both = forged.length > 0 && honest.length > 0;
  return {
    claims: results.length,
    sources: new Set(rows.map(({ source }) => source)).size,
    failures: [...results, ...alone].filter(isFailure),
    overall: {
      auc: finite(auc(rows)),
      aucInterval: both ? roundPair(bootstrapBySource(rows, auc)) : null,
      reach: FALSE_ALARM_RATES.map((rate) =>
        both ? round(computeTprAtFpr(scoresOf(forged), scoresOf(honest), rate)) : 0,
      ),
      cllr: both ? finite(computeCllr(scoresOf(forged), scoresOf(honest))) : null,
      balancedAccuracy: both ? round((share(forged, isReviewed) + 1 - share(honest, isReviewed)) / 2) : null,
      honestReview: bound(honest, isReviewed),
      honestStrong: bound(honest, isStrong),
      inconclusive: round(share(rows, ({ verdict }) => verdict === 'inconclusive')),
    },
    worstGenerator: worst(generators, ({ reach }) => reach[0]),
    worstChannel: worst(channels, ({ auc: value }) => value ?? 1),
    kinds: summarizeGroups(rows, ({ kind }) => kind, honest, forged),
    kindsWithoutReferences: summarizeGroups(rowsAlone, ({ kind }) => kind, honestAlone, forgedAlone),
    generators,
    channels,
    regions: summarizeRegions(rows),
    reliability: both
      ? computeReliability(scoresOf(forged), scoresOf(honest)).map(({ n, stated, observed }) => ({
          n,
          stated: round(stated),
          observed: round(observed),
        }))
      : [],
    roc: both ? thin(computeRoc(scoresOf(forged), scoresOf(honest))) : [],
    signals: summarizeSignals(rows),
  };
}

function summarizeRegions(rows: readonly ClaimResult[]): RegionSummary[] {
  const kinds = [...new Set(rows.filter(({ mask }) => mask).map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const masks = rows.flatMap((row) => (row.kind === kind && row.mask ? [row.mask] : []));
    const middle = (name: 'f1' | 'iou' | 'mcc') => round(median(masks.map((mask) => mask[name])));
    return { kind, n: masks.length, f1: middle('f1'), iou: middle('iou'), mcc: middle('mcc') };
  });
}

function bound(rows: readonly ClaimResult[], test: (row: ClaimResult) => boolean) {
  if (rows.length === 0) return null;
  const k = rows.filter(test).length;
  return { k, n: rows.length, upper: round(clopperPearsonUpper(k, rows.length)) };
}

function worst(groups: readonly GroupSummary[], value: (group: GroupSummary) => number): GroupSummary | null {
  const large = groups.filter(({ n, auc }) => n >= LEAST_FOR_WORST && auc !== null);
  return large.reduce<GroupSummary | null>(
    (low, group) => (low === null || value(group) < value(low) ? group : low),
    null,
  );
}

function thin(points: readonly (readonly [number, number])[], most = 200): [number, number][] {
  const step = Math.max(1, Math.ceil(points.length / most));
  return points
    .filter((_, i) => i % step === 0 || i === points.length - 1)
    .map(([x, y]) => [round(x), round(y)]);
}
