import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../src/photo/photo.js';
import { noiseLevel } from '../../../src/signals/noise/noise-level.js';
import { randomSource } from '../../matching/scene.js';
import { photoOf } from '../../photo/raster-photo.js';

/** Grey with noise of the given amplitude, a tenth of it inside a square of 64 px at (128, 64). */
function photo(width: number, height: number, amplitude: number, quietSquare: boolean): Photo {
  const random = randomSource(11);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const quiet = quietSquare && x >= 128 && x < 192 && y >= 64 && y < 128;
    data.fill(120 + Math.round((random() - 0.5) * amplitude * (quiet ? 0.1 : 1)), 3 * i, 3 * i + 3);
  }
  const raster = { width, height, data };
  return photoOf(raster);
}

describe('noise/noise-level', () => {
  it('reads the noise and points at the part without', () => {
    const reading = noiseLevel.measure({ photo: photo(300, 200, 20, true) });
    expect(reading).toMatchObject({ status: 'measured', regions: [{ kind: 'less-noise' }] });
    if (reading instanceof Promise || reading.status !== 'measured')
      throw new Error('expected a measurement');
    expect(reading.value).toBeLessThan(-5);
    const [[x, y]] = reading.regions?.[0].polygon ?? [[0, 0]];
    expect(Math.max(Math.abs(x - 128), Math.abs(y - 64))).toBeLessThanOrEqual(48);
  });

  it('reads 0 where noise is the same everywhere, and how strong it is', () => {
    const reading = noiseLevel.measure({ photo: photo(300, 200, 20, false) });
    expect(reading).toMatchObject({ status: 'measured', value: 0, regions: [] });
    if (reading instanceof Promise || reading.status !== 'measured')
      throw new Error('expected a measurement');
    // Uniform over 20 levels: 20 / √12; rounding adds a little, few blocks scatter.
    expect(Math.abs(Number(reading.details?.highestSigma) / (20 / Math.sqrt(12)) - 1)).toBeLessThan(0.08);
  });

  it('does not apply to small or drawn pictures, nor where parts have noise of very different strength', () => {
    const uneven = photo(300, 200, 20, false);
    const weak = randomSource(12);
    for (let i = 0; i < 300 * 200; i++)
      if (i % 300 < 50) uneven.raster.data.fill(118 + Math.floor(5 * weak()), 3 * i, 3 * i + 3);
    expect(noiseLevel.measure({ photo: uneven })).toEqual({
      status: 'not-applicable',
      reason: 'compressed-strongly',
    });
    expect(noiseLevel.measure({ photo: photo(60, 60, 20, false) })).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
    expect(noiseLevel.measure({ photo: photo(300, 200, 0, false) })).toEqual({
      status: 'not-applicable',
      reason: 'too-flat',
    });
  });
});
