import { fillPlane, inHeap, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';
import type { PyramidLevel } from './pyramid.js';

/** A blob or corner that stands out in position and scale. */
export interface Keypoint {
  /** Index of the pyramid level it was found in. */
  readonly level: number;
  /** Position in pixels of that level, sub-pixel. */
  readonly x: number;
  readonly y: number;
  /** Radius of the structure in level pixels. */
  readonly scale: number;
  /** Determinant of the Hessian in grey levels² per level pixel⁴. */
  readonly response: number;
}

// Weakest structure worth keeping: blobs of about 2 grey levels after smoothing, the amplitude of JPEG ringing
// at quality 75. Lower values add points that do not survive one recompression.
const LEAST_RESPONSE = 1.5;
// Keypoints nearer to the border of their level have no whole descriptor patch around them.
const BORDER_PX = 6;
// Standard deviation of a blob that answers most strongly at a level: smoothing 1 px, pixel area and averaging.
export const LEVEL_SCALE_PX = 1.2;
// The picture is divided into GRID × GRID cells, which take turns in handing in their strongest points, so that
// one busy corner cannot use up all points and alterations elsewhere stay covered.
const GRID = 12;

/**
 * Finds extrema of the determinant of the Hessian over position and scale.
 *
 * Deviation from the paper: only the determinant's maxima are taken (blobs and corners), scales are half an octave
 * apart, and scale is refined by a parabola through the three levels.
 *
 * @param levels pyramid, finest first
 * @param limit most keypoints to return
 * @returns keypoints in the order in which the grid cells hand them in: any prefix is spread over the picture
 * @see Mikolajczyk & Schmid, Scale & affine invariant interest point detectors, IJCV 2004,
 *   doi:10.1023/B:VISI.0000027790.02288.f2
 */
export function detectKeypoints(levels: readonly PyramidLevel[], limit: number): Keypoint[] {
  const responses = levels.map(({ plane }) => hessianDeterminant(plane).data);
  const found: Keypoint[] = [];
  for (let level = 0; level < levels.length; level++) collectMaxima(levels, responses, level, found);
  return spread(found, levels, limit);
}

/** Determinant of the Hessian by central differences; 0 on the rim. */
function hessianDeterminant({ width, height, data }: Plane): Plane {
  return fillPlane(width, height, roomOf(data.length), (heap, at) =>
    heap.kernels.hessianDeterminant(heap.put(data), width, height, at),
  );
}

function collectMaxima(
  levels: readonly PyramidLevel[],
  responses: readonly Float32Array[],
  level: number,
  found: Keypoint[],
): void {
  const { width } = levels[level].plane;
  const response = responses[level];
  for (const i of listMaxima(levels[level].plane, response)) {
    const value = response[i];
    const y = Math.floor(i / width);
    const x = i - y * width;
    const finer = level > 0 ? neighbourMaximum(levels, responses, level, level - 1, x, y) : 0;
    if (finer > value) continue;
    const coarser =
      level + 1 < levels.length ? neighbourMaximum(levels, responses, level, level + 1, x, y) : 0;
    if (coarser > value) continue;
    const dx = vertex(response[i - 1], value, response[i + 1]);
    const dy = vertex(response[i - width], value, response[i + width]);
    const scale = LEVEL_SCALE_PX * 2 ** (vertex(finer, value, coarser) / 2);
    found.push({ level, x: x + dx, y: y + dy, scale, response: value });
  }
}

/** Indices of the maxima of 3 × 3 that are strong enough: above what precedes in reading order, not below the rest. */
function listMaxima({ width, height }: Plane, response: Float32Array): Int32Array {
  const room = 2 * response.length;
  return inHeap(roomOf(response.length) + roomOf(room, 1), (heap) => {
    const data = heap.put(response);
    const out = heap.take(room);
    const count = heap.kernels.findMaxima(data, width, height, BORDER_PX, LEAST_RESPONSE, out);
    return heap.integers(out, count).slice();
  });
}

/** Largest response of the 3 × 3 pixels around the same place in another level. */
function neighbourMaximum(
  levels: readonly PyramidLevel[],
  responses: readonly Float32Array[],
  from: number,
  to: number,
  x: number,
  y: number,
): number {
  const { width, height } = levels[to].plane;
  const column = Math.round(((x + 0.5) * levels[from].stepX) / levels[to].stepX - 0.5);
  const row = Math.round(((y + 0.5) * levels[from].stepY) / levels[to].stepY - 0.5);
  const response = responses[to];
  let largest = 0;
  for (let v = Math.max(0, row - 1); v <= Math.min(height - 1, row + 1); v++) {
    for (let u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++) {
      largest = Math.max(largest, response[v * width + u]);
    }
  }
  return largest;
}

/** Position of the top of the parabola through three equidistant values, −0.5..0.5; 0 when they are level. */
function vertex(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
}

function spread(found: readonly Keypoint[], levels: readonly PyramidLevel[], limit: number): Keypoint[] {
  const { width, height } = levels[0].plane;
  const cells: Keypoint[][] = Array.from({ length: GRID * GRID }, () => []);
  for (const keypoint of found) {
    const { stepX, stepY } = levels[keypoint.level];
    const column = Math.min(GRID - 1, Math.floor(((keypoint.x + 0.5) * stepX * GRID) / width));
    const row = Math.min(GRID - 1, Math.floor(((keypoint.y + 0.5) * stepY * GRID) / height));
    cells[row * GRID + column].push(keypoint);
  }
  for (const cell of cells) cell.sort(strongestFirst);
  const chosen: Keypoint[] = [];
  for (let round = 0; chosen.length < limit; round++) {
    const handedIn = cells.flatMap((cell) => (round < cell.length ? [cell[round]] : []));
    if (handedIn.length === 0) break;
    handedIn.sort(strongestFirst);
    chosen.push(...handedIn.slice(0, limit - chosen.length));
  }
  return chosen;
}

/** Ties are broken by place, so that the order never depends on how points were collected. */
function strongestFirst(a: Keypoint, b: Keypoint): number {
  return b.response - a.response || a.level - b.level || a.y - b.y || a.x - b.x;
}
