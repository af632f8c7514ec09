import type { ErrorCode } from '../errors.js';
import type { Fusion } from '../fusion/classifier.js';
import type { Report } from '../report/schema.js';
import { fuseWithoutEach } from './ablation.js';
import type { LabelledClaim } from './claims.js';
import { compareRegions, readMask } from './mask-agreement.js';
import type { ClaimFailure, ClaimResult, ReadingResult } from './result.js';

/** Inspects one photo; many calls at once are queued by whoever provides it. */
export type Inspect = (task: {
  readonly photo: string;
  readonly references: readonly string[];
  readonly claim: Readonly<Record<string, unknown>>;
}) => Promise<
  { readonly report: Report } | { readonly error: { readonly code: ErrorCode; readonly message: string } }
>;

/** How a claims folder is measured. */
interface MeasureOptions {
  readonly inspect: Inspect;
  readonly fusion: Fusion;
  /** Inspections handed out at once. */
  readonly ahead: number;
  readonly onProgress?: (done: number, failed: number) => void;
}

/** Results of one pass, in the order of the claims. */
export type Measured = readonly (ClaimResult | ClaimFailure)[];

/**
 * Inspects labelled claims and reduces each report to what the tables need.
 *
 * @param claims give a claim without its references to measure it alone
 * @returns one entry per claim, in order; a claim that cannot be inspected is a failure, never left out
 */
export async function measureClaims(
  claims: readonly LabelledClaim[],
  { inspect, fusion, ahead, onProgress }: MeasureOptions,
): Promise<Measured> {
  const results: (ClaimResult | ClaimFailure)[] = new Array(claims.length);
  let next = 0;
  let done = 0;
  let failed = 0;
  const work = async () => {
    for (let i = next++; i < claims.length; i = next++) {
      const { id, photo, references } = claims[i];
      const outcome = await inspect({ photo, references, claim: {} });
      if ('error' in outcome) {
        results[i] = { id, error: outcome.error };
        failed++;
      } else results[i] = await reduceReport(claims[i], outcome.report, fusion);
      onProgress?.(++done, failed);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, ahead) }, work));
  return results;
}

async function reduceReport(claim: LabelledClaim, report: Report, fusion: Fusion): Promise<ClaimResult> {
  const { id, forged, kind, generator, channel, source, references } = claim;
  const without = await fuseWithoutEach(report, fusion);
  const readings: Record<string, ReadingResult> = {};
  for (const { id: reading, status, value, log10Lr } of report.readings)
    readings[reading] =
      reading in without
        ? { status, value, log10Lr, fusedWithout: without[reading] }
        : { status, value, log10Lr };
  return {
    id,
    forged,
    kind,
    generator,
    channel,
    source,
    pictures: [report.photo, ...report.references].map(({ sha256 }) => sha256),
    references: references.length,
    log10Lr: report.log10Lr,
    verdict: report.verdict,
    mask: claim.mask
      ? compareRegions(findAlterations(report), report.photo, await readMask(claim.mask))
      : null,
    readings,
    elapsedMs: report.timing.elapsedMs,
  };
}

/** Marks of provenance point elsewhere and do not count. */
function findAlterations({ regions }: Report): Report['regions'] {
  return regions.filter(({ reading }) => !reading.startsWith('provenance/'));
}
