import { inHeap, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';

/** A plane made ready for many correlations: slow changes removed, running sums at hand. */
export interface SearchPlane {
  readonly width: number;
  readonly height: number;
  /** Row by row, with room behind for places beyond the last that are summed with it. */
  readonly values: Float32Array;
  /** Running sums of values and squares with a zero row and column in front, `(width + 1) * (height + 1)`. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** A template with zero mean and unit norm. */
export interface SearchTemplate extends Plane {
  readonly normalized: true;
}

/** Best place of a template: top left corner and correlation, -1..1. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly correlation: number;
}

/** Top left corners to look at, both ends included. */
export interface PlaceRange {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

// Places of a row that are correlated in one pass over the template, so many at once.
const SIDE_BY_SIDE = 8;
// Windows quieter than this (grey levels) hold rounding noise of the decoder alone.
const MIN_DEVIATION = 0.7;

/** Prepares a plane for `searchTemplate`. */
export function prepareSearch(plane: Plane): SearchPlane {
  const { width, height, data } = plane;
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  const squares = new Float64Array(stride * (height + 1));
  for (let y = 0, i = 0; y < height; y++) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < width; x++, i++) {
      sum += data[i];
      square += data[i] * data[i];
      const at = (y + 1) * stride + x + 1;
      sums[at] = sums[at - stride] + sum;
      squares[at] = squares[at - stride] + square;
    }
  }
  const values = new Float32Array(data.length + SIDE_BY_SIDE);
  values.set(data);
  return { width, height, values, sums, squares };
}

/**
 * Brings a template to zero mean and unit norm.
 *
 * @returns null for a flat one
 */
export function normalizeTemplate(template: Plane): SearchTemplate | null {
  const n = template.data.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += template.data[i];
  const data = template.data.map((value) => value - sum / n);
  let norm = 0;
  for (let i = 0; i < n; i++) norm += data[i] * data[i];
  if (norm < 1e-9) return null;
  const scale = 1 / Math.sqrt(norm);
  for (let i = 0; i < n; i++) data[i] *= scale;
  return { width: template.width, height: template.height, data, normalized: true };
}

/**
 * Finds where a template correlates best with a plane (normalized cross-correlation, by definition).
 *
 * @param range places to look at; clipped to those where the template lies inside
 * @param options.bothSigns also takes the negative of the template: dark letters for light ones @default false
 * @returns null when no place lies inside or all are flat
 */
export function searchTemplate(
  search: SearchPlane,
  template: SearchTemplate,
  range: PlaceRange,
  { bothSigns = false }: { bothSigns?: boolean } = {},
): Place | null {
  const { width, height } = template;
  const { sums, squares } = search;
  const n = width * height;
  const stride = search.width + 1;
  const minVariance = MIN_DEVIATION ** 2 * n;
  const left = Math.max(0, range.left);
  const top = Math.max(0, range.top);
  const right = Math.min(range.right, search.width - width);
  const bottom = Math.min(range.bottom, search.height - height);
  if (right < left || bottom < top) return null;
  const cross = correlate(search, template, { left, top, right, bottom });
  let best: Place | null = null;
  let bestSize = 0;
  for (let y = top, i = 0; y <= bottom; y++) {
    for (let x = left; x <= right; x++, i++) {
      const a = y * stride + x;
      const b = a + height * stride;
      const sum = sums[b + width] - sums[b] - sums[a + width] + sums[a];
      const square = squares[b + width] - squares[b] - squares[a + width] + squares[a];
      const variance = square - (sum * sum) / n;
      if (variance < minVariance) continue;
      const correlation = cross[i] / Math.sqrt(variance);
      const size = bothSigns ? Math.abs(correlation) : correlation;
      if (size > bestSize) {
        bestSize = size;
        best = { x, y, correlation };
      }
    }
  }
  return best;
}

/** Sums template × plane at every place of a range, row by row. */
function correlate(
  { width: stride, values }: SearchPlane,
  { width, height, data }: SearchTemplate,
  { left, top, right, bottom }: PlaceRange,
): Float32Array {
  const columns = right - left + 1;
  const rows = bottom - top + 1;
  const partWidth = columns + width + SIDE_BY_SIDE;
  const partHeight = rows + height - 1;
  const bytes = roomOf(partWidth * partHeight) + roomOf(data.length) + roomOf(columns + SIDE_BY_SIDE);
  return inHeap(bytes, (heap) => {
    // The part of the plane that the range touches, with room for places beyond the last.
    const part = heap.take(4 * partWidth * partHeight);
    const lines = heap.floats(part, partWidth * partHeight);
    for (let y = 0; y < partHeight; y++) {
      const from = (top + y) * stride + left;
      lines.set(values.subarray(from, from + partWidth), y * partWidth);
    }
    const weights = heap.put(data);
    const out = heap.take(4 * (columns + SIDE_BY_SIDE));
    const cross = new Float32Array(columns * rows);
    for (let y = 0; y < rows; y++) {
      const line = part + 4 * y * partWidth;
      heap.kernels.correlateRow(line, partWidth, weights, width, height, columns, out);
      cross.set(heap.floats(out, columns), y * columns);
    }
    return cross;
  });
}
