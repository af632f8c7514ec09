import type { Raster } from '../../../src/pixels/plane.js';
import { photograph } from '../../../src/synthetic/camera/capture.js';
import { encodeJpeg, resize } from '../../../src/synthetic/camera/encode.js';
import { paintDamage } from '../../../src/synthetic/edit/paint.js';
import { renderLight } from '../../../src/synthetic/scene/render.js';

/** A claim photo with its references, as files. */
export interface Pair {
  readonly photo: Uint8Array;
  readonly references: readonly Uint8Array[];
}

/** The three ways through an inspection. */
export const CASES = ['alone', 'painted', 'unrelated'] as const;
export type CaseName = (typeof CASES)[number];

/** A shop picture of the size, the same with a crack painted on it, and another product. */
export async function makePairs(megapixels: number): Promise<Record<CaseName, Pair>> {
  const mug = await shoot('mug', megapixels);
  const painted = paintDamage(mug, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
  const [photo, own, other] = await Promise.all([
    encodeJpeg(painted, { quality: 88 }),
    encodeJpeg(mug, { quality: 92 }),
    encodeJpeg(await shoot('box', megapixels), { quality: 92 }),
  ]);
  return {
    alone: { photo, references: [] },
    painted: { photo, references: [own] },
    unrelated: { photo, references: [other] },
  };
}

/** Rendered at 1 Mpx, enlarged, and photographed at the size: fine grain is the sensor's, as in a camera file. */
async function shoot(product: 'mug' | 'box', megapixels: number): Promise<Raster> {
  const viewpoint = { azimuth: -8, elevation: 22, distance: 3.9 };
  const scene = photograph(renderLight({ product, seed: 7, viewpoint, width: 1152, height: 864 }), {
    seed: 7,
  });
  const width = 8 * Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8);
  const height = 8 * Math.round((width * 3) / 4 / 8);
  return photograph(await resize(scene, width, height), { seed: 8, fullWell: 3200, readNoise: 7, serial: 2 });
}
