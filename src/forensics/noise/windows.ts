import { BANDS, type Cells, SUMS } from './cells.js';
import { PATTERN_COUNT } from './pattern-classes.js';

/** Windows over cells, one beginning at each cell that has room for it. */
export interface Windows {
  readonly columns: number;
  readonly rows: number;
  /** Side of a window in cells. */
  readonly sideCells: number;
  /** `FEATURES` numbers per window: what an edit changes. */
  readonly features: Float64Array;
  /** `COVARIATES` numbers per window: what the photo shows there. */
  readonly covariates: Float64Array;
}

/** Windows of 32 px in photos up to 1 Mpx: smaller ones hold too few residuals, larger ones dilute a small edit. */
const SIDE_CELLS = 4;

/** Fine bands: u + v of 7 and more; the coarse ones below say what the photo shows. */
const FIRST_FINE_BAND = 6;

/** Numbers of one window. */
const FEATURES = 2 * PATTERN_COUNT + (BANDS - FIRST_FINE_BAND) + 6;
/** The last of them: strength and correlation of the high-passes of luma and chroma. */
export const COLOUR_FEATURES = 6;
/** Brightness, coarse and middle texture, Cb, Cr. */
export const COVARIATES = 5;

// Weights bring the groups to like spread: roots of frequencies lie in 0..1, logarithms of energies in −3..8.
const PATTERN_WEIGHT = 2;
const LOG_WEIGHT = 0.5;
// Added under logarithms, in squared levels and in levels.
const ENERGY_FLOOR = 0.05;
const MAGNITUDE_FLOOR = 0.05;
const PRODUCT_FLOOR = 1e-3;

/** Sums the cells of every window and turns them into features and covariates. */
export function describeWindows(cells: Cells): Windows {
  const columns = Math.max(0, cells.columns - SIDE_CELLS + 1);
  const rows = Math.max(0, cells.rows - SIDE_CELLS + 1);
  const features = new Float64Array(columns * rows * FEATURES);
  const covariates = new Float64Array(columns * rows * COVARIATES);
  const patterns = new Float64Array(2 * PATTERN_COUNT);
  const bands = new Float64Array(BANDS);
  const means = new Float64Array(SUMS);
  const patternStrip = new Float64Array(cells.columns * patterns.length);
  const bandStrip = new Float64Array(cells.columns * bands.length);
  const meanStrip = new Float64Array(cells.columns * means.length);
  for (let y = 0, i = 0; y < rows; y++) {
    addRows(cells.patterns, y, patternStrip);
    addRows(cells.bands, y, bandStrip);
    addRows(cells.means, y, meanStrip);
    for (let x = 0; x < columns; x++, i++) {
      addColumns(patternStrip, x, patterns);
      addColumns(bandStrip, x, bands);
      addColumns(meanStrip, x, means);
      for (let k = 0; k < BANDS; k++) bands[k] /= SIDE_CELLS ** 2;
      for (let k = 0; k < SUMS; k++) means[k] /= SIDE_CELLS ** 2;
      writeFeatures(patterns, bands, means, features, i * FEATURES);
      writeCovariates(bands, means, covariates, i * COVARIATES);
    }
  }
  return { columns, rows, sideCells: SIDE_CELLS, features, covariates };
}

/** Sums `SIDE_CELLS` rows of cells from `top` on. */
function addRows(values: Float64Array, top: number, strip: Float64Array): void {
  const n = strip.length;
  strip.set(values.subarray(top * n, (top + 1) * n));
  for (let begin = (top + 1) * n; begin < (top + SIDE_CELLS) * n; begin += n)
    for (let j = 0; j < n; j++) strip[j] += values[begin + j];
}

/** Sums `SIDE_CELLS` neighbours of a strip from `left` on. */
function addColumns(strip: Float64Array, left: number, out: Float64Array): void {
  const n = out.length;
  const end = (left + SIDE_CELLS) * n;
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = left * n + k; j < end; j += n) sum += strip[j];
    out[k] = sum;
  }
}

function writeFeatures(
  patterns: Float64Array,
  bands: Float64Array,
  means: Float64Array,
  out: Float64Array,
  offset: number,
): void {
  let o = offset;
  for (const begin of [PATTERN_COUNT, 0]) {
    let total = 0;
    for (let k = 0; k < PATTERN_COUNT; k++) total += patterns[begin + k];
    for (let k = 0; k < PATTERN_COUNT; k++)
      out[o++] = PATTERN_WEIGHT * Math.sqrt(patterns[begin + k] / Math.max(1, total));
  }
  for (let k = FIRST_FINE_BAND; k < BANDS; k++) out[o++] = LOG_WEIGHT * Math.log(bands[k] + ENERGY_FLOOR);
  for (let k = 4; k < 7; k++) out[o++] = LOG_WEIGHT * Math.log(means[k] + MAGNITUDE_FLOOR);
  out[o++] = means[10] / Math.sqrt(means[7] * means[8] + PRODUCT_FLOOR);
  out[o++] = means[11] / Math.sqrt(means[7] * means[9] + PRODUCT_FLOOR);
  out[o++] = means[12] / Math.sqrt(means[8] * means[9] + PRODUCT_FLOOR);
}

function writeCovariates(bands: Float64Array, means: Float64Array, out: Float64Array, offset: number): void {
  out[offset] = means[0];
  out[offset + 1] = Math.log((bands[0] + bands[1] + bands[2]) / 3 + 1);
  out[offset + 2] = Math.log((bands[3] + bands[4] + bands[5]) / 3 + 0.5);
  out[offset + 3] = means[1];
  out[offset + 4] = means[2];
}
