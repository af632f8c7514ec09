import { describe, expect, it } from 'vitest';
import { measureSpectralPeaks } from '../../../src/forensics/recapture/spectral-peaks.js';
import { openModels } from '../../../src/models/models.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { computeResidualStatistics } from '../../../src/pixels/residuals/statistics.js';
import { recaptured } from '../../../src/signals/neural/recaptured.js';
import { photograph } from '../../../src/synthetic/camera/capture.js';
import { renderScene } from '../../../src/synthetic/scene/render.js';

const models = openModels();

const measure = async (raster: Raster) =>
  recaptured.measure({
    residualStatistics: computeResidualStatistics(raster),
    spectralPeaks: measureSpectralPeaks(raster),
    models,
  });

/** The picture as a screen shows it to a camera: stripes of red, green and blue every 2.9 px, dark rows between. */
function showOnScreen({ width, height, data }: Raster): Raster {
  const shown = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const stripe = 1 + 0.35 * Math.cos(2 * Math.PI * ((x + 0.03 * y) / 2.9 - c / 3));
        const row = 1 + 0.15 * Math.cos((2 * Math.PI * (y - 0.03 * x)) / 2.9);
        const at = (y * width + x) * 3 + c;
        shown[at] = Math.min(255, 0.8 * data[at] * stripe * row);
      }
  return { width, height, data: shown };
}

describe('neural/recaptured', () => {
  it('reads a photographed screen as more of a recapture than the photograph that it shows', async () => {
    const scene = renderScene({
      product: 'towel',
      seed: 5,
      viewpoint: { azimuth: 10, elevation: 40, distance: 3.9 },
      width: 512,
      height: 384,
    });
    const own = await measure(photograph(scene, { seed: 1 }));
    const screen = await measure(photograph(showOnScreen(scene), { seed: 2 }));
    if (own.status !== 'measured' || screen.status !== 'measured') throw new Error('expected measurements');
    expect(screen.value).toBeGreaterThan(own.value + 0.5);
    expect(screen.details?.peak).toBeGreaterThan(own.details?.peak as number);
    expect(Math.abs(screen.value)).toBeLessThanOrEqual(5);
  });

  it('does not apply to small pictures and to pictures without texture', async () => {
    const flat = (side: number) => ({
      width: side,
      height: side,
      data: new Uint8Array(side * side * 3).fill(200),
    });
    expect(await measure(flat(100))).toEqual({ status: 'not-applicable', reason: 'too-small' });
    expect(await measure(flat(200))).toEqual({ status: 'not-applicable', reason: 'too-flat' });
  });
});
