import { forwardDct8 } from '../../maths/dct8.js';
import type { Raster } from '../../pixels/plane.js';
import { createArena } from '../../pixels/residuals/arena.js';
import {
  bendAlongRows,
  cutTile,
  highPass,
  type IntegerPlane,
  quantize,
  twistAlongColumns,
  twistAlongRows,
} from '../../pixels/residuals/planes.js';
import { PATTERN_CLASSES, PATTERN_COUNT } from './pattern-classes.js';

/** Side of a DCT block; cells are whole numbers of blocks. */
const BLOCK_PX = 8;
/** Cells of one photo: enough to outline an edit, few enough for windows around each. */
const MOST_CELLS = 16_384;
/** Step of the residual's quantization in grey levels, and its order, as in the paper. */
const STEP_LEVELS = 2;
/** Rows above and below a strip of cells that residuals and co-occurrences reach into. */
const HALO_PX = 6;

/** DCT coefficients by u + v, 1..14. */
export const BANDS = 14;
/** Sums of Y, Cb, Cr, Y², then of |r| of Y, Cb, Cr, then of the products rr: YY, CbCb, CrCr, YCb, YCr, CbCr. */
export const SUMS = 13;

/** Sums over square cells, row-major; windows are sums of cells. Sums over pixels are in grey levels. */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell in pixels, a multiple of 8. */
  readonly sidePx: number;
  /** Co-occurrences of residuals along their direction and across it: 2 × `PATTERN_COUNT` per cell. */
  readonly patterns: Float64Array;
  /** Mean energy of DCT coefficients with u + v = 1..14: 14 per cell. */
  readonly bands: Float64Array;
  /** Means of what `SUMS` lists: 13 per cell. */
  readonly means: Float64Array;
}

/**
 * Takes the statistics of residuals cell by cell: co-occurrences of four neighbouring third differences, quantized to
 * −1, 0, 1, DCT energies by frequency, and the strength and correlation of the high-passes of luma and chroma.
 *
 * @param raster any size; cells of 8 px up to 1 Mpx, larger ones above, so that there are at most 16,384
 */
export function measureCells(raster: Raster): Cells {
  const blocks = Math.floor(raster.width / BLOCK_PX) * Math.floor(raster.height / BLOCK_PX);
  const sidePx = BLOCK_PX * Math.max(1, Math.ceil(Math.sqrt(blocks / MOST_CELLS)));
  const columns = Math.floor(raster.width / sidePx);
  const rows = Math.floor(raster.height / sidePx);
  const cells: Cells = {
    columns,
    rows,
    sidePx,
    patterns: new Float64Array(columns * rows * 2 * PATTERN_COUNT),
    bands: new Float64Array(columns * rows * BANDS),
    means: new Float64Array(columns * rows * SUMS),
  };
  const arena = createArena();
  for (let row = 0; row < rows; row++) {
    arena.reset();
    const top = Math.max(0, row * sidePx - HALO_PX);
    const height = Math.min(raster.height, (row + 1) * sidePx + HALO_PX) - top;
    const strip = cutTile(raster, { x: 0, y: top, width: raster.width, height }, arena);
    const offset = row * sidePx - top;
    const twistRows = symbolsOf(twistAlongRows(strip.luma, arena));
    const twistColumns = symbolsOf(twistAlongColumns(strip.luma, arena));
    countPatterns(twistRows, 1, twistRows.width, cells, row, offset);
    countPatterns(twistColumns, twistColumns.width, 1, cells, row, offset);
    addMeans(
      [strip.luma, strip.cb, strip.cr],
      [strip.luma, strip.cb, strip.cr].map((plane) => highPass(bendAlongRows(plane, arena), arena)),
      cells,
      row,
      offset,
    );
    addBands(strip.luma, cells, row, offset);
  }
  return cells;

  function symbolsOf(residual: IntegerPlane) {
    return {
      width: residual.width,
      height: residual.height,
      symbols: quantize(residual, STEP_LEVELS, arena),
    };
  }
}

interface Symbols {
  readonly width: number;
  readonly height: number;
  readonly symbols: Uint8Array;
}

/** 0..4 to 0..2: the paper keeps −1, 0, 1. */
const TRUNCATED = Uint8Array.of(0, 0, 1, 2, 2);

/**
 * Counts runs of four symbols along the residual's direction (`along`) and across it, into the cell where the run
 * begins.
 *
 * @param along distance of neighbours along the direction; `across` the other one
 */
function countPatterns(
  { width, height, symbols }: Symbols,
  along: number,
  across: number,
  { columns, sidePx, patterns }: Cells,
  row: number,
  offset: number,
): void {
  for (let y = offset; y < Math.min(height - 3, offset + sidePx); y++) {
    for (let x = 0; x < Math.min(width - 3, columns * sidePx); x++) {
      const i = y * width + x;
      const cell = (row * columns + Math.floor(x / sidePx)) * 2 * PATTERN_COUNT;
      const a = TRUNCATED[symbols[i]];
      patterns[cell + PATTERN_CLASSES[codeOf(symbols, i, along, a)]]++;
      patterns[cell + PATTERN_COUNT + PATTERN_CLASSES[codeOf(symbols, i, across, a)]]++;
    }
  }
}

function codeOf(symbols: Uint8Array, i: number, step: number, first: number): number {
  return (
    ((first * 3 + TRUNCATED[symbols[i + step]]) * 3 + TRUNCATED[symbols[i + 2 * step]]) * 3 +
    TRUNCATED[symbols[i + 3 * step]]
  );
}

/** Adds the means of one strip. Residuals have one pixel less on each side than the channels. */
function addMeans(
  channels: readonly IntegerPlane[],
  residuals: readonly IntegerPlane[],
  { columns, sidePx, means }: Cells,
  row: number,
  offset: number,
): void {
  const [{ width, data: luma, unitsPerLevel }, { data: cb }, { data: cr }] = channels;
  const [{ width: narrow, height: low, data: ry, unitsPerLevel: fine }, { data: rb }, { data: rr }] =
    residuals;
  const area = sidePx * sidePx;
  for (let y = offset; y < offset + sidePx; y++) {
    for (let x = 0; x < columns * sidePx; x++) {
      const i = y * width + x;
      const at = (row * columns + Math.floor(x / sidePx)) * SUMS;
      const level = luma[i] / unitsPerLevel;
      means[at] += level / area;
      means[at + 1] += cb[i] / unitsPerLevel / area;
      means[at + 2] += cr[i] / unitsPerLevel / area;
      means[at + 3] += (level * level) / area;
      if (x === 0 || y === 0 || x > narrow || y > low) continue;
      const j = (y - 1) * narrow + x - 1;
      const a = ry[j] / fine;
      const b = rb[j] / fine;
      const c = rr[j] / fine;
      means[at + 4] += Math.abs(a) / area;
      means[at + 5] += Math.abs(b) / area;
      means[at + 6] += Math.abs(c) / area;
      means[at + 7] += (a * a) / area;
      means[at + 8] += (b * b) / area;
      means[at + 9] += (c * c) / area;
      means[at + 10] += (a * b) / area;
      means[at + 11] += (a * c) / area;
      means[at + 12] += (b * c) / area;
    }
  }
}

const BLOCK = new Float64Array(BLOCK_PX * BLOCK_PX);

function addBands(luma: IntegerPlane, { columns, sidePx, bands }: Cells, row: number, offset: number): void {
  const { width, data, unitsPerLevel } = luma;
  const blocksPerCell = (sidePx / BLOCK_PX) ** 2;
  for (let y = offset; y < offset + sidePx; y += BLOCK_PX) {
    for (let x = 0; x < columns * sidePx; x += BLOCK_PX) {
      for (let k = 0; k < 64; k++) BLOCK[k] = data[(y + (k >> 3)) * width + x + (k & 7)] / unitsPerLevel;
      forwardDct8(BLOCK);
      const at = (row * columns + Math.floor(x / sidePx)) * BANDS - 1;
      for (let k = 1; k < 64; k++) {
        const band = (k >> 3) + (k & 7);
        bands[at + band] += (BLOCK[k] * BLOCK[k]) / (blocksPerCell * (band < 8 ? band + 1 : 15 - band));
      }
    }
  }
}
