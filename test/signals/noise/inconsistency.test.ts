import { describe, expect, it } from 'vitest';
import { measureCells } from '../../../src/forensics/noise/cells.js';
import { measureInconsistency } from '../../../src/forensics/noise/inconsistency.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { inconsistency } from '../../../src/signals/noise/inconsistency.js';
import { randomSource } from '../../matching/scene.js';
import { photoOf } from '../../photo/raster-photo.js';

/** Grey with noise of ±6, and without any inside a square of 56 px at (160, 64). */
function grain(width: number, height: number, hole: boolean): Raster {
  const random = randomSource(3);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const quiet = hole && x >= 160 && x < 216 && y >= 64 && y < 120;
    for (let c = 0; c < 3; c++) data[3 * i + c] = 120 + Math.round((random() - 0.5) * (quiet ? 1 : 12));
  }
  return { width, height, data };
}

const measure = (raster: Raster) =>
  inconsistency.measure({
    photo: photoOf(raster),
    pixelComparison: null,
    inconsistency: measureInconsistency(measureCells(raster)),
  });

describe('noise/inconsistency', () => {
  it('shows the part that has lost its noise on the map', () => {
    const reading = measure(grain(320, 240, true));
    if (reading instanceof Promise || reading.status !== 'measured' || !reading.map)
      throw new Error('expected a map');
    expect(reading.value).toBeGreaterThan(20);
    expect(reading.mapConfidence).toMatchObject({ width: reading.map.width, height: reading.map.height });
    const { width, data } = reading.map;
    const strongest = data.indexOf(data.reduce((most, value) => Math.max(most, value), 0));
    // Cells of 8 px; windows of 32 px reach three cells beyond the part.
    expect(Math.abs((strongest % width) * 8 + 4 - 188)).toBeLessThanOrEqual(28 + 24);
    expect(Math.abs(Math.floor(strongest / width) * 8 + 4 - 92)).toBeLessThanOrEqual(28 + 24);
  });

  it('points at nothing where all noise is one', () => {
    const reading = measure(grain(320, 240, false));
    expect(reading).toMatchObject({ status: 'measured', regions: [], details: { regionCount: 0 } });
    expect(reading).toHaveProperty('value');
    if ('value' in reading) expect(reading.value).toBeLessThan(8);
  });

  it('does not apply to small pictures', () => {
    expect(measure(grain(90, 90, false))).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
  });
});
