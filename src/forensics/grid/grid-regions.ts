import type { Corner } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import { type CellBox, connectCells, outlineCells } from './cell-parts.js';
import { NO_VOTE } from './votes.js';

const GRIDS = 64;
const CELL_PX = 8;

// A block off the cells spreads its 64 votes over at most 4 of them: one holds 16. Half of that may have gone to
// neighbours with as many zeros.
const LEAST_CELL_VOTES = 8;

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
  const here = new Uint8Array(cellsWide * cellsHigh);
  for (let grid = 0; grid < GRIDS; grid++) {
    for (const { cell, votes: count } of ballots[grid]) here[cell] = count;
    const cells = ballots[grid].map(({ cell }) => cell);
    for (const part of connectCells(cells, cellsWide, cellsHigh)) {
      const partVotes = part.cells.reduce((sum, cell) => sum + here[cell], 0);
      const log10Nfa = log10Tests + chanceOfBox(partVotes, part.box);
      if (log10Nfa >= 0) continue;
      const { polygon, cellCount } = outlineCells(part, cellsWide);
      regions.push({
        polygon: polygon.map(([x, y]) => [Math.min(width, CELL_PX * x), Math.min(height, CELL_PX * y)]),
        areaShare: Math.min(1, (cellCount * CELL_PX * CELL_PX) / (width * height)),
        grid,
        votes: partVotes,
        origin: [grid & 7, grid >> 3],
        log10Nfa,
      });
    }
  }
  return regions.sort((a, b) => a.log10Nfa - b.log10Nfa || b.areaShare - a.areaShare);
}

function chanceOfBox(votes: number, [left, top, right, bottom]: CellBox): number {
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
