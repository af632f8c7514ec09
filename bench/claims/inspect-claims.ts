import type { LabelledClaim } from '../../src/bench/claims.js';
import { compareRegions, readMask } from '../../src/bench/mask-agreement.js';
import type { MaskAgreement } from '../../src/bench/result.js';
import type { Inspector } from '../../src/inspect.js';
import type { Report, ReportReading } from '../../src/report/schema.js';

/** What one inspection says about one labelled claim, as the benchmark and the fusion fit read it. */
export interface ClaimResult {
  readonly id: string;
  readonly forged: boolean;
  readonly kind: string;
  readonly generator: string;
  readonly channel: string;
  readonly source: string;
  readonly references: number;
  readonly score: number | null;
  readonly log10Lr: number | null;
  readonly verdict: Report['verdict'];
  readonly elapsedMs: number;
  /** Agreement of the regions of `reference/change` with the true mask; null without a mask. */
  readonly mask: MaskAgreement | null;
  /** Numeric facts of each measured reading: `value` and numeric or boolean details. */
  readonly readings: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Inspects one claim. Errors are the caller's: a benchmark with unreadable rows is no benchmark. */
export async function inspectClaim(claim: LabelledClaim, inspector: Inspector): Promise<ClaimResult> {
  const { id, forged, kind, generator, channel, source } = claim;
  const report = await inspector.inspect({ photo: claim.photo, references: claim.references });
  return {
    id,
    forged,
    kind,
    generator,
    channel,
    source,
    references: claim.references.length,
    score: report.score,
    log10Lr: report.log10Lr,
    verdict: report.verdict,
    elapsedMs: report.timing.elapsedMs,
    mask: claim.mask ? compareRegions(findChanges(report), report.photo, await readMask(claim.mask)) : null,
    readings: Object.fromEntries(
      report.readings.flatMap((reading) =>
        reading.value === null ? [] : [[reading.id, numbersOf(reading)]],
      ),
    ),
  };
}

function numbersOf(reading: ReportReading): Record<string, number> {
  const numbers: Record<string, number> = { value: reading.value as number, log10Lr: reading.log10Lr };
  for (const [name, value] of Object.entries(reading.details)) {
    if (typeof value === 'number') numbers[name] = value;
    if (typeof value === 'boolean') numbers[name] = value ? 1 : 0;
  }
  return numbers;
}

function findChanges({ regions }: Report): Report['regions'] {
  return regions.filter(({ reading }) => reading === 'reference/change');
}
