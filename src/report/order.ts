import type { Bilingual } from '../signals/signal.js';
import type { Report, ReportReading } from './schema.js';
import { describeStrength } from './wording.js';

/** The readings of a report as people read them. */
export interface OrderedReadings {
  /** Those that favour one statement, strongest first. */
  readonly telling: readonly ReportReading[];
  /** Measured, but about as likely either way; in the order of the report. */
  readonly silent: readonly ReportReading[];
  /** Not applicable, by reason: the reason that holds for most first. */
  readonly absent: readonly { readonly why: Bilingual; readonly readings: readonly ReportReading[] }[];
  readonly failed: readonly ReportReading[];
}

/** Sorts readings by the size of their likelihood ratio; equal ones keep the order of the report. */
export function orderReadings({ readings }: Pick<Report, 'readings'>): OrderedReadings {
  const measured = readings.filter(({ status }) => status === 'measured');
  const isTelling = ({ log10Lr }: ReportReading) => describeStrength(log10Lr).direction !== 'neither';
  return {
    telling: measured.filter(isTelling).sort((a, b) => Math.abs(b.log10Lr) - Math.abs(a.log10Lr)),
    silent: measured.filter((reading) => !isTelling(reading)),
    absent: groupByReason(readings.filter(({ status }) => status === 'not-applicable')),
    failed: readings.filter(({ status }) => status === 'failed'),
  };
}

function groupByReason(readings: readonly ReportReading[]) {
  const groups = new Map<string, { why: Bilingual; readings: ReportReading[] }>();
  for (const reading of readings) {
    const key = reading.reason ?? '';
    const group = groups.get(key) ?? { why: reading.text.measured, readings: [] };
    group.readings.push(reading);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.readings.length - a.readings.length);
}
