import type { Plane } from '../../pixels/plane.js';
import { type Affine, applyAffine } from './affine.js';
import type { Hypothesis } from './hypotheses.js';

/** Half side of the window in which two places are compared. */
const WINDOW_RADIUS_PX = 4;
/** How far beyond the pixels of a hypothesis its copy is looked for. */
const REACH_PX = 32;
/** Windows that vary less than this many grey levels agree with anything. */
const LEAST_DEVIATION = 3;

/** How well a part of the picture agrees with its image elsewhere, around one hypothesis. */
export interface Agreement {
  /** Left upper corner and size of the part, view pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Correlation of windows, −1..1; −2 where there is too little texture or no picture. */
  readonly correlation: Float32Array;
}

/**
 * Correlates the picture with itself along the map of a hypothesis, in windows of 9 × 9.
 *
 * @param luma the working view
 */
export function measureAgreement(luma: Plane, { map, pixels }: Hypothesis): Agreement {
  const box = boundsOf(pixels, luma, REACH_PX + WINDOW_RADIUS_PX);
  const warped = warp(luma, map, box);
  return { ...box, correlation: correlate(luma, warped, box) };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function boundsOf(pixels: Int32Array, { width, height }: Plane, reach: number): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const i of pixels) {
    const x = i % width;
    const y = (i / width) | 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  left = Math.max(0, left - reach);
  top = Math.max(0, top - reach);
  right = Math.min(width - 1, right + reach);
  bottom = Math.min(height - 1, bottom + reach);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The picture at the images of a box's pixels, bilinear; NaN outside. */
function warp({ width, height, data }: Plane, map: Affine, box: Box): Float32Array {
  const out = new Float32Array(box.width * box.height).fill(Number.NaN);
  for (let y = 0, o = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++, o++) {
      const [u, v] = applyAffine(map, box.x + x, box.y + y);
      const column = Math.floor(u);
      const row = Math.floor(v);
      if (column < 0 || row < 0 || column >= width - 1 || row >= height - 1) continue;
      const i = row * width + column;
      const fx = u - column;
      const fy = v - row;
      const above = data[i] + fx * (data[i + 1] - data[i]);
      const below = data[i + width] + fx * (data[i + width + 1] - data[i + width]);
      out[o] = above + fy * (below - above);
    }
  }
  return out;
}

function correlate(luma: Plane, warped: Float32Array, box: Box): Float32Array {
  const { width, height } = box;
  const r = WINDOW_RADIUS_PX;
  // Five running sums per column, then along the row: the cost does not depend on the window.
  const sums = new Float64Array(5 * width);
  const out = new Float32Array(width * height).fill(-2);
  const add = (y: number, sign: number) => {
    for (let x = 0; x < width; x++) {
      const a = luma.data[(box.y + y) * luma.width + box.x + x];
      const b = warped[y * width + x];
      // One missing pixel would stay in the running sums for ever.
      const missing = Number.isNaN(b);
      const q = missing ? 1e4 : b;
      sums[x] += sign * a;
      sums[width + x] += sign * q;
      sums[2 * width + x] += sign * a * a;
      sums[3 * width + x] += sign * q * q;
      sums[4 * width + x] += sign * a * q;
    }
  };
  const n = (2 * r + 1) ** 2;
  for (let y = 0; y < Math.min(height, 2 * r); y++) add(y, 1);
  for (let y = r; y < height - r; y++) {
    add(y + r, 1);
    for (let x = r; x < width - r; x++) {
      let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let k = x - r; k <= x + r; k++) {
        a += sums[k];
        b += sums[width + k];
        aa += sums[2 * width + k];
        bb += sums[3 * width + k];
        ab += sums[4 * width + k];
      }
      // A window that holds a missing pixel has a mean beyond any grey level.
      if (b / n > 255.5) continue;
      const varianceA = aa / n - (a / n) ** 2;
      const varianceB = bb / n - (b / n) ** 2;
      if (Math.min(varianceA, varianceB) < LEAST_DEVIATION ** 2) continue;
      out[y * width + x] = (ab / n - (a * b) / n / n) / Math.sqrt(varianceA * varianceB);
    }
    add(y - r, -1);
  }
  return out;
}
