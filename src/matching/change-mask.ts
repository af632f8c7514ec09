import type { Plane } from '../pixels/plane.js';
import { CELL_PX } from './change-cells.js';
import type { ChangeEvidence } from './change-evidence.js';
import { labelComponents } from './components.js';

// Pixels of a reported part: their own 3 px evidence, or strong evidence right beside such a pixel.
const DETAIL_LIMIT = 3.2;
export const STRENGTH_LIMIT = 5.5;

// Beside a sharp edge of the residual, pixels under this share of the nearby peak belong to its blur.
const EDGE_SHARE = 0.38;
// Peaks below this many standard deviations are no sharp edges.
const EDGE_PEAK = 5;
const CLOSING_RADIUS_PX = 1;

// Larger holes are meshes of a crack network, not spots of a stain that match the ground.
const LARGEST_HOLE_PX = 64;

/**
 * Pixels of the accepted cells that carry the evidence themselves, with stroke edges trimmed, gaps closed and small
 * holes filled.
 *
 * @param accepted per cell: at most 0 where the cell belongs to a reported part
 * @param valid 1 where photo and reference overlap
 * @returns one byte per photo-view pixel, 1 where changed
 */
export function outlineChange(
  evidence: ChangeEvidence,
  accepted: Float64Array,
  cellsWide: number,
  valid: Uint8Array,
): Uint8Array {
  const { strength, detail, sharp } = evidence;
  const { width, height } = strength;
  const mask = outlineMask(strength, detail, accepted, cellsWide);
  trimEdges(mask, sharp);
  fillGaps(mask, width, height);
  for (let i = 0; i < mask.length; i++) if (!valid[i]) mask[i] = 0;
  return mask;
}

function outlineMask(strength: Plane, detail: Plane, accepted: Float64Array, cellsWide: number): Uint8Array {
  const { width, height } = strength;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL_PX) * cellsWide;
    for (let x = 0; x < width; x++) {
      if (accepted[row + Math.floor(x / CELL_PX)] > 0) continue;
      const i = y * width + x;
      if (detail.data[i] >= DETAIL_LIMIT && strength.data[i] >= STRENGTH_LIMIT) mask[i] = 1;
    }
  }
  return mask;
}

/** Takes the blur beside sharp edges off the mask: windows of 3 px widen a 2 px crack to 4. */
function trimEdges(mask: Uint8Array, sharp: Plane): void {
  const { width, height, data } = sharp;
  const kept = mask.slice();
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const i = y * width + x;
      if (!kept[i]) continue;
      let peak = 0;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) peak = Math.max(peak, Math.abs(data[i + dy * width + dx]));
      if (peak >= EDGE_PEAK && Math.abs(data[i]) < EDGE_SHARE * peak) mask[i] = 0;
    }
  }
}

/** Closes gaps and fills small holes, within the box around all marked pixels: elsewhere there are none. */
function fillGaps(mask: Uint8Array, width: number, height: number): void {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!mask[i]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top > y) top = y;
      bottom = y;
    }
  }
  if (bottom < 0) return;
  // Closing grows the mask first, and the ground around it must stay in one piece.
  const rim = CLOSING_RADIUS_PX + 1;
  [left, top] = [Math.max(0, left - rim), Math.max(0, top - rim)];
  [right, bottom] = [Math.min(width, right + rim + 1), Math.min(height, bottom + rim + 1)];
  const part = new Uint8Array((right - left) * (bottom - top));
  for (let y = top, at = 0; y < bottom; y++, at += right - left)
    part.set(mask.subarray(y * width + left, y * width + right), at);
  closeMask(part, right - left, bottom - top);
  fillHoles(part, right - left, bottom - top);
  for (let y = top, at = 0; y < bottom; y++, at += right - left)
    mask.set(part.subarray(at, at + right - left), y * width + left);
}

/** Closing with a square: joins what a stroke left apart. */
function closeMask(mask: Uint8Array, width: number, height: number): void {
  spread(mask, width, height, CLOSING_RADIUS_PX, 1);
  spread(mask, width, height, CLOSING_RADIUS_PX, 0);
}

/** Grows the pixels of one value by a square of the given radius, in place. */
function spread(mask: Uint8Array, width: number, height: number, radius: number, value: 0 | 1): void {
  const line = new Uint8Array(Math.max(width, height));
  const sweep = (start: number, step: number, length: number) => {
    for (let k = 0; k < length; k++) line[k] = mask[start + k * step];
    let last = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < length; k++) {
      if (line[k] === value) last = k;
      if (k - last <= radius) mask[start + k * step] = value;
    }
    last = Number.POSITIVE_INFINITY;
    for (let k = length - 1; k >= 0; k--) {
      if (line[k] === value) last = k;
      if (last - k <= radius) mask[start + k * step] = value;
    }
  };
  for (let y = 0; y < height; y++) sweep(y * width, 1, width);
  for (let x = 0; x < width; x++) sweep(x, width, height);
}

/** Fills small holes: spots of a stain that happen to match the ground. */
function fillHoles(mask: Uint8Array, width: number, height: number): void {
  const outside = mask.map((value) => 1 - value);
  const { labels, count, sizes } = labelComponents(outside, width);
  const touches = new Uint8Array(count + 1);
  for (let x = 0; x < width; x++) touches[labels[x]] = touches[labels[(height - 1) * width + x]] = 1;
  for (let y = 0; y < height; y++) touches[labels[y * width]] = touches[labels[y * width + width - 1]] = 1;
  for (let i = 0; i < mask.length; i++)
    if (labels[i] > 0 && !touches[labels[i]] && sizes[labels[i]] <= LARGEST_HOLE_PX) mask[i] = 1;
}
