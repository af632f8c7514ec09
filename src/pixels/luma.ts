import { fillPlane, roomOf } from '../kernels/heap.js';
import type { Plane, Raster } from './plane.js';

/**
 * Rec.601 luma of code values (no linearisation): what a JPEG encoder stores as Y.
 *
 * sharp's `greyscale()` works in linear light and moves mid greys by up to 16 levels, hence our own.
 *
 * @param raster interleaved RGB, 0..255
 * @returns plane of the same size, 0..255
 */
export function computeLuma(raster: Raster): Plane {
  const { width, height, data } = raster;
  return fillPlane(width, height, roomOf(data.length, 1), (heap, at) =>
    heap.kernels.computeLuma(heap.put(data), width * height, at),
  );
}

/** The Cb and Cr planes of Rec.601 / JFIF, centred on 0 (−128..127.5). */
export function computeChroma(raster: Raster): { cb: Plane; cr: Plane } {
  const { width, height, data } = raster;
  const fill = (isRed: 0 | 1) =>
    fillPlane(width, height, roomOf(data.length, 1), (heap, at) =>
      heap.kernels.computeChroma(heap.put(data), width * height, isRed, at),
    );
  return { cb: fill(0), cr: fill(1) };
}
