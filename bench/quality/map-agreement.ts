import { agreementOf } from '../../src/bench/metrics.js';
import type { MaskAgreement } from '../../src/bench/result.js';
import type { Raster } from '../../src/pixels/plane.js';

/** A map's cells: whole cells only; a remainder at the right and lower border belongs to none. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly sidePx: number;
}

/** A map beside the mask that it should resemble. */
export interface JudgedMap {
  /** Value per cell, row-major. */
  readonly values: ArrayLike<number>;
  /** Altered share of each cell, 0..1. */
  readonly shares: Float32Array;
  /** Altered pixels outside all cells, in units of a cell's area. */
  readonly missed: number;
}

/** Share of altered pixels (red above 127) in each cell, 0..1, and what lies outside all cells. */
export function shareAltered(
  mask: Raster,
  { columns, rows, sidePx }: CellGrid,
): Pick<JudgedMap, 'shares' | 'missed'> {
  const counts = new Uint32Array(columns * rows);
  let outside = 0;
  for (let y = 0, i = 0; y < mask.height; y++) {
    const row = Math.floor(y / sidePx);
    for (let x = 0; x < mask.width; x++, i += 3) {
      if (mask.data[i] <= 127) continue;
      const column = Math.floor(x / sidePx);
      if (row < rows && column < columns) counts[row * columns + column]++;
      else outside++;
    }
  }
  const area = sidePx * sidePx;
  return { shares: Float32Array.from(counts, (count) => count / area), missed: outside / area };
}

/**
 * Pixel agreement of a map at several thresholds with its mask; every pixel of a cell has the cell's value.
 *
 * @param thresholds cells at or above are called altered
 */
export function judgeMap(
  { values, shares, missed }: JudgedMap,
  thresholds: readonly number[],
): MaskAgreement[] {
  return thresholds.map((threshold) => {
    let [both, foundOnly, truthOnly, neither] = [0, 0, missed, 0];
    for (let i = 0; i < shares.length; i++) {
      if (values[i] >= threshold) {
        both += shares[i];
        foundOnly += 1 - shares[i];
      } else {
        truthOnly += shares[i];
        neither += 1 - shares[i];
      }
    }
    return agreementOf({ both, foundOnly, truthOnly, neither });
  });
}
