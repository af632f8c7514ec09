import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import { NO_VOTE } from './votes.js';

const GRIDS = 64;
const CELL_PX = 8;

// A block off the cells spreads its 64 votes over at most 4 of them: one holds 16. Half of that may have gone to
// neighbours with as many zeros.
const LEAST_CELL_VOTES = 8;

// Cells up to 2 apart join: about the 9 px window of the paper.
const REACH_CELLS = 2;

const OUTLINE_TOLERANCE_PX = 4;

/** A part of the photo whose blocks lie on a grid of their own. */
export interface GridRegion {
  /** Corners in pixels, not closed. */
  readonly polygon: readonly Corner[];
  /** `8 · y + x` of `origin`. */
  readonly grid: number;
  /** Pixels that vote for its grid. */
  readonly votes: number;
  /** Origin of its grid, 0..7 each. */
  readonly origin: readonly [x: number, y: number];
  /** Share of the photo, 0..1. */
  readonly areaShare: number;
  /** log10 of how many such parts are expected by chance in one picture without any grid. */
  readonly log10Nfa: number;
}

/** Votes of one grid in one cell of 8×8 px. */
interface Ballot {
  readonly cell: number;
  readonly votes: number;
}

/**
 * Finds connected parts whose votes agree on one grid more often than chance allows.
 *
 * Bounding boxes of connected cells are tested: `k` is the number of votes for the grid and `n` the voting area, both
 * divided by 64, because the pixels of a block vote together; NFA = 64 · (rectangles of cells) · P(B(n, 1/64) >= k).
 *
 * @param votes one byte per pixel, from `voteForGrids`
 * @param wanted grids to look for, by `8 · y + x`
 * @returns parts with an NFA below 1, most certain first
 */
export function findGridRegions(
  votes: Uint8Array,
  width: number,
  wanted: (grid: number) => boolean,
): GridRegion[] {
  const cellsWide = Math.ceil(width / CELL_PX);
  const height = votes.length / width;
  const cellsHigh = Math.ceil(height / CELL_PX);
  const ballots = collectBallots(votes, width, cellsWide, wanted);
  const log10Tests =
    Math.log10(GRIDS) +
    Math.log10((cellsWide * (cellsWide + 1)) / 2) +
    Math.log10((cellsHigh * (cellsHigh + 1)) / 2);
  const regions: GridRegion[] = [];
  const here = new Int32Array(cellsWide * cellsHigh);
  for (let grid = 0; grid < GRIDS; grid++) {
    for (const { cell, votes: count } of ballots[grid]) here[cell] = count;
    for (const part of connect(ballots[grid], here, cellsWide, cellsHigh)) {
      const log10Nfa = log10Tests + chanceOfBox(part);
      if (log10Nfa < 0)
        regions.push({
          ...outlineCells(part, cellsWide, width, height),
          grid,
          votes: part.votes,
          origin: [grid & 7, grid >> 3],
          log10Nfa,
        });
    }
  }
  return regions.sort((a, b) => a.log10Nfa - b.log10Nfa || b.areaShare - a.areaShare);
}

interface Part {
  readonly cells: readonly number[];
  readonly votes: number;
  /** First and last column and row of cells. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

function chanceOfBox({ votes, box: [left, top, right, bottom] }: Part): number {
  const boxBlocks = (right - left + 1) * (bottom - top + 1);
  return log10BinomialTail(Math.floor(votes / GRIDS), boxBlocks, 1 / GRIDS);
}

function collectBallots(
  votes: Uint8Array,
  width: number,
  cellsWide: number,
  wanted: (grid: number) => boolean,
): Ballot[][] {
  const ballots: Ballot[][] = Array.from({ length: GRIDS }, () => []);
  const keep = Uint8Array.from({ length: GRIDS }, (_, grid) => Number(wanted(grid)));
  const height = votes.length / width;
  const counts = new Uint8Array(NO_VOTE + 1);
  for (let top = 0, cell = 0; top < height; top += CELL_PX) {
    const bottom = Math.min(height, top + CELL_PX);
    for (let column = 0; column < cellsWide; column++, cell++) {
      const right = Math.min(width, (column + 1) * CELL_PX);
      counts.fill(0);
      for (let y = top; y < bottom; y++)
        for (let i = y * width + column * CELL_PX; i < y * width + right; i++) counts[votes[i]]++;
      for (let grid = 0; grid < GRIDS; grid++)
        if (counts[grid] >= LEAST_CELL_VOTES && keep[grid]) ballots[grid].push({ cell, votes: counts[grid] });
    }
  }
  return ballots;
}

/** Joins cells that are at most `REACH_CELLS` apart; empties `here`. */
function connect(ballots: readonly Ballot[], here: Int32Array, cellsWide: number, cellsHigh: number): Part[] {
  const parts: Part[] = [];
  for (const { cell: seed } of ballots) {
    if (here[seed] === 0) continue;
    const cells = [seed];
    let votes = here[seed];
    here[seed] = 0;
    let [left, top, right, bottom] = [cellsWide, cellsHigh, 0, 0];
    for (let head = 0; head < cells.length; head++) {
      const x = cells[head] % cellsWide;
      const y = (cells[head] - x) / cellsWide;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - REACH_CELLS); ny <= Math.min(cellsHigh - 1, y + REACH_CELLS); ny++)
        for (let nx = Math.max(0, x - REACH_CELLS); nx <= Math.min(cellsWide - 1, x + REACH_CELLS); nx++) {
          const next = ny * cellsWide + nx;
          if (here[next] === 0) continue;
          votes += here[next];
          here[next] = 0;
          cells.push(next);
        }
    }
    parts.push({ cells, votes, box: [left, top, right, bottom] });
  }
  return parts;
}

/** Outline of the part with its gaps closed; of its largest piece where that is not connected. */
function outlineCells(
  { cells, box: [left, top, right, bottom] }: Part,
  cellsWide: number,
  width: number,
  height: number,
): { polygon: Corner[]; areaShare: number } {
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
  const outline = traceOutline(labels, wide, largest, starts[largest], OUTLINE_TOLERANCE_PX / CELL_PX);
  return {
    polygon: outline.map(([x, y]) => [
      Math.min(width, (x + left - 1) * CELL_PX),
      Math.min(height, (y + top - 1) * CELL_PX),
    ]),
    areaShare: Math.min(1, (sizes[largest] * CELL_PX * CELL_PX) / (width * height)),
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
