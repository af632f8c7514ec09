import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel, shippedModels } from '../../../src/models/models.js';
import { PATTERN_NAMES } from '../../../src/pixels/residuals/patterns.js';

interface Parity {
  readonly tolerance: number;
  readonly names: readonly string[];
  readonly features: readonly (readonly number[])[];
  readonly logit: readonly number[];
}

const parity: Parity = JSON.parse(readFileSync(join(shippedModels(), 'pixels', 'parity.json'), 'utf8'));

describe('models/pixels', () => {
  it('was trained on the patterns that this version computes, in their order', () => {
    expect(parity.names).toEqual(PATTERN_NAMES);
  });

  it.each(['onnxruntime-node', 'onnxruntime-web'] as const)(
    'computes in %s what training computed',
    async (runtime) => {
      const model = await loadModel('pixels', { runtime });
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
    const model = await loadModel('pixels');
    const [row] = parity.features;
    const { logit } = await model.run({ features: { data: Float32Array.from(row), dims: [1, row.length] } });
    expect(Math.abs(logit.data[0] - parity.logit[0])).toBeLessThan(parity.tolerance);
    await model.close();
  });
});
