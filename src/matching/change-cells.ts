import { fillPlane, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';
import { labelComponents } from './components.js';

// Cells of the a-contrario test: about the size of the middle test window.
export const CELL_PX = 8;

/**
 * How often the strongest pixel of an unchanged cell reaches a strength, as log10 of the share of cells. Linear in
 * between; the last slope goes on.
 *
 * Set by hand, on the safe side of what `models/derivation/cell-tail.ts` measures on made-up copies, toned and
 * re-encoded: there 1 % of unpainted cells reach 4.6, 0.1 % reach 7.0 and 0.01 % reach 10.1. Parts of a copy whose
 * prediction fails are not chance, and the NFA does not bound them.
 */
const CELL_TAIL: readonly (readonly [strength: number, log10Share: number])[] = [
  [3, 0],
  [4.5, -1],
  [6, -2],
  [8.5, -3],
  [13, -4.5],
  [22, -6.5],
];

// Shares of cells that stay above the test levels by chance.
const LEVELS_LOG10 = [-2, -3, -4];

// Neighbouring cells share test windows (15 px): a part of n cells holds about n / 4 independent ones.
const CELLS_PER_INDEPENDENT = 4;

// Connected shapes of n cells grow as 7^n for 8-connectivity: log10 of the tests per independent cell.
const LOG10_SHAPES = 0.85;

/** A part is reported when fewer than this many are expected in a picture without changes. */
export const LOG10_NFA_LIMIT = -2;

// Cells beside a reported part join it from this strength on: one in thirty is that strong by chance.
const GROWTH_STRENGTH = 5.3;

/** log10 of the share of unchanged cells whose strongest pixel is at least this strong. */
export function cellTailLog10(strength: number): number {
  if (strength <= CELL_TAIL[0][0]) return 0;
  for (let k = 1; k < CELL_TAIL.length; k++) {
    const [upper, upperLog] = CELL_TAIL[k];
    const [lower, lowerLog] = CELL_TAIL[k - 1];
    if (strength <= upper || k === CELL_TAIL.length - 1)
      return lowerLog + ((strength - lower) / (upper - lower)) * (upperLog - lowerLog);
  }
  return 0;
}

function strengthAtTail(log10Share: number): number {
  for (let k = 1; k < CELL_TAIL.length; k++) {
    const [upper, upperLog] = CELL_TAIL[k];
    const [lower, lowerLog] = CELL_TAIL[k - 1];
    if (log10Share >= upperLog)
      return lower + ((log10Share - lowerLog) / (upperLog - lowerLog)) * (upper - lower);
  }
  return CELL_TAIL[CELL_TAIL.length - 1][0];
}

/** Strongest pixel of each cell. */
export function maximumPerCell(strength: Plane): Plane {
  const { width, height, data } = strength;
  const columns = Math.ceil(width / CELL_PX);
  const rows = Math.ceil(height / CELL_PX);
  return fillPlane(columns, rows, roomOf(data.length), (heap, at) => {
    heap.floats(at, columns * rows).fill(0);
    heap.kernels.cellMaxima(heap.put(data), width, height, CELL_PX, at);
  });
}

/** log10 NFA of the accepted part each cell belongs to; +1 for cells of no accepted part. */
export function acceptCells(cells: Plane): Float64Array {
  const log10Nfa = new Float64Array(cells.data.length).fill(1);
  const tests = Math.log10(cells.data.length * (LEVELS_LOG10.length + 1));
  const above = new Uint8Array(cells.data.length);
  for (const level of LEVELS_LOG10) {
    const limit = strengthAtTail(level);
    for (let i = 0; i < above.length; i++) above[i] = cells.data[i] >= limit ? 1 : 0;
    const { labels, count, sizes } = labelComponents(above, cells.width);
    const peaks = new Float64Array(count + 1);
    for (let i = 0; i < labels.length; i++)
      if (labels[i] > 0) peaks[labels[i]] = Math.max(peaks[labels[i]], cells.data[i]);
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === 0) continue;
      const independent = Math.max(1, sizes[labels[i]] / CELLS_PER_INDEPENDENT);
      const byArea = tests + independent * (level + LOG10_SHAPES);
      const byPeak = tests + cellTailLog10(peaks[labels[i]]);
      const nfa = Math.min(byArea, byPeak);
      if (nfa <= LOG10_NFA_LIMIT && nfa < log10Nfa[i]) log10Nfa[i] = nfa;
    }
  }
  return log10Nfa;
}

/** Lets accepted parts take in neighbouring cells of moderate strength, in place. */
export function growCells(accepted: Float64Array, { width, height, data }: Plane): void {
  const queue: number[] = [];
  for (let i = 0; i < accepted.length; i++) if (accepted[i] <= 0) queue.push(i);
  for (let head = 0; head < queue.length; head++) {
    const i = queue[head];
    const x = i % width;
    const y = (i - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const j = ny * width + nx;
        if (accepted[j] <= 0 || data[j] < GROWTH_STRENGTH) continue;
        accepted[j] = accepted[i];
        queue.push(j);
      }
    }
  }
}
