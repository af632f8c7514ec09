import type { Photo } from '../../src/photo/photo.js';
import type { Raster } from '../../src/pixels/plane.js';

/** A photo as `ingestPhoto` makes it, of pixels that come from no file. */
export function photoOf(raster: Raster, stated: Partial<Photo> = {}): Photo {
  const { width, height } = raster;
  const file = { bytes: new Uint8Array(0), sha256: '0'.repeat(64), format: 'jpeg', orientation: 1 } as const;
  return { ...file, width, height, raster, notes: [], ...stated };
}
