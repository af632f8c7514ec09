import { createHash } from 'node:crypto';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Fusion } from '../fusion/classifier.js';
import { MODEL_IDS, type Models } from '../models/models.js';
import { VERSION } from '../version.js';
import { type ClaimFailure, type ClaimResult, isFailure } from './result.js';
import type { SpeedSummary } from './speed.js';
import type { QualitySummary } from './summary.js';

export const BENCH_SCHEMA = 'claimlens/bench/1';

/** Everything that one run of the benchmark says; `quality` is deterministic, `speed` is not. */
export interface BenchReport {
  readonly schema: typeof BENCH_SCHEMA;
  readonly createdAt: string;
  readonly tool: {
    readonly version: string;
    readonly models: readonly { readonly id: string; readonly sha256: string }[];
    readonly policy: { readonly id: string; readonly sha256: string };
  };
  readonly data: {
    readonly name: string;
    /** Over ids, labels and the SHA-256 of every picture. */
    readonly sha256: string;
    readonly claims: number;
    /** Every n-th claim of the folder was measured. */
    readonly every: number;
    /** Seed of a rendered set; null for a folder. */
    readonly seed: number | null;
  };
  readonly machine: Machine;
  readonly quality: QualitySummary;
  readonly speed: SpeedSummary | null;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
}

/** The machine that this process runs on. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** Version, models and policy that a run used. */
export async function describeTool(models: Models, fusion: Fusion): Promise<BenchReport['tool']> {
  const used = await Promise.all(MODEL_IDS.map((id) => models.get(id)));
  return {
    version: VERSION,
    models: used.map(({ id, sha256 }) => ({ id, sha256 })),
    policy: { id: fusion.policy.id, sha256: fusion.policySha256 },
  };
}

/** One hash for a set: two runs with the same hash saw the same pictures under the same labels. */
export function hashData(results: readonly (ClaimResult | ClaimFailure)[]): string {
  const hash = createHash('sha256');
  for (const result of results) {
    if (isFailure(result)) hash.update(`${result.id} failed\n`);
    else {
      const { id, forged, kind, generator, channel, source, pictures } = result;
      hash.update(`${[id, forged, kind, generator, channel, source, ...pictures].join('\t')}\n`);
    }
  }
  return hash.digest('hex');
}
