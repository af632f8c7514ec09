import { fillPlane, inHeap, roomOf } from '../kernels/heap.js';
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
  const count = width * height;
  if (count > BAND_PIXELS) return { width, height, data: computeInBands(data, count) };
  return fillPlane(width, height, roomOf(data.length, 1), (heap, at) =>
    heap.kernels.computeLuma(heap.put(data), count, at),
  );
}

// More at once would keep the memory of the kernels at the size of the largest photo.
const BAND_PIXELS = 2 ** 21;

function computeInBands(data: Uint8Array, count: number): Float32Array {
  const luma = new Float32Array(count);
  for (let begin = 0; begin < count; begin += BAND_PIXELS) {
    const pixels = Math.min(BAND_PIXELS, count - begin);
    inHeap(roomOf(3 * pixels, 1) + roomOf(pixels), (heap) => {
      const at = heap.take(4 * pixels);
      heap.kernels.computeLuma(heap.put(data.subarray(3 * begin, 3 * (begin + pixels))), pixels, at);
      luma.set(heap.floats(at, pixels), begin);
    });
  }
  return luma;
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
