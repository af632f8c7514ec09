import { fillPlane, type Heap, roomOf } from '../kernels/heap.js';
import type { Plane } from './plane.js';

/**
 * Mean over a square window by running sums. At the border the window is cut to what lies inside, so that a constant
 * plane stays constant. Sums are 32-bit floats: values of 0..255 come out right to 1e-4.
 *
 * @param plane any size
 * @param radiusPx window side is 2 · radius + 1; 0 copies
 * @returns a plane of the same size; see `fillPlane` for how long it holds
 */
export function boxMean(plane: Plane, radiusPx: number): Plane {
  const { width, height, data } = plane;
  return fillPlane(width, height, roomOf(data.length) + lineBytes(width, radiusPx), (heap, at) => {
    if (radiusPx <= 0) heap.floats(at, data.length).set(data);
    else fillMeans(heap, heap.put(data), plane, radiusPx, at);
  });
}

/**
 * A plane without its mean over a square window: what is finer than the window.
 *
 * @param radiusPx as for `boxMean`, at least 1
 */
export function subtractBoxMean(plane: Plane, radiusPx: number): Plane {
  const { width, height, data } = plane;
  return fillPlane(width, height, roomOf(data.length) + lineBytes(width, radiusPx), (heap, at) => {
    const from = heap.put(data);
    fillMeans(heap, from, plane, radiusPx, at);
    heap.kernels.subtract(from, at, data.length, at);
  });
}

function fillMeans(heap: Heap, from: number, { width, height }: Plane, radiusPx: number, at: number): void {
  heap.kernels.boxMean(from, width, height, radiusPx, at, heap.take(lineBytes(width, radiusPx)));
}

/** What the kernel keeps beside its planes. */
function lineBytes(width: number, radiusPx: number): number {
  return roomOf(2 * (width + 2 * Math.max(0, radiusPx) + 8));
}
