import { readFile } from 'node:fs/promises';
import { decodeRaster } from '../pixels/decode.js';
import { compareMasks } from './metrics.js';
import { rasterizePolygons } from './rasterize.js';
import type { MaskAgreement } from './result.js';

/** Where a picture was altered: 1, elsewhere 0; row-major. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Masks are made by us: these only keep a wrong file from taking all memory. */
const LIMITS = { maxPixels: 64e6, timeoutMs: 10_000 };

/** Reads a mask picture: altered where its red is above 127. @throws ClaimlensError as `decodeRaster` */
export async function readMask(path: string): Promise<Mask> {
  const { width, height, data } = await decodeRaster(await readFile(path), LIMITS);
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => (data[i * 3] > 127 ? 1 : 0)),
  };
}

/**
 * Regions against a mask, at the mask's size.
 *
 * @param regions polygons in pixels of the photo
 * @param photo size of the photo, in pixels
 */
export function compareRegions(
  regions: readonly { readonly polygon: readonly (readonly [number, number])[] }[],
  photo: { readonly width: number; readonly height: number },
  { width, height, data }: Mask,
): MaskAgreement {
  const polygons = regions.map(({ polygon }) =>
    polygon.map(([x, y]) => [(x * width) / photo.width, (y * height) / photo.height] as const),
  );
  return compareMasks(rasterizePolygons(polygons, width, height), data);
}
