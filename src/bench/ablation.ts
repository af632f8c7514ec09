import type { Fusion } from '../fusion/classifier.js';
import type { Report } from '../report/schema.js';
import type { SignalOutcome } from '../run.js';
import { SIGNALS } from '../signals/index.js';
import type { Reading } from '../signals/signal.js';

const BY_ID = new Map(SIGNALS.map((signal) => [signal.id as string, signal]));

/**
 * What the fusion would say without each of the readings that it weighs.
 *
 * Readings are taken from the report, whose numbers have four decimals: the differences are exact to about 1e-3.
 *
 * @returns fused log10 LR without the reading, by id of each measured and weighed reading
 */
export async function fuseWithoutEach(
  report: Report,
  fusion: Fusion,
): Promise<Readonly<Record<string, number | null>>> {
  const outcomes = report.readings.flatMap((reading) => {
    const outcome = toOutcome(reading);
    return outcome ? [outcome] : [];
  });
  const weighed = new Set(fusion.spec.features.map(({ reading }) => reading));
  const without: Record<string, number | null> = {};
  for (const { signal } of outcomes) {
    if (!weighed.has(signal.id)) continue;
    const others = outcomes.filter((outcome) => outcome.signal !== signal);
    without[signal.id] = (await fusion.fuse(others)).log10Lr;
  }
  return without;
}

function toOutcome(reading: Report['readings'][number]): SignalOutcome | null {
  const signal = BY_ID.get(reading.id);
  if (!signal || reading.status !== 'measured' || reading.value === null) return null;
  const measured = { status: 'measured', value: reading.value, details: reading.details } as Reading;
  return { signal, family: reading.family, elapsedMs: 0, reading: measured };
}
