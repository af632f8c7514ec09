import type { SignalOutcome } from '../run.js';
import type { FusionFeature } from './spec.js';

/** Marks a feature whose reading was not measured; the model turns it into a contribution of exactly 0. */
const MISSING = Number.NaN;

/**
 * Lays the readings out as the fusion model's input row.
 *
 * @param outcomes what the runner returned, any order
 * @param features the model's columns
 * @returns one value per feature; NaN where a reading was not applicable, failed, or has no such detail
 */
export function extractFeatures(
  outcomes: readonly SignalOutcome[],
  features: readonly FusionFeature[],
): Float32Array {
  const byId = new Map(outcomes.map((outcome) => [outcome.signal.id as string, outcome.reading]));
  const read = (id: string, field: string): number => {
    const reading = byId.get(id);
    if (reading?.status !== 'measured') return MISSING;
    const raw = field === 'value' ? reading.value : reading.details?.[field];
    if (typeof raw === 'boolean') return raw ? 1 : 0;
    return typeof raw === 'number' && Number.isFinite(raw) ? raw : MISSING;
  };
  return Float32Array.from(features, ({ reading, field, times }) => {
    const value = read(reading, field);
    if (!times) return value;
    const share = (read(times.reading, times.field) - times.from) / (times.to - times.from);
    return value * Math.max(0, Math.min(1, share));
  });
}
