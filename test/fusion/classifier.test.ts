import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fusion, openFusion } from '../../src/fusion/classifier.js';
import { type Model, openModels } from '../../src/models/models.js';
import { outcomeOf } from './outcome.js';

interface Parity {
  readonly inputs: (number | null)[][];
  readonly contributions: number[][];
  readonly families: number[][];
  readonly log10Lr: number[];
}

const parity = JSON.parse(
  readFileSync(new URL('../../models/fusion/parity.json', import.meta.url), 'utf8'),
) as Parity;
const models = openModels();
let fusion: Fusion;
let model: Model;

beforeAll(async () => {
  fusion = await openFusion(models);
  model = await models.get('fusion');
});
afterAll(() => models.close());

async function run(row: readonly (number | null)[]) {
  const data = Float32Array.from(row, (value) => value ?? Number.NaN);
  const output = await model.run({ features: { data, dims: [1, row.length] } });
  return { families: [...output.families.data], log10Lr: output.log10_lr.data[0] };
}

describe('fusion model', () => {
  it('computes what the exporter recorded', async () => {
    expect(parity.inputs.length).toBeGreaterThan(10);
    for (const [i, row] of parity.inputs.entries()) {
      const { families, log10Lr } = await run(row);
      expect(log10Lr).toBeCloseTo(parity.log10Lr[i], 4);
      for (const [j, family] of families.entries()) expect(family).toBeCloseTo(parity.families[i][j], 4);
    }
  });

  it('says exactly nothing when nothing was measured', async () => {
    const { log10Lr, families } = await run(fusion.spec.features.map(() => null));
    expect(log10Lr).toBe(0);
    expect(families.every((family) => family === 0)).toBe(true);
  });

  it('never falls when a reading moves towards forgery', async () => {
    const count = fusion.spec.features.length;
    const row = fc.array(fc.option(fc.double({ min: -60, max: 600, noNaN: true }), { freq: 3 }), {
      minLength: count,
      maxLength: count,
    });
    const step = fc.tuple(fc.nat(count - 1), fc.double({ min: 0, max: 50, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(row, step, async (values, [at, by]) => {
        const before = values.map((value, i) => (i === at ? (value ?? 0) : value));
        const sign = fusion.spec.features[at].direction === 'up' ? 1 : -1;
        const after = before.map((value, i) => (i === at ? (value as number) + sign * by : value));
        // 1e-5: float32 sums.
        expect((await run(after)).log10Lr).toBeGreaterThanOrEqual((await run(before)).log10Lr - 1e-5);
      }),
      { numRuns: 300 },
    );
  });
});

describe('openFusion', () => {
  it('gives families that sum to the total, and readings that sum to their family', async () => {
    const byReading = new Map(fusion.spec.features.map((feature) => [feature.reading, feature]));
    const outcomes = [...byReading.keys()].map((id, i) =>
      outcomeOf(id as 'noise/a', { status: 'measured', value: i + 1 }),
    );
    const { log10Lr, families, readings } = await fusion.fuse(outcomes);
    expect(Object.values(families).reduce((sum, value) => sum + value, 0)).toBeCloseTo(log10Lr as number, 3);
    for (const family of fusion.spec.families) {
      const own = [...byReading.values()].filter((feature) => feature.family === family);
      if (own.length === 0) continue;
      const sum = own.reduce((total, { reading }) => total + readings[reading], 0);
      expect(sum).toBeCloseTo(families[family], 2);
    }
  });

  it('abstains when no pillar was measured', async () => {
    const { log10Lr } = await fusion.fuse([
      outcomeOf('jpeg/quantization', { status: 'measured', value: 90 }),
    ]);
    expect(log10Lr).toBeNull();
  });

  it('names a policy file that cannot be read or is no policy', async () => {
    await expect(openFusion(models, { policy: '/nowhere/policy.json' })).rejects.toMatchObject({
      code: 'invalid-model',
    });
    await expect(openFusion(models, { policy: { schema: 'other' } })).rejects.toThrow(/policy/);
  });
});
