import { describe, expect, it } from 'vitest';
import type { Model, Models } from '../../../src/models/models.js';
import { openModels } from '../../../src/models/models.js';
import type { Tensors } from '../../../src/models/runtime.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { PATTERN_NAMES } from '../../../src/pixels/residuals/patterns.js';
import { computeResidualStatistics } from '../../../src/pixels/residuals/statistics.js';
import { generated } from '../../../src/signals/neural/generated.js';
import { hashedPicture } from '../../pixels/residuals/picture.js';

/** A model that says a fixed logit and remembers what it was given. */
function fixedModels(logit: number, given: Tensors[] = []): Models {
  const model: Model = {
    id: 'pixels',
    sha256: '0'.repeat(64),
    runtime: 'onnxruntime-node',
    inputs: ['features'],
    outputs: ['logit'],
    run: async (inputs) => {
      given.push(inputs);
      return { logit: { data: new Float32Array([logit]), dims: [1, 1] } };
    },
    close: async () => {},
  };
  return { get: async () => model, close: async () => {} };
}

const measure = (raster: Raster, models: Models) =>
  generated.measure({ residualStatistics: computeResidualStatistics(raster), models });

describe('neural/generated', () => {
  it('hands the patterns to the model and reports its log-odds', async () => {
    const given: Tensors[] = [];
    const raster = hashedPicture(300, 200);
    const reading = await measure(raster, fixedModels(1.23456, given));
    expect(reading).toMatchObject({ status: 'measured', value: 1.235 });
    expect(given[0].features.dims).toEqual([1, PATTERN_NAMES.length]);
    expect(given[0].features.data).toEqual(computeResidualStatistics(raster)?.patterns);
  });

  it.each([
    [40, 8],
    [-40, -8],
  ])('does not claim more than its calibration holds: %d becomes %d', async (logit, value) => {
    expect(await measure(hashedPicture(192), fixedModels(logit))).toMatchObject({ value });
  });

  it('does not apply below 64 px', async () => {
    expect(await measure(hashedPicture(300, 63), fixedModels(1))).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
  });

  it('does not apply to a picture without texture', async () => {
    const white = { width: 400, height: 300, data: new Uint8Array(400 * 300 * 3).fill(250) };
    expect(await measure(white, fixedModels(1))).toEqual({ status: 'not-applicable', reason: 'too-flat' });
  });

  it('gives the same finite value twice with the shipped model', async () => {
    const models = openModels();
    const [first, second] = [
      await measure(hashedPicture(420, 300), models),
      await measure(hashedPicture(420, 300), models),
    ];
    await models.close();
    expect(first).toEqual(second);
    expect(first.status === 'measured' && Math.abs(first.value)).toBeLessThanOrEqual(8);
  });
});
