import { photograph } from '../../src/synthetic/camera/capture.js';
import { encodeJpeg, resize } from '../../src/synthetic/camera/encode.js';
import { paintDamage } from '../../src/synthetic/edit/paint.js';
import { renderLight } from '../../src/synthetic/scene/render.js';

/**
 * A claim photo of about so many megapixels as JPEG: a mug with a crack painted on it. Rendered at 1 Mpx, enlarged and
 * photographed at the size: fine grain is the sensor's, as in a camera file. Another seed is another photo.
 */
export async function shootMug(megapixels: number, seed = 7): Promise<Uint8Array> {
  const viewpoint = { azimuth: -8, elevation: 22, distance: 3.9 };
  const light = renderLight({ product: 'mug', seed, viewpoint, width: 1152, height: 864 });
  const width = 8 * Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8);
  const height = 8 * Math.round((width * 3) / 4 / 8);
  const enlarged = await resize(photograph(light, { seed }), width, height);
  const shot = photograph(enlarged, { seed: 8, fullWell: 3200, readNoise: 7, serial: 2 });
  const painted = paintDamage(shot, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
  return encodeJpeg(painted, { quality: 88 });
}
