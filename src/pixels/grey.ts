import type { Raster } from './plane.js';

/**
 * Luma of whole rows, rounded: the whole numbers that a JPEG decoder made before it turned them into colours, at a
 * quarter of the memory of a plane.
 *
 * @param raster interleaved RGB
 * @param top first row
 * @param rows number of rows
 * @returns `rows * width` grey levels
 */
export function greyRows({ width, data }: Raster, top: number, rows: number): Uint8Array {
  const grey = new Uint8Array(rows * width);
  for (let i = 0, j = top * width * 3; i < grey.length; i++, j += 3)
    grey[i] = (299 * data[j] + 587 * data[j + 1] + 114 * data[j + 2] + 500) / 1000;
  return grey;
}
