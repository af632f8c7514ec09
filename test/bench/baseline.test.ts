import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readClaims } from '../../src/bench/claims.js';
import { compareBenches } from '../../src/bench/compare.js';
import { type Inspect, measureClaims } from '../../src/bench/measure.js';
import {
  BENCH_SCHEMA,
  type BenchReport,
  describeMachine,
  describeTool,
  hashData,
} from '../../src/bench/report.js';
import { summarizeQuality } from '../../src/bench/summary.js';
import { openFusion } from '../../src/fusion/classifier.js';
import { createInspector } from '../../src/inspect.js';
import { openModels } from '../../src/models/models.js';

// A figure that moves has to be committed on purpose: `npm run baseline` writes these files anew, and the commit says
// what moved and why. Claims of claims-dev are sampled so that the suite stays short; the whole set is measured by
// `claimlens bench`.

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const CLAIMS_DEV = process.env.CLAIMLENS_DATA && join(process.env.CLAIMLENS_DATA, 'claims-dev');

async function measure(folder: string, name: string, every: number): Promise<BenchReport> {
  const claims = (await readClaims(folder)).filter((_, i) => i % every === 0);
  const models = openModels();
  const inspector = await createInspector({ limits: { maxDurationMs: 300_000 } });
  try {
    const fusion = await openFusion(models);
    const inspect: Inspect = async ({ photo, references }) => ({
      report: await inspector.inspect({ photo, references }),
    });
    const results = await measureClaims(claims, { inspect, fusion, ahead: 1 });
    return {
      schema: BENCH_SCHEMA,
      createdAt: new Date().toISOString(),
      tool: await describeTool(models, fusion),
      data: { name, sha256: hashData(results), claims: claims.length, every, seed: null },
      machine: describeMachine(),
      quality: summarizeQuality(results),
      speed: null,
    };
  } finally {
    await inspector.close();
    await models.close();
  }
}

async function guard(folder: string, name: string, every = 1): Promise<void> {
  const path = fileURLToPath(new URL(`../../bench/baseline/${name}.json`, import.meta.url));
  const after = await measure(folder, name, every);
  if (process.env.UPDATE_BASELINE) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `${JSON.stringify(after, null, 1)}\n`);
    return;
  }
  expect(existsSync(path), `${path}: npm run baseline writes it`).toBe(true);
  const before = JSON.parse(readFileSync(path, 'utf8')) as BenchReport;
  const { sameData, movements } = compareBenches(before, after);
  expect(sameData, 'the pictures or labels are not those of the baseline').toBe(true);
  expect(movements).toEqual([]);
}

describe('quality baseline', () => {
  it('holds on the fixtures', { timeout: 600_000 }, () => guard(FIXTURES, 'fixtures'));

  it.skipIf(!CLAIMS_DEV)(
    'holds on every sixth claim of claims-dev (needs CLAIMLENS_DATA)',
    { timeout: 1_800_000 },
    () => guard(CLAIMS_DEV as string, 'claims-dev', 6),
  );
});
