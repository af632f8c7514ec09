import type { Plane } from './plane.js';

/**
 * Mean over a square window by running sums: the cost does not depend on the radius. At the border the window is
 * cut to what lies inside, so that a constant plane stays constant.
 *
 * @param plane any size
 * @param radiusPx window side is 2 · radius + 1; 0 copies
 * @returns a new plane of the same size
 */
export function boxMean(plane: Plane, radiusPx: number): Plane {
  const { width, height } = plane;
  const out = new Float32Array(width * height);
  if (radiusPx <= 0) {
    out.set(plane.data);
    return { width, height, data: out };
  }
  const columns = new Float64Array(width);
  const first = Math.min(radiusPx, height - 1);
  for (let y = 0; y <= first; y++) addRow(columns, plane, y, 1);
  for (let y = 0; y < height; y++) {
    const rows = Math.min(height - 1, y + radiusPx) - Math.max(0, y - radiusPx) + 1;
    const offset = y * width;
    let sum = 0;
    let count = Math.min(radiusPx, width - 1) + 1;
    for (let x = 0; x < count; x++) sum += columns[x];
    for (let x = 0; x < width; x++) {
      out[offset + x] = sum / (count * rows);
      const entering = x + radiusPx + 1;
      if (entering < width) {
        sum += columns[entering];
        count++;
      }
      const leaving = x - radiusPx;
      if (leaving >= 0) {
        sum -= columns[leaving];
        count--;
      }
    }
    if (y + radiusPx + 1 < height) addRow(columns, plane, y + radiusPx + 1, 1);
    if (y - radiusPx >= 0) addRow(columns, plane, y - radiusPx, -1);
  }
  return { width, height, data: out };
}

function addRow(columns: Float64Array, { data, width }: Plane, y: number, sign: number): void {
  const offset = y * width;
  for (let x = 0; x < width; x++) columns[x] += sign * data[offset + x];
}
