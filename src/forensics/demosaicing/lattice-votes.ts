import type { Raster } from '../../pixels/plane.js';

/** Blocks vote as a whole: one pair of sums each. */
export const BLOCK_PX = 8;

/** Votes of blocks on where green was measured. */
export interface LatticeVotes {
  /** Blocks per row and per column; the one pixel around the photo belongs to none. */
  readonly wide: number;
  readonly high: number;
  /**
   * Per block the value of (x + y) mod 2 at which green looks measured, 0 or 1; −1 where the two lattices look alike.
   */
  readonly votes: Int8Array;
}

/**
 * Lets every block of 8×8 px say on which of the two quincunx lattices its green was measured.
 *
 * A Bayer sensor measures green at every second pixel and interpolates it at the others: there it lies nearer to the
 * mean of its four neighbours. The lattice with the larger sum of |green − mean| is taken for the measured one.
 *
 * @param raster upright RGB, both sides at least 10 px
 * @see Ferrara, Bianchi, De Rosa, Piva, Image Forgery Localization via Fine-Grained Analysis of CFA Artifacts, IEEE
 *   TIFS 2012, doi:10.1109/TIFS.2012.2202227: the same two error fields of green. Deviation: the sums are compared
 *   instead of their variances modelled as a mixture
 */
export function voteForLattice({ width, height, data }: Raster): LatticeVotes {
  const wide = Math.floor((width - 2) / BLOCK_PX);
  const high = Math.floor((height - 2) / BLOCK_PX);
  const votes = new Int8Array(wide * high);
  const stride = width * 3;
  const difference = new Int32Array(wide);
  for (let row = 0; row < high; row++) {
    difference.fill(0);
    for (let y = 1 + row * BLOCK_PX; y <= (row + 1) * BLOCK_PX; y++)
      for (let block = 0; block < wide; block++) {
        // Errors at odd x + y count up, at even ones down; the row begins at an odd x.
        let sum = 0;
        for (
          let x = 1 + block * BLOCK_PX, i = y * stride + x * 3 + 1;
          x <= (block + 1) * BLOCK_PX;
          x += 2, i += 6
        ) {
          const here = 4 * data[i] - data[i - 3] - data[i + 3] - data[i - stride] - data[i + stride];
          const next = 4 * data[i + 3] - data[i] - data[i + 6] - data[i + 3 - stride] - data[i + 3 + stride];
          sum += Math.abs(here) - Math.abs(next);
        }
        difference[block] += y % 2 === 0 ? sum : -sum;
      }
    for (let block = 0; block < wide; block++) {
      const up = difference[block];
      votes[row * wide + block] = up === 0 ? -1 : Number(up > 0);
    }
  }
  return { wide, high, votes };
}
