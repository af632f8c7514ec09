import { fillPlane, roomOf } from '../kernels/heap.js';
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
  const line = roomOf(2 * (width + 2 * Math.max(0, radiusPx) + 8));
  return fillPlane(width, height, roomOf(data.length) + line, (heap, at) => {
    if (radiusPx <= 0) heap.floats(at, data.length).set(data);
    else heap.kernels.boxMean(heap.put(data), width, height, radiusPx, at, heap.take(line));
  });
}
