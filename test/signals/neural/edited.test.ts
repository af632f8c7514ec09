import { describe, expect, it } from 'vitest';
import { measureCells } from '../../../src/forensics/noise/cells.js';
import { measureInconsistency } from '../../../src/forensics/noise/inconsistency.js';
import { openModels } from '../../../src/models/models.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { edited } from '../../../src/signals/neural/edited.js';
import { photograph } from '../../../src/synthetic/camera/capture.js';
import { renderScene } from '../../../src/synthetic/scene/render.js';
import { photoOf } from '../../photo/raster-photo.js';

const models = openModels();

const measure = async (raster: Raster) => {
  const reading = await edited.measure({
    photo: photoOf(raster),
    pixelComparison: null,
    inconsistency: measureInconsistency(measureCells(raster)),
    models,
  });
  return reading;
};

const [WIDTH, HEIGHT] = [512, 384];
const photo = photograph(
  renderScene({
    product: 'towel',
    seed: 5,
    viewpoint: { azimuth: 10, elevation: 40, distance: 3.9 },
    width: WIDTH,
    height: HEIGHT,
  }),
  { seed: 1 },
);

/** What a generator's decoder leaves: the part at (240, 160), 96 px wide, through an eighth of its size and back. */
function smoothPart({ width, height, data }: Raster): Raster {
  const changed = data.slice();
  for (let y = 160; y < 256; y++)
    for (let x = 240; x < 336; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++) sum += data[((y + dy) * width + x + dx) * 3 + c];
        changed[(y * width + x) * 3 + c] = Math.round(sum / 25);
      }
  return { width, height, data: changed };
}

describe('neural/edited', () => {
  it('shows on the map the part whose fine structure is not that of its photo', async () => {
    const before = await measure(photo);
    const after = await measure(smoothPart(photo));
    if (before.status !== 'measured' || after.status !== 'measured' || !before.map || !after.map)
      throw new Error('expected maps');
    expect(after.map).toMatchObject({ width: WIDTH / 8, height: HEIGHT / 8 });
    expect(after.mapConfidence).toMatchObject({ width: WIDTH / 8, height: HEIGHT / 8 });
    const { width, data } = after.map;
    const inside = (i: number) => {
      const [x, y] = [(i % width) * 8, Math.floor(i / width) * 8];
      return x >= 240 && x < 336 && y >= 160 && y < 256;
    };
    const meanOf = (map: ArrayLike<number>, wanted: boolean) => {
      const values = Array.from(map).filter((_, i) => inside(i) === wanted);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(meanOf(data, true)).toBeGreaterThan(meanOf(data, false) + 0.2);
    expect(meanOf(data, true)).toBeGreaterThan(meanOf(before.map.data, true) + 0.2);
    for (const values of [data, after.mapConfidence?.data ?? []])
      for (const value of values) expect(value >= 0 && value <= 1).toBe(true);
    expect(after.value).toBeCloseTo(
      data.reduce((most, value) => Math.max(most, value), 0),
      3,
    );
  });

  it('does not apply to small pictures', async () => {
    const data = new Uint8Array(90 * 90 * 3).fill(200);
    expect(await measure({ width: 90, height: 90, data })).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
  });
});
