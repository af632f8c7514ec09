import { describe, expect, it } from 'vitest';
import type { Model, Models } from '../../../src/models/models.js';
import { openModels } from '../../../src/models/models.js';
import type { Tensors } from '../../../src/models/runtime.js';
import type { Photo } from '../../../src/photo/photo.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { PATTERN_NAMES } from '../../../src/pixels/residuals/patterns.js';
import { computeResidualStatistics } from '../../../src/pixels/residuals/statistics.js';
import { generated } from '../../../src/signals/neural/generated.js';
import { hashedPicture } from '../../pixels/residuals/picture.js';

/** Models that say fixed log-odds and remember what they were given: `tiles` one of `network` after the other. */
function fixedModels(logit: number, network: readonly number[] = [0], given: Given[] = []): Models {
  let tile = 0;
  const model = (id: string): Model => ({
    id,
    sha256: '0'.repeat(64),
    runtime: 'onnxruntime-node',
    inputs: [],
    outputs: ['logit'],
    run: async (inputs) => {
      given.push({ id, inputs });
      const said = id === 'tiles' ? network[tile++ % network.length] : logit;
      return { logit: { data: new Float32Array([said]), dims: [1] } };
    },
    close: async () => {},
  });
  return { get: async (id) => model(id), close: async () => {} };
}

interface Given {
  readonly id: string;
  readonly inputs: Tensors;
}

const measure = (raster: Raster, models: Models) =>
  generated.measure({
    photo: { raster } as Photo,
    residualStatistics: computeResidualStatistics(raster),
    models,
  });

describe('neural/generated', () => {
  it('hands the patterns and the mean odds of the network to the model and reports its log-odds', async () => {
    const given: Given[] = [];
    const raster = hashedPicture(420, 300);
    const reading = await measure(raster, fixedModels(1.23456, [1, 2, 3, 4].map(Math.log), given));
    expect(reading).toMatchObject({ status: 'measured', value: 1.235, details: { network: 0.916 } });
    const { inputs } = given[given.length - 1];
    expect(inputs.features.dims).toEqual([1, PATTERN_NAMES.length]);
    expect(inputs.features.data).toEqual(computeResidualStatistics(raster)?.patterns);
    expect(inputs.tiles.dims).toEqual([1, 1]);
    expect(inputs.tiles.data[0]).toBeCloseTo(Math.log(2.5), 6);
  });

  it('shows the network the four most textured tiles, one at a time', async () => {
    const given: Given[] = [];
    const raster = hashedPicture(420, 300);
    await measure(raster, fixedModels(0, [0], given));
    const seen = given.filter(({ id }) => id === 'tiles');
    expect(seen.map(({ inputs }) => inputs.levels.dims)).toEqual(Array(4).fill([1, 3, 192, 192]));
    const [first] = computeResidualStatistics(raster)?.tiles ?? [];
    const at = (x: number, y: number, c: number) => raster.data[((first.y + y) * 420 + first.x + x) * 3 + c];
    const { data } = seen[0].inputs.levels;
    expect([data[0], data[1], data[192], data[192 * 192], data[3 * 192 * 192 - 1]]).toEqual([
      at(0, 0, 0),
      at(1, 0, 0),
      at(0, 1, 0),
      at(0, 0, 1),
      at(191, 191, 2),
    ]);
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
