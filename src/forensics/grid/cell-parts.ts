import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';

// Cells up to 2 apart join: about the 9 px window of the paper.
const REACH_CELLS = 2;

const OUTLINE_TOLERANCE_CELLS = 0.5;

/** First and last column and row of cells. */
export type CellBox = readonly [left: number, top: number, right: number, bottom: number];

/** Cells that lie near each other. */
export interface CellPart {
  readonly cells: readonly number[];
  readonly box: CellBox;
}

/**
 * Joins cells that are at most 2 apart.
 *
 * @param given distinct indices, `row * wide + column`
 */
export function connectCells(given: readonly number[], wide: number, high: number): CellPart[] {
  const open = new Uint8Array(wide * high);
  for (const cell of given) open[cell] = 1;
  const parts: CellPart[] = [];
  for (const seed of given) {
    if (open[seed] === 0) continue;
    const cells = [seed];
    open[seed] = 0;
    let [left, top, right, bottom] = [wide, high, 0, 0];
    for (let head = 0; head < cells.length; head++) {
      const x = cells[head] % wide;
      const y = (cells[head] - x) / wide;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - REACH_CELLS); ny <= Math.min(high - 1, y + REACH_CELLS); ny++)
        for (let nx = Math.max(0, x - REACH_CELLS); nx <= Math.min(wide - 1, x + REACH_CELLS); nx++) {
          const next = ny * wide + nx;
          if (open[next] === 0) continue;
          open[next] = 0;
          cells.push(next);
        }
    }
    parts.push({ cells, box: [left, top, right, bottom] });
  }
  return parts;
}

/**
 * Outline of a part with its gaps closed; of its largest piece where that is not connected.
 *
 * @returns corners in cells, not closed, and how many cells they hold
 */
export function outlineCells(
  { cells, box: [left, top, right, bottom] }: CellPart,
  cellsWide: number,
): { polygon: Corner[]; cellCount: number } {
  // One empty cell around, so that growing and shrinking again leave the rim as it is.
  const wide = right - left + 3;
  const high = bottom - top + 3;
  const mask = new Uint8Array(wide * high);
  for (const cell of cells) {
    const x = cell % cellsWide;
    mask[((cell - x) / cellsWide - top + 1) * wide + x - left + 1] = 1;
  }
  const closed = erode(dilate(mask, wide, high), wide, high);
  for (let i = 0; i < mask.length; i++) closed[i] |= mask[i];
  const { labels, count, sizes, starts } = labelComponents(closed, wide);
  let largest = 1;
  for (let label = 2; label <= count; label++) if (sizes[label] > sizes[largest]) largest = label;
  const outline = traceOutline(labels, wide, largest, starts[largest], OUTLINE_TOLERANCE_CELLS);
  return {
    polygon: outline.map(([x, y]) => [x + left - 1, y + top - 1]),
    cellCount: sizes[largest],
  };
}

function dilate(mask: Uint8Array, wide: number, high: number): Uint8Array {
  return filterMask(mask, wide, high, (sum) => sum > 0);
}

function erode(mask: Uint8Array, wide: number, high: number): Uint8Array {
  return filterMask(mask, wide, high, (sum) => sum === 9);
}

function filterMask(
  mask: Uint8Array,
  wide: number,
  high: number,
  keep: (sum: number) => boolean,
): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      let sum = 0;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(high - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(wide - 1, x + 1); nx++) sum += mask[ny * wide + nx];
      out[y * wide + x] = Number(keep(sum));
    }
  return out;
}
