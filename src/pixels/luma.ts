import type { Plane, Raster } from './plane.js';

// Rec. ITU-R BT.601-7, the weights that JFIF uses, so that luma equals the Y plane a JPEG stores.
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * Rec.601 luma of code values (no linearisation): what a JPEG encoder stores as Y.
 *
 * sharp's `greyscale()` works in linear light and moves mid greys by up to 16 levels, hence our own.
 *
 * @param raster interleaved RGB, 0..255
 * @returns plane of the same size, 0..255
 */
export function computeLuma(raster: Raster): Plane {
  const { width, height } = raster;
  const { data } = raster;
  const luma = new Float32Array(width * height);
  for (let i = 0, j = 0; i < luma.length; i++, j += 3) luma[i] = lumaOf(data[j], data[j + 1], data[j + 2]);
  return { width, height, data: luma };
}

/** Luma of one colour, or of sums of colours. */
export function lumaOf(red: number, green: number, blue: number): number {
  return RED * red + GREEN * green + BLUE * blue;
}

/** The Cb and Cr planes of Rec.601 / JFIF, centred on 0 (−128..127.5). */
export function computeChroma(raster: Raster): { cb: Plane; cr: Plane } {
  const { width, height, data } = raster;
  const cb = new Float32Array(width * height);
  const cr = new Float32Array(width * height);
  for (let i = 0, j = 0; i < cb.length; i++, j += 3) {
    const luma = RED * data[j] + GREEN * data[j + 1] + BLUE * data[j + 2];
    cb[i] = (data[j + 2] - luma) / (2 * (1 - BLUE));
    cr[i] = (data[j] - luma) / (2 * (1 - RED));
  }
  return { cb: { width, height, data: cb }, cr: { width, height, data: cr } };
}
