import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PEAK_NAMES } from '../../src/forensics/recapture/spectral-peaks.js';
import { loadModel, shippedModels } from '../../src/models/models.js';
import type { Tensors } from '../../src/models/runtime.js';
import { PATTERN_NAMES } from '../../src/pixels/residuals/patterns.js';
import { STATISTIC_NAMES } from '../../src/pixels/residuals/statistics.js';

interface Parity {
  readonly tolerance: number;
  readonly names: readonly string[];
  readonly features: readonly (readonly number[])[];
  readonly logit: readonly number[];
  /** Log-odds of the tile network, where the model takes them. */
  readonly tiles?: readonly number[];
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
        ...column(parity.tiles),
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
    const { logit } = await model.run({
      features: { data: Float32Array.from(row), dims: [1, row.length] },
      ...column(parity.tiles?.slice(0, 1)),
    });
    expect(Math.abs(logit.data[0] - parity.logit[0])).toBeLessThan(parity.tolerance);
    await model.close();
  });
});

describe.each(['tiles', 'localization'])('models/%s', (id) => {
  const { tolerance, tiles }: TileParity = JSON.parse(
    readFileSync(join(shippedModels(), id, 'parity.json'), 'utf8'),
  );

  it.each(['onnxruntime-node', 'onnxruntime-web'] as const)(
    'computes in %s what training computed, for tiles and their cells',
    async (runtime) => {
      const model = await loadModel(id, { runtime });
      for (const { side, levels, ...wanted } of tiles) {
        const found = await model.run({
          levels: { data: Float32Array.from(levels), dims: [1, 3, side, side] },
        });
        expect(Object.keys(wanted).sort()).toEqual([...model.outputs].sort());
        expect(found.map.dims).toEqual([1, side / 8, side / 8]);
        for (const [name, values] of Object.entries(wanted)) {
          const differences = [values].flat().map((value, i) => Math.abs(found[name].data[i] - value));
          expect(differences).toHaveLength(found[name].data.length);
          expect(Math.max(...differences), name).toBeLessThan(tolerance);
        }
      }
      await model.close();
    },
  );
});

interface TileParity {
  readonly tolerance: number;
  /** Levels as planes of red, green and blue; then what the model makes of them, by output. */
  readonly tiles: readonly ({ readonly side: number; readonly levels: readonly number[] } & {
    readonly [output: string]: number | readonly number[];
  })[];
}

/** A column of numbers as the input `tiles`; nothing where the model has none. */
function column(values?: readonly number[]): Tensors {
  return values ? { tiles: { data: Float32Array.from(values), dims: [values.length, 1] } } : {};
}
