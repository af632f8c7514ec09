import { type Heap, inHeap } from '../../kernels/heap.js';
import { forwardDct8 } from '../../maths/dct8.js';
import type { Raster } from '../../pixels/plane.js';
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
/** Rows above a strip of cells that the high-pass reaches into, and below it that co-occurrences do. */
const ABOVE_PX = 1;
const BELOW_PX = 6;
/** Cells are measured in strips of this height or of one row: less of it is halo than of a row of 8 px. */
const STRIP_PX = 32;
/** All planes of a strip: about 36 bytes a pixel, and what lies between them. */
const STRIP_BYTES = 80;

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
  const rowsPerStrip = Math.max(1, Math.floor(STRIP_PX / sidePx));
  for (let row = 0; row < rows; row += rowsPerStrip) {
    const last = Math.min(rows, row + rowsPerStrip);
    const top = Math.max(0, row * sidePx - ABOVE_PX);
    const height = Math.min(raster.height, last * sidePx + BELOW_PX) - top;
    inHeap(STRIP_BYTES * raster.width * height, (heap) => {
      const strip = cutTile(raster, { x: 0, y: top, width: raster.width, height }, heap);
      const channels = [strip.luma, strip.cb, strip.cr];
      const residuals = channels.map((plane) => highPass(bendAlongRows(plane, heap), heap));
      const twistRows = symbolsOf(twistAlongRows(strip.luma, heap), heap);
      const twistColumns = symbolsOf(twistAlongColumns(strip.luma, heap), heap);
      for (let at = row; at < last; at++) {
        const offset = at * sidePx - top;
        countPatterns(twistRows, 1, twistRows.width, cells, at, offset);
        countPatterns(twistColumns, twistColumns.width, 1, cells, at, offset);
        addMeans(channels, residuals, cells, at, offset);
        addBands(strip.luma, cells, at, offset);
      }
    });
  }
  return cells;
}

function symbolsOf(residual: IntegerPlane, heap: Heap): Symbols {
  return {
    width: residual.width,
    height: residual.height,
    symbols: quantize(residual, STEP_LEVELS, heap),
  };
}

interface Symbols {
  readonly width: number;
  readonly height: number;
  readonly symbols: Uint8Array;
}

/** The class of each run of four of the five symbols; −2 counts as −1 and 2 as 1, as the paper keeps three. */
const CLASS_OF_RUN = Uint8Array.from({ length: 5 ** 4 }, (_, run) => {
  const digits = [Math.floor(run / 125), Math.floor(run / 25) % 5, Math.floor(run / 5) % 5, run % 5];
  return PATTERN_CLASSES[digits.reduce((code, digit) => code * 3 + [0, 0, 1, 2, 2][digit], 0)];
});

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
  const counts = new Int32Array(2 * PATTERN_COUNT);
  const bottom = Math.min(height - 3, offset + sidePx);
  for (let column = 0; column < columns; column++) {
    const right = Math.min(width - 3, (column + 1) * sidePx);
    counts.fill(0);
    for (let y = offset; y < bottom; y++) {
      for (let i = y * width + column * sidePx, end = y * width + right; i < end; i++) {
        const first = symbols[i] * 125;
        const inLine = first + symbols[i + along] * 25 + symbols[i + 2 * along] * 5 + symbols[i + 3 * along];
        const beside =
          first + symbols[i + across] * 25 + symbols[i + 2 * across] * 5 + symbols[i + 3 * across];
        counts[CLASS_OF_RUN[inLine]]++;
        counts[PATTERN_COUNT + CLASS_OF_RUN[beside]]++;
      }
    }
    const cell = (row * columns + column) * 2 * PATTERN_COUNT;
    for (let k = 0; k < counts.length; k++) patterns[cell + k] += counts[k];
  }
}

/** Adds the means of one row of cells. Residuals have one pixel less on each side than the channels. */
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
  for (let column = 0; column < columns; column++) {
    const left = column * sidePx;
    const right = left + sidePx;
    // Sums of whole numbers, exact in any order.
    let [y1, b1, r1, y2] = [0, 0, 0, 0];
    let [absY, absB, absR, yy, bb, cc, yb, yr, br] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let y = offset; y < offset + sidePx; y++) {
      for (let i = y * width + left, end = y * width + right; i < end; i++) {
        const level = luma[i];
        y1 += level;
        b1 += cb[i];
        r1 += cr[i];
        y2 += level * level;
      }
      if (y === 0 || y > low) continue;
      const begin = (y - 1) * narrow - 1;
      for (let j = begin + Math.max(1, left), end = begin + Math.min(right, narrow + 1); j < end; j++) {
        const a = ry[j];
        const b = rb[j];
        const c = rr[j];
        absY += Math.abs(a);
        absB += Math.abs(b);
        absR += Math.abs(c);
        yy += a * a;
        bb += b * b;
        cc += c * c;
        yb += a * b;
        yr += a * c;
        br += b * c;
      }
    }
    const at = (row * columns + column) * SUMS;
    const levels = unitsPerLevel * area;
    means[at] = y1 / levels;
    means[at + 1] = b1 / levels;
    means[at + 2] = r1 / levels;
    means[at + 3] = y2 / (unitsPerLevel * levels);
    means[at + 4] = absY / (fine * area);
    means[at + 5] = absB / (fine * area);
    means[at + 6] = absR / (fine * area);
    const squares = fine * fine * area;
    means[at + 7] = yy / squares;
    means[at + 8] = bb / squares;
    means[at + 9] = cc / squares;
    means[at + 10] = yb / squares;
    means[at + 11] = yr / squares;
    means[at + 12] = br / squares;
  }
}

const BLOCK = new Float64Array(BLOCK_PX * BLOCK_PX);
/** u + v of each coefficient, and how many have each. */
const BAND_OF = Uint8Array.from(BLOCK, (_, k) => (k >> 3) + (k & 7));
const BAND_SIZES = Uint8Array.from({ length: BANDS + 1 }, (_, band) => Math.min(band + 1, 15 - band));

function addBands(luma: IntegerPlane, { columns, sidePx, bands }: Cells, row: number, offset: number): void {
  const { width, data, unitsPerLevel } = luma;
  const blocksPerCell = (sidePx / BLOCK_PX) ** 2;
  const energies = new Float64Array(BANDS + 1);
  for (let column = 0; column < columns; column++) {
    energies.fill(0);
    for (let y = offset; y < offset + sidePx; y += BLOCK_PX) {
      for (let x = column * sidePx; x < (column + 1) * sidePx; x += BLOCK_PX) {
        for (let k = 0; k < 64; k++) BLOCK[k] = data[(y + (k >> 3)) * width + x + (k & 7)] / unitsPerLevel;
        forwardDct8(BLOCK);
        for (let k = 1; k < 64; k++) energies[BAND_OF[k]] += BLOCK[k] * BLOCK[k];
      }
    }
    const at = (row * columns + column) * BANDS - 1;
    for (let band = 1; band <= BANDS; band++)
      bands[at + band] = energies[band] / (blocksPerCell * BAND_SIZES[band]);
  }
}
