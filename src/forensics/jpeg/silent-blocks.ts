import type { Raster } from '../../pixels/plane.js';
import { type StoredGeometry, toUpright } from './upright.js';

/**
 * Marks the blocks that tell nothing of an earlier quantization: those in which a pixel lies at the end of its range,
 * because clipping changes what the next compression sees, and those that reach beyond the picture, because every
 * compression pads them anew. (On 20 photos of quality 60, then 90, leaving clipped blocks out lowered the strongest
 * false evidence from 10^3331 to 10^22; at 348 × 348 px, padding made false parts in 71 of 78 photos.)
 *
 * @param raster upright RGB
 * @param stored geometry of the file
 * @returns one byte per 8×8 block of the stored picture, 1 for those that tell nothing
 */
export function markSilentBlocks({ width, height, data }: Raster, stored: StoredGeometry): Uint8Array {
  const blocksWide = Math.ceil(stored.width / 8);
  const marks = new Uint8Array(blocksWide * Math.ceil(stored.height / 8));
  if (stored.width % 8 > 0) for (let i = blocksWide - 1; i < marks.length; i += blocksWide) marks[i] = 1;
  if (stored.height % 8 > 0) marks.fill(1, marks.length - blocksWide);
  // The mapping is affine: three corners of the upright picture give it, wherever EXIF turned it.
  const inverse = { width, height, orientation: INVERSE[stored.orientation] ?? 1 };
  const [x0, y0] = toUpright([0.5, 0.5], inverse);
  const [x1, y1] = toUpright([1.5, 0.5], inverse);
  const [x2, y2] = toUpright([0.5, 1.5], inverse);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const red = data[i];
      const green = data[i + 1];
      const blue = data[i + 2];
      if (red > 0 && red < 255 && green > 0 && green < 255 && blue > 0 && blue < 255) continue;
      const storedX = x0 + x * (x1 - x0) + y * (x2 - x0);
      const storedY = y0 + x * (y1 - y0) + y * (y2 - y0);
      marks[(storedY >> 3) * blocksWide + (storedX >> 3)] = 1;
    }
  }
  return marks;
}

/** The orientation that undoes each orientation: only the two quarter turns change places. */
const INVERSE = [1, 1, 2, 3, 4, 5, 8, 7, 6];
