import type { Corner } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import { forwardDct8 } from '../../maths/dct8.js';
import { greyRows } from '../../pixels/grey.js';
import type { Raster } from '../../pixels/plane.js';
import { type Bands, chooseBands } from './bands.js';
import { type CellBox, connectCells, outlineCells } from './cell-parts.js';
import { createLatticeCount, isOnLattice, type Lattice } from './lattice.js';

const BLOCK_PX = 8;

/** With fewer frequencies a block has too few values to tell. */
const LEAST_FREQUENCIES = 4;

/**
 * A block needs as many values that the quantization would not set to 0. In smooth ramps the rounding to whole grey
 * levels is no noise but a pattern of its own: without this up to 17 % of the blocks of honest photos lay off.
 */
const LEAST_LEVELS = 4;

/**
 * ... and some of them in both directions: along the edge of a frame every row is rounded alike, and so is no noise
 * either (one such edge made a part of log10 NFA −38).
 */
const LEAST_MIXED_LEVELS = 2;

// No value is surer than this to lie on a multiple, no matter how many others do.
const LEAST_OFF_SHARE = 0.02;

/** Share of the blocks of an honest photo that may lie off: 0.3 % at most in 30 photos, more after quality 98. */
const LEAST_OFF_BLOCKS = 0.02;

/** Where more blocks lie off, the grid is not that of the photo. */
const MOST_OFF_BLOCKS = 0.5;

/** A part of a photo whose blocks do not lie on the quantization of the rest. */
export interface MissingPart {
  /** Corners in pixels, not closed. */
  readonly polygon: readonly Corner[];
  /** Blocks that lie off. */
  readonly blocks: number;
  /** Share of the photo, 0..1. */
  readonly areaShare: number;
  /** log10 of how many such parts are expected by chance where the whole photo went through the compression. */
  readonly log10Nfa: number;
}

/** What the compression of a grid left out. */
export interface MissingGrid {
  /** With an NFA below 0.01, most certain first. */
  readonly parts: readonly MissingPart[];
  /** Frequencies that took part. */
  readonly frequencies: number;
  /** Share of the blocks that could tell, 0..1. */
  readonly decidedShare: number;
}

/** log10 NFA from which a part is reported. */
const MOST_LOG10_NFA = -2;

/** States of a block. */
const SILENT = 0;
const ON = 1;
const OFF = 2;

/**
 * Finds the parts of a photo that did not go through the JPEG compression which laid a grid: pasted, painted or
 * generated there later.
 *
 * The compression left the coefficients of its blocks near multiples of its steps. The steps are read off the photo
 * itself; then each block is asked whether its values lie on the multiples, as most of the photo does, or anywhere
 * (log-likelihood ratio below 0). Blocks that clipping touched and smooth ones tell nothing. Boxes of connected blocks
 * off the lattice are tested: NFA = rectangles of blocks · P(B(n, p) >= k) with p the share of such blocks in the photo, at
 * least 2 %.
 *
 * @param raster upright
 * @param origin pixel where a block of the grid begins, 0..7 each
 * @returns null where fewer than 4 frequencies show a step: never compressed, too finely, or too strongly since
 * @see Nikoukhah et al., ZERO: a Local JPEG Grid Origin Detector Based on the Number of DCT Zeros, IPOL 2021,
 *   doi:10.5201/ipol.2021.390 (missing grids, a-contrario decision); Fan & de Queiroz, Identification of Bitmap
 *   Compression History, IEEE TIP 12(2) 2003 (steps). Deviation: ZERO takes votes gained by a compression at quality 99; textured
 *   places gain votes too, which pointed at parts of 23 of 50 honest photos. Steps tell what zeros do not
 */
export function findMissingGrid(raster: Raster, origin: readonly [x: number, y: number]): MissingGrid | null {
  const { width, height } = raster;
  const bands = chooseBands(raster);
  const count = createLatticeCount();
  eachBlock(raster, bands, origin, (block) => count.add(block));
  const lattice = count.fit();
  const frequencies = lattice.frequencies.length;
  if (frequencies < LEAST_FREQUENCIES) return null;

  const blocksWide = Math.floor((width - origin[0]) / BLOCK_PX);
  const blocksHigh = Math.floor((height - origin[1]) / BLOCK_PX);
  const states = new Uint8Array(blocksWide * blocksHigh);
  const judge = createJudge(lattice);
  eachBlock(raster, bands, origin, (block, column, row) => {
    states[row * blocksWide + column] = judge(block);
  });
  const decided = states.reduce((sum, state) => sum + Number(state !== SILENT), 0);
  const parts = findOffParts(states, blocksWide, decided).map(({ part, log10Nfa }) => {
    const { polygon, cellCount } = outlineCells(part, blocksWide);
    return {
      polygon: polygon.map(([x, y]): Corner => [BLOCK_PX * x + origin[0], BLOCK_PX * y + origin[1]]),
      blocks: part.cells.length,
      areaShare: (cellCount * BLOCK_PX * BLOCK_PX) / (width * height),
      log10Nfa,
    };
  });
  return { parts, frequencies, decidedShare: decided / (states.length * bands.readShare) };
}

/** Connected blocks off the lattice that chance does not explain, most certain first. */
function findOffParts(states: Uint8Array, wide: number, decided: number) {
  const high = states.length / wide;
  const off: number[] = [];
  for (let i = 0; i < states.length; i++) if (states[i] === OFF) off.push(i);
  const offShare = Math.max(LEAST_OFF_BLOCKS, off.length / Math.max(1, decided));
  if (offShare > MOST_OFF_BLOCKS) return [];
  const log10Tests = Math.log10((wide * (wide + 1)) / 2) + Math.log10((high * (high + 1)) / 2);
  const countDecided = createBoxCount(states, wide);
  return connectCells(off, wide, high)
    .map((part) => ({
      part,
      log10Nfa: log10Tests + log10BinomialTail(part.cells.length, countDecided(part.box), offShare),
    }))
    .filter(({ log10Nfa }) => log10Nfa < MOST_LOG10_NFA)
    .sort((a, b) => a.log10Nfa - b.log10Nfa);
}

/** Transforms every whole block in which no channel was clipped; the coefficients are reused. */
function eachBlock(
  raster: Raster,
  { tops, rows }: Bands,
  [left, offset]: readonly [x: number, y: number],
  onBlock: (coefficients: Float64Array, column: number, row: number) => void,
): void {
  const { width, data } = raster;
  const block = new Float64Array(64);
  for (const top of tops) {
    const grey = greyRows(raster, top, rows);
    for (let y = offset; y + BLOCK_PX <= rows; y += BLOCK_PX)
      for (let x = left; x + BLOCK_PX <= width; x += BLOCK_PX) {
        if (isClipped(data, width, x, top + y)) continue;
        for (let i = 0; i < 64; i++) block[i] = grey[(y + (i >> 3)) * width + x + (i & 7)];
        forwardDct8(block);
        onBlock(block, (x - left) / BLOCK_PX, (top + y - offset) / BLOCK_PX);
      }
  }
}

function isClipped(data: Uint8Array, width: number, x: number, y: number): boolean {
  for (let row = y; row < y + BLOCK_PX; row++) {
    const from = (row * width + x) * 3;
    for (let i = from; i < from + 3 * BLOCK_PX; i++) if (data[i] === 0 || data[i] === 255) return true;
  }
  return false;
}

/** The log-likelihood ratio of a block, on the lattice against anywhere, as a state. */
function createJudge({ frequencies, reach }: Lattice): (block: Float64Array) => number {
  const terms = frequencies.map(({ index, step, onShare }) => {
    const byChance = (2 * reach) / step;
    const share = Math.min(1 - LEAST_OFF_SHARE, onShare);
    const on = Math.log(share / byChance);
    const off = Math.log((1 - share) / (1 - byChance));
    return { index, step, on, off };
  });
  return (block) => {
    let levels = 0;
    let mixed = 0;
    let sum = 0;
    for (const { index, step, on, off } of terms) {
      const value = Math.abs(block[index]);
      if (value <= reach) continue;
      if (2 * value >= step) {
        levels++;
        if (index > 7 && (index & 7) > 0) mixed++;
      }
      sum += isOnLattice(value, step, reach) ? on : off;
    }
    if (levels < LEAST_LEVELS || mixed < LEAST_MIXED_LEVELS) return SILENT;
    return sum < 0 ? OFF : ON;
  };
}

/** Counts the blocks that could tell in boxes, by sums over everything above and to the left. */
function createBoxCount(states: Uint8Array, wide: number) {
  const high = states.length / wide;
  const sums = new Int32Array((wide + 1) * (high + 1));
  for (let y = 0; y < high; y++)
    for (let x = 0, row = 0; x < wide; x++) {
      if (states[y * wide + x] !== SILENT) row++;
      sums[(y + 1) * (wide + 1) + x + 1] = sums[y * (wide + 1) + x + 1] + row;
    }
  return ([left, top, right, bottom]: CellBox) =>
    sums[(bottom + 1) * (wide + 1) + right + 1] -
    sums[top * (wide + 1) + right + 1] -
    sums[(bottom + 1) * (wide + 1) + left] +
    sums[top * (wide + 1) + left];
}
