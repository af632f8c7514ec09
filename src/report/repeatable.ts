import type { Report } from './schema.js';

/** Two reports as far as a repetition can be compared, and what was left out of both. */
interface Repeatable {
  readonly expected: Partial<Report>;
  readonly actual: Partial<Report>;
  /** For people; null when everything is compared. */
  readonly leftOut: string | null;
}

const NO_REGISTRY = 'no-registry';
/** Limits that a registry which was down leaves in a report. */
const FAILURES = ['signal-failed', 'time-limit'];
/** What the readings of all families make up together. */
const TOTALS = ['contributions', 'log10Lr', 'score', 'verdict', 'nextStep', 'summary'] as const;

/**
 * Leaves out what an inspection without a registry cannot repeat of one that had one: readings of earlier claims and
 * the limits that come of them; where they had weight, also the totals, which contain it. The pictures alone
 * do not decide these.
 */
export function keepRepeatable(expected: Report, actual: Report): Repeatable {
  const isRegistry = ({ family }: Report['readings'][number]) => family === 'registry';
  const had = expected.readings.filter((reading) => isRegistry(reading) && reading.reason !== NO_REGISTRY);
  const has = actual.readings.some((reading) => isRegistry(reading) && reading.reason !== NO_REGISTRY);
  if (had.length === 0 || has) return { expected, actual, leftOut: null };

  const weighed = had.some(({ log10Lr }) => log10Lr !== 0);
  const codes = [NO_REGISTRY, ...(had.some(({ status }) => status === 'failed') ? FAILURES : [])];
  const keep = (report: Report): Partial<Report> => {
    const kept: Partial<Report> = {
      ...report,
      readings: report.readings.filter((reading) => !isRegistry(reading)),
      limits: report.limits.filter(({ code }) => !codes.includes(code)),
    };
    if (weighed) for (const name of TOTALS) delete kept[name];
    return kept;
  };
  const names = had.map(({ id }) => id).join(', ');
  return {
    expected: keep(expected),
    actual: keep(actual),
    leftOut: weighed
      ? `${names} and the totals it weighs in (no registry was given)`
      : `${names} (no registry was given)`,
  };
}
