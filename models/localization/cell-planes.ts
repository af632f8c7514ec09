import { BANDS, type Cells, SUMS } from '../../src/forensics/noise/cells.js';
import { PATTERN_COUNT } from '../../src/forensics/noise/pattern-classes.js';

/** Numbers of one cell: 50 patterns, 14 energies by frequency, 3 means, a variance, 3 strengths, 3 correlations. */
export const CELL_PLANES = 2 * PATTERN_COUNT + BANDS + 10;

// Added under logarithms and roots, in squared grey levels and in grey levels: below what rounding alone leaves.
const ENERGY_FLOOR = 0.05;
const VARIANCE_FLOOR = 0.5;
const MAGNITUDE_FLOOR = 0.05;
const PRODUCT_FLOOR = 1e-3;
/** Grey levels per unit of the mean planes. */
const LEVELS = 32;

/**
 * The statistics of each cell, brought to scales on which they add up and spread
 * alike: roots of pattern frequencies, logarithms of energies and strengths, correlations of luma and chroma.
 *
 * @returns `CELL_PLANES` × rows × columns, plane by plane, row-major; all finite
 */
export function arrangeCellPlanes({ columns, rows, patterns, bands, means }: Cells): Float32Array {
  const count = columns * rows;
  const out = new Float32Array(CELL_PLANES * count);
  for (let cell = 0; cell < count; cell++) {
    let o = cell;
    const put = (value: number) => {
      out[o] = value;
      o += count;
    };
    for (const begin of [PATTERN_COUNT, 0]) {
      const first = cell * 2 * PATTERN_COUNT + begin;
      let total = 0;
      for (let k = first; k < first + PATTERN_COUNT; k++) total += patterns[k];
      for (let k = first; k < first + PATTERN_COUNT; k++) put(Math.sqrt(patterns[k] / Math.max(1, total)));
    }
    for (let k = cell * BANDS; k < (cell + 1) * BANDS; k++) put(Math.log(bands[k] + ENERGY_FLOOR));
    const at = cell * SUMS;
    const [luma, cb, cr, squares] = means.subarray(at, at + 4);
    put(luma / LEVELS - 4);
    put(cb / LEVELS);
    put(cr / LEVELS);
    put(Math.log(Math.max(0, squares - luma * luma) + VARIANCE_FLOOR));
    for (let k = at + 4; k < at + 7; k++) put(Math.log(means[k] + MAGNITUDE_FLOOR));
    const [yy, bb, rr, yb, yr, br] = means.subarray(at + 7, at + 13);
    put(yb / Math.sqrt(yy * bb + PRODUCT_FLOOR));
    put(yr / Math.sqrt(yy * rr + PRODUCT_FLOOR));
    put(br / Math.sqrt(bb * rr + PRODUCT_FLOOR));
  }
  return out;
}
