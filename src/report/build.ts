import type { Claim } from '../artifacts/claim.js';
import type { Reference } from '../artifacts/reference.js';
import type { Fusion, FusionResult } from '../fusion/classifier.js';
import { countHonest, decide, toScore } from '../fusion/policy.js';
import { DEEP_MODEL_IDS, MODEL_IDS, type Models } from '../models/models.js';
import type { Photo } from '../photo/photo.js';
import type { SignalOutcome } from '../run.js';
import { REASONS } from '../signals/reasons.js';
import type { Unit } from '../signals/signal.js';
import { VERSION } from '../version.js';
import { fillText } from './fill.js';
import { listLimits } from './limits.js';
import { REPORT_SCHEMA, type Report, type ReportReading } from './schema.js';
import { NOTHING_FOUND, summarize } from './wording.js';

/** Units whose 0 means that something was looked for and is not there. */
const SOUGHT: readonly Unit[] = ['count', 'boolean'];

/** Everything a report is made from. */
interface ReportInputs {
  readonly photo: Photo;
  readonly references: readonly Reference[];
  readonly claim: Claim;
  readonly outcomes: readonly SignalOutcome[];
  readonly fused: FusionResult;
  readonly fusion: Fusion;
  readonly models: Models;
  /** ISO 8601, UTC. */
  readonly inspectedAt: string;
  readonly elapsedMs: number;
}

/** Lays one inspection down in the versioned schema. Same inputs, same report, `timing` aside. */
export async function buildReport(inputs: ReportInputs): Promise<Report> {
  const { photo, references, claim, outcomes, fused, fusion, models } = inputs;
  const { log10Lr } = fused;
  const { verdict, nextStep } = decide(log10Lr, fusion.policy);
  const readings = outcomes.map((outcome) => toReading(outcome, fused, fusion));
  return {
    schema: REPORT_SCHEMA,
    claim: { id: claim.id ?? null },
    photo: describePicture(photo),
    references: references.map(describeReference),
    tool: {
      name: 'claimlens',
      version: VERSION,
      models: await listModels(models, outcomes),
      policy: { id: fusion.policy.id, sha256: fusion.policySha256 },
    },
    score: log10Lr === null ? null : round(toScore(log10Lr, fusion.policy.prior)),
    log10Lr,
    verdict,
    nextStep,
    summary: summarize({ verdict, nextStep, log10Lr }),
    readings,
    marks: outcomes.flatMap(({ reading }) =>
      reading.status === 'measured' ? [...(reading.marks ?? [])] : [],
    ),
    regions: outcomes.flatMap(toRegions),
    contributions: log10Lr === null ? {} : { ...fused.families },
    limits: listLimits(photo, references.length, outcomes),
    timing: { inspectedAt: inputs.inspectedAt, elapsedMs: inputs.elapsedMs },
  };
}

function describePicture({
  sha256,
  bytes,
  format,
  width,
  height,
}: Pick<Photo, 'sha256' | 'bytes' | 'format' | 'width' | 'height'>) {
  return { sha256, bytes: bytes.length, format, width, height };
}

/** A stored fingerprint keeps the identity and the size of its picture, not the file's length and format. */
function describeReference(reference: Reference): Report['references'][number] {
  if ('bytes' in reference) return describePicture(reference);
  const { sha256, width, height } = reference;
  return { sha256, width, height };
}

function toReading(
  { signal, family, reading }: SignalOutcome,
  fused: FusionResult,
  fusion: Fusion,
): ReportReading {
  const { title, measured, nothing, meaning } = signal.text;
  const fixed = { id: signal.id, family, unit: signal.unit, source: signal.source };
  const silent = { value: null, log10Lr: 0, details: {}, falseAlarm: null } as const;
  if (reading.status === 'measured') {
    const absent = nothing ?? (SOUGHT.includes(signal.unit) ? NOTHING_FOUND : measured);
    const template = reading.value === 0 ? absent : measured;
    return {
      ...fixed,
      status: 'measured',
      value: round(reading.value),
      log10Lr: fused.log10Lr === null ? 0 : (fused.readings[signal.id] ?? 0),
      reason: null,
      details: roundDetails(reading.details ?? {}),
      falseAlarm: countHonest(fusion.policy.honest[signal.id], reading.value, fusion.directionOf(signal.id)),
      text: {
        title,
        measured: fillText(template, { value: reading.value, unit: signal.unit, details: reading.details }),
        meaning,
      },
    };
  }
  if (reading.status === 'failed')
    return {
      ...fixed,
      ...silent,
      status: 'failed',
      reason: `${reading.error.code}: ${reading.error.message}`,
      text: { title, measured: { en: 'The measurement failed.', zh: '测量失败。' }, meaning },
    };
  return {
    ...fixed,
    ...silent,
    status: 'not-applicable',
    reason: reading.reason,
    text: { title, measured: REASONS[reading.reason], meaning },
  };
}

function toRegions({ signal, reading }: SignalOutcome): Report['regions'] {
  if (reading.status !== 'measured') return [];
  return (reading.regions ?? []).map(({ polygon, kind, confidence }) => ({
    polygon: polygon.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10] as [number, number]),
    kind,
    reading: signal.id,
    confidence: round(confidence),
  }));
}

async function listModels(models: Models, outcomes: readonly SignalOutcome[]) {
  const deep = outcomes.some(({ signal }) => signal.tier === 'deep');
  const ids = deep ? [...MODEL_IDS, ...DEEP_MODEL_IDS] : MODEL_IDS;
  const used = await Promise.allSettled(ids.map((id) => models.get(id)));
  return used.flatMap((result) =>
    result.status === 'fulfilled' ? [{ id: result.value.id, sha256: result.value.sha256 }] : [],
  );
}

function roundDetails(details: Readonly<Record<string, unknown>>): ReportReading['details'] {
  return JSON.parse(
    JSON.stringify(details, (_key, value) => (typeof value === 'number' ? round(value) : value)),
  );
}

// Four decimals: what a reader can use, and few enough that runtimes and platforms agree on every digit.
function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 + 0 : 0;
}
