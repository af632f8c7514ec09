import type { Plane } from './plane.js';

/**
 * Mean over a square window by running sums: the cost does not depend on the radius. At the border the window is
 * cut to what lies inside, so that a constant plane stays constant.
 *
 * @param plane any size
 * @param radiusPx window side is 2 · radius + 1; 0 copies
 * @param out where the means are written, another array than the plane's. @default a new one
 * @returns a plane of the same size
 */
export function boxMean(
  plane: Plane,
  radiusPx: number,
  out: Float32Array = new Float32Array(plane.data.length),
): Plane {
  const { width, height, data } = plane;
  if (radiusPx <= 0) {
    out.set(data);
    return { width, height, data: out };
  }
  const columns = new Float64Array(width);
  for (let y = Math.min(radiusPx, height - 1); y >= 0; y--) enterRow(columns, data, y * width);
  for (let y = 0; y < height; y++) {
    const entering = (y + radiusPx) * width;
    const leaving = (y - radiusPx - 1) * width;
    if (y > 0) {
      if (leaving >= 0 && entering < data.length) replaceRow(columns, data, entering, leaving);
      else if (leaving >= 0) leaveRow(columns, data, leaving);
      else if (entering < data.length) enterRow(columns, data, entering);
    }
    const rows = Math.min(height - 1, y + radiusPx) - Math.max(0, y - radiusPx) + 1;
    averageAcross(columns, radiusPx, rows, out, y * width);
  }
  return { width, height, data: out };
}

function enterRow(columns: Float64Array, data: Float32Array, offset: number): void {
  for (let x = 0; x < columns.length; x++) columns[x] += data[offset + x];
}

function leaveRow(columns: Float64Array, data: Float32Array, offset: number): void {
  for (let x = 0; x < columns.length; x++) columns[x] -= data[offset + x];
}

/** Both in one pass: the loop is bound by memory. */
function replaceRow(columns: Float64Array, data: Float32Array, entering: number, leaving: number): void {
  for (let x = 0; x < columns.length; x++) columns[x] += data[entering + x] - data[leaving + x];
}

/** Means of the column sums of one row; away from the ends each waits for one addition and no division. */
function averageAcross(
  columns: Float64Array,
  radius: number,
  rows: number,
  out: Float32Array,
  offset: number,
): void {
  const width = columns.length;
  let count = Math.min(radius, width - 1) + 1;
  let sum = 0;
  for (let x = 0; x < count; x++) sum += columns[x];
  let x = 0;
  for (const end = Math.min(radius, width); x < end; x++) {
    out[offset + x] = sum / (count * rows);
    if (x + radius + 1 >= width) continue;
    sum += columns[x + radius + 1];
    count++;
  }
  const share = 1 / (count * rows);
  for (const end = width - radius - 1; x < end; x++) {
    out[offset + x] = sum * share;
    sum += columns[x + radius + 1] - columns[x - radius];
  }
  for (; x < width; x++) {
    out[offset + x] = sum / (count * rows);
    sum -= columns[x - radius];
    count--;
  }
}
