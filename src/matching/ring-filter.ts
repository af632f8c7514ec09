import { fillPlane, roomOf } from '../kernels/heap.js';
import { fitRobustly } from '../maths/robust-regression.js';
import type { Plane } from '../pixels/plane.js';

// Offsets of a 5 × 5 window by distance from its centre: 4, 4, 4, 8 and 4 pixels.
type Offset = readonly [dx: number, dy: number];
const RINGS: readonly (readonly Offset[])[] = groupByDistance();

const SAMPLES = 4000;
const FEWEST_SAMPLES = 200;

// A pixel whose surroundings are flat does not tell filters apart.
const SMALLEST_CONTRAST = 3;

const IDENTITY_FILTER: RingFilter = { centre: 1, rings: [0, 0, 0, 0, 0] };

/** A symmetric 5 × 5 filter that sums to 1: one weight for the centre and one for each ring as a whole. */
interface RingFilter {
  readonly centre: number;
  /** Weight of the mean of each ring, nearest first. */
  readonly rings: readonly number[];
}

/**
 * Fits the circular filter that brings one plane closest to another: negative outer weights for sharpening,
 * positive ones for blur, mixtures for resizing kernels. Robust against changed parts.
 *
 * @param from plane to be filtered
 * @param to plane to be reached, same size
 * @param valid 1 where both show the same
 * @returns the filter; the identity when fewer than 200 textured pixels are valid
 */
export function fitRingFilter(from: Plane, to: Plane, valid: Uint8Array): RingFilter {
  const { width, height } = from;
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / (4 * SAMPLES))));
  const most = Math.ceil(width / stride) * Math.ceil(height / stride);
  const rows = new Float64Array(most * RINGS.length);
  const target = new Float64Array(most);
  const { data } = from;
  let count = 0;
  for (let y = 2 + (stride >> 1); y < height - 2; y += stride) {
    for (let x = 2 + (stride >> 1); x < width - 2; x += stride) {
      const i = y * width + x;
      if (!valid[i] || !valid[i - 2 * width - 2] || !valid[i + 2 * width + 2]) continue;
      const centre = data[i];
      const row = count * RINGS.length;
      let largest = 0;
      for (let k = 0; k < RINGS.length; k++) {
        rows[row + k] = ringMean(data, width, i, RINGS[k]) - centre;
        largest = Math.max(largest, Math.abs(rows[row + k]));
      }
      if (largest < SMALLEST_CONTRAST) continue;
      target[count++] = to.data[i] - centre;
    }
  }
  if (count < FEWEST_SAMPLES) return IDENTITY_FILTER;
  const { coefficients } = fitRobustly(rows.subarray(0, count * RINGS.length), target.subarray(0, count), {
    rounds: 4,
    ridge: 1e-3,
    smallestScale: 0.5,
  });
  const rings = [...coefficients];
  return { centre: 1 - rings.reduce((sum, weight) => sum + weight, 0), rings };
}

/**
 * Filters a plane; the two outermost rows and columns are copied.
 *
 * @param lowest values stay within this and 255 above it @default 0
 */
export function applyRingFilter(plane: Plane, { centre, rings }: RingFilter, lowest = 0): Plane {
  const { width, height, data } = plane;
  const weights = Float32Array.of(centre, ...rings.map((weight, k) => weight / RINGS[k].length));
  return fillPlane(width, height, roomOf(data.length) + roomOf(weights.length), (heap, at) =>
    heap.kernels.ringFilter(heap.put(data), width, height, heap.put(weights), lowest, lowest + 255, at),
  );
}

function ringMean(data: Float32Array, width: number, at: number, ring: readonly Offset[]): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k++) sum += data[at + ring[k][1] * width + ring[k][0]];
  return sum / ring.length;
}

function groupByDistance() {
  const groups = new Map<number, [number, number][]>();
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = -2; dx <= 2; dx++) {
      const squared = dx * dx + dy * dy;
      if (squared === 0) continue;
      groups.set(squared, [...(groups.get(squared) ?? []), [dx, dy]]);
    }
  return [...groups.entries()].sort(([p], [q]) => p - q).map(([, offsets]) => offsets);
}
