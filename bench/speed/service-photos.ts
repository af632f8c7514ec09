import { shoot } from '../../src/bench/speed.js';
import { encodeJpeg } from '../../src/synthetic/camera/encode.js';
import { paintDamage } from '../../src/synthetic/edit/paint.js';

/** A claim photo of about so many megapixels as JPEG: a mug with a crack painted on it. Another seed is another photo. */
export async function shootMug(megapixels: number, seed = 7): Promise<Uint8Array> {
  const mug = await shoot('mug', seed, megapixels);
  const painted = paintDamage(mug, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
  return encodeJpeg(painted, { quality: 88 });
}
