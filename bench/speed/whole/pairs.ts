import { shoot } from '../../../src/bench/speed.js';
import { encodeJpeg } from '../../../src/synthetic/camera/encode.js';
import { paintDamage } from '../../../src/synthetic/edit/paint.js';

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
  const mug = await shoot('mug', 7, megapixels);
  const painted = paintDamage(mug, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
  const [photo, own, other] = await Promise.all([
    encodeJpeg(painted, { quality: 88 }),
    encodeJpeg(mug, { quality: 92 }),
    encodeJpeg(await shoot('box', 7, megapixels), { quality: 92 }),
  ]);
  return {
    alone: { photo, references: [] },
    painted: { photo, references: [own] },
    unrelated: { photo, references: [other] },
  };
}
