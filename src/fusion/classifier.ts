import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClaimlensError } from '../errors.js';
import type { Model, Models } from '../models/models.js';
import { shippedModels } from '../models/models.js';
import type { SignalOutcome } from '../run.js';
import { extractFeatures } from './features.js';
import { type Policy, parsePolicy } from './policy.js';
import { type FusionSpec, parseFusionSpec } from './spec.js';

/** What the classifier says about one row of readings. All values are log10 likelihood ratios. */
export interface FusionResult {
  /** Sum of the families; null when none of the model's pillars was measured. */
  readonly log10Lr: number | null;
  readonly families: Readonly<Record<string, number>>;
  /** By reading id; the readings of a family sum to the family. */
  readonly readings: Readonly<Record<string, number>>;
}

/** Policy and model, loaded once per inspector. */
export interface Fusion {
  readonly spec: FusionSpec;
  readonly policy: Policy;
  readonly policySha256: string;
  /** Where more evidence of forgery lies in the value of a reading; `up` for readings that are not weighed. */
  directionOf(reading: string): 'up' | 'down';
  fuse(outcomes: readonly SignalOutcome[]): Promise<FusionResult>;
}

/** Where the files come from. */
interface FusionOptions {
  /** A policy of the platform's own, as parsed JSON or path. @default the shipped policy */
  readonly policy?: string | object;
}

/**
 * Opens the fusion: the ONNX classifier over readings, and the policy.
 *
 * @throws ClaimlensError `invalid-model` when a file is missing, damaged or does not fit the model
 */
export async function openFusion(models: Models, { policy }: FusionOptions = {}): Promise<Fusion> {
  const folder = join(shippedModels(), 'fusion');
  const spec = parseFusionSpec(JSON.parse(await readText(join(folder, 'fusion.json'))));
  const text =
    typeof policy === 'object'
      ? JSON.stringify(policy)
      : await readText(policy ?? join(folder, 'policy.json'), 'policy');
  const model = await models.get('fusion');
  return {
    spec,
    policy: parsePolicy(parseJson(text)),
    policySha256: createHash('sha256').update(text).digest('hex'),
    directionOf: (id) =>
      spec.features.find(({ reading, field }) => reading === id && field === 'value')?.direction ?? 'up',
    fuse: (outcomes) => fuse(outcomes, spec, model),
  };
}

async function fuse(
  outcomes: readonly SignalOutcome[],
  spec: FusionSpec,
  model: Model,
): Promise<FusionResult> {
  const features = extractFeatures(outcomes, spec.features);
  const output = await model.run({ features: { data: features, dims: [1, features.length] } });
  const families: Record<string, number> = {};
  for (const [i, family] of spec.families.entries()) families[family] = round(output.families.data[i]);
  const measured = new Set(
    outcomes.filter(({ reading }) => reading.status === 'measured').map(({ signal }) => signal.id as string),
  );
  const readings = shareOut(spec, output.contributions.data, families);
  // Declared marks decide even where no pillar could be measured.
  const enough = spec.pillars.some((id) => measured.has(id)) || (families.provenance ?? 0) > 0;
  const log10Lr = enough ? round(Object.values(families).reduce((sum, value) => sum + value, 0)) : null;
  return { log10Lr, families, readings };
}

/**
 * Contributions by reading. Where a family was clipped to what its calibration supports, its readings are scaled by
 * the same factor, so that what the report shows adds up to what was decided.
 */
function shareOut(spec: FusionSpec, contributions: Float32Array, families: Readonly<Record<string, number>>) {
  const raw: Record<string, number> = {};
  for (const [i, { family }] of spec.features.entries()) raw[family] = (raw[family] ?? 0) + contributions[i];
  const readings: Record<string, number> = {};
  for (const [i, { reading, family }] of spec.features.entries()) {
    const factor = Math.abs(raw[family]) > 1e-9 ? families[family] / raw[family] : 1;
    readings[reading] = (readings[reading] ?? 0) + contributions[i] * factor;
  }
  for (const id of Object.keys(readings)) readings[id] = round(readings[id]);
  return readings;
}

// Reports show four digits: runtimes may differ in the seventh, and a report has to be byte-identical.
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}

async function readText(path: string, what = 'fusion'): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new ClaimlensError('invalid-model', `${what}: expected a readable file, got ${path}`, {
      cause: error,
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClaimlensError('invalid-model', 'policy: expected JSON', { cause: error });
  }
}
