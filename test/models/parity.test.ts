import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PEAK_NAMES } from '../../src/forensics/recapture/spectral-peaks.js';
import { loadModel, shippedModels } from '../../src/models/models.js';
import { PATTERN_NAMES } from '../../src/pixels/residuals/patterns.js';
import { STATISTIC_NAMES } from '../../src/pixels/residuals/statistics.js';

interface Parity {
  readonly tolerance: number;
  readonly names: readonly string[];
  readonly features: readonly (readonly number[])[];
  readonly logit: readonly number[];
}

describe.each([
  ['pixels', PATTERN_NAMES],
  ['recapture', [...STATISTIC_NAMES, ...PEAK_NAMES]],
])('models/%s', (id, names) => {
  const parity: Parity = JSON.parse(readFileSync(join(shippedModels(), id, 'parity.json'), 'utf8'));

  it('was trained on the values that this version computes, in their order', () => {
    expect(parity.names).toEqual(names);
  });

  it.each(['onnxruntime-node', 'onnxruntime-web'] as const)(
    'computes in %s what training computed',
    async (runtime) => {
      const model = await loadModel(id, { runtime });
      const dims = [parity.features.length, parity.names.length];
      const { logit } = await model.run({
        features: { data: Float32Array.from(parity.features.flat()), dims },
      });
      for (const [i, expected] of parity.logit.entries())
        expect(Math.abs(logit.data[i] - expected), `row ${i}`).toBeLessThan(parity.tolerance);
      expect(new Set(parity.logit).size).toBe(parity.logit.length);
      await model.close();
    },
  );

  it('treats every row of a batch as if it were alone', async () => {
    const model = await loadModel(id);
    const [row] = parity.features;
    const { logit } = await model.run({ features: { data: Float32Array.from(row), dims: [1, row.length] } });
    expect(Math.abs(logit.data[0] - parity.logit[0])).toBeLessThan(parity.tolerance);
    await model.close();
  });
});
