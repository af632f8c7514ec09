import type { Bilingual } from '../signals/signal.js';
import type { Report, ReportReading } from './schema.js';
import { describeStrength } from './strength.js';

/** The readings of a report as people read them. */
interface OrderedReadings {
  /** Those that favour one statement, strongest first. */
  readonly telling: readonly ReportReading[];
  /** Measured, but about as likely either way; in the order of the report. */
  readonly silent: readonly ReportReading[];
  /** Not applicable, by reason: the reason that holds for most first. */
  readonly absent: readonly ReasonGroup[];
  /** Failed, by error; `why` is the error itself. */
  readonly failed: readonly ReasonGroup[];
}

/** Readings that are missing for the same reason. */
interface ReasonGroup {
  readonly why: Bilingual;
  readonly readings: readonly ReportReading[];
}

/** Sorts readings by the size of their likelihood ratio; equal ones keep the order of the report. */
export function orderReadings({ readings }: Pick<Report, 'readings'>): OrderedReadings {
  const measured = readings.filter(({ status }) => status === 'measured');
  const isTelling = ({ log10Lr }: ReportReading) => describeStrength(log10Lr).direction !== 'neither';
  return {
    telling: measured.filter(isTelling).sort((a, b) => Math.abs(b.log10Lr) - Math.abs(a.log10Lr)),
    silent: measured.filter((reading) => !isTelling(reading)),
    absent: groupByReason(readings, 'not-applicable'),
    failed: groupByReason(readings, 'failed'),
  };
}

function groupByReason(readings: readonly ReportReading[], status: ReportReading['status']): ReasonGroup[] {
  const groups = new Map<string, ReportReading[]>();
  for (const reading of readings) {
    if (reading.status !== status) continue;
    const reason = reading.reason ?? '';
    groups.set(reason, [...(groups.get(reason) ?? []), reading]);
  }
  return [...groups]
    .map(([reason, members]) => ({
      why: status === 'failed' ? { en: reason, zh: reason } : members[0].text.measured,
      readings: members,
    }))
    .sort((a, b) => b.readings.length - a.readings.length);
}
