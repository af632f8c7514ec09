import type { Report, ReportReading } from './schema.js';
import { describeStrength } from './wording.js';

/** The readings of a report as people read them. */
export interface OrderedReadings {
  /** Those that favour one statement, strongest first. */
  readonly telling: readonly ReportReading[];
  /** Measured, but about as likely either way; in the order of the report. */
  readonly silent: readonly ReportReading[];
  /** Not applicable or failed; in the order of the report. */
  readonly absent: readonly ReportReading[];
}

/** Sorts readings by the size of their likelihood ratio; equal ones keep the order of the report. */
export function orderReadings({ readings }: Pick<Report, 'readings'>): OrderedReadings {
  const measured = readings.filter(({ status }) => status === 'measured');
  const isTelling = ({ log10Lr }: ReportReading) => describeStrength(log10Lr).direction !== 'neither';
  return {
    telling: measured.filter(isTelling).sort((a, b) => Math.abs(b.log10Lr) - Math.abs(a.log10Lr)),
    silent: measured.filter((reading) => !isTelling(reading)),
    absent: readings.filter(({ status }) => status !== 'measured'),
  };
}
