import { CONSTANT_BLOCK, countZeros } from './zero-counts.js';

/** Vote of a pixel that cannot tell: a tie, a constant block, or too near to the border. */
export const NO_VOTE = 64;

const TIE = 64;

/**
 * Lets every pixel vote for the 8×8 grid of the block, among the 64 that hold it, with the most zero coefficients.
 *
 * In a picture that was never compressed each of the 64 origins wins equally often; where a JPEG compression zeroed
 * coefficients, its own blocks win.
 *
 * @param luma grey levels, row-major
 * @returns one byte per pixel: `8 · (y mod 8) + (x mod 8)` of the winning block's origin, or `NO_VOTE`
 * @see Nikoukhah et al., CVPRW 2019. Deviation: pixels within 7 px of the border do not vote, because they lie in
 *   fewer than 64 blocks
 */
export function voteForGrids(luma: Uint8Array, width: number, height: number): Uint8Array {
  const votes = new Uint8Array(width * height).fill(NO_VOTE);
  const blocks = width - 7;
  if (width < 15 || height < 15) return votes;
  // Winners over the last 1, 2 and 4 rows of blocks; 8 rows of each are kept.
  const one = createRing(blocks);
  const two = createRing(blocks);
  const four = createRing(blocks);
  const winner = new Uint16Array(blocks);
  countZeros(luma, width, height, (y, counts) => {
    pickAlongRow(counts, (y & 7) << 3, one[y & 7]);
    if (y < 1) return;
    mergeRows(one[y & 7], one[(y - 1) & 7], two[y & 7]);
    if (y < 3) return;
    mergeRows(two[y & 7], two[(y - 2) & 7], four[y & 7]);
    if (y < 7) return;
    mergeRows(four[y & 7], four[(y - 4) & 7], winner);
    for (let x = 7, i = y * width + 7; x < blocks; x++, i++)
      votes[i] = (winner[x] & TIE) === 0 ? winner[x] & 63 : NO_VOTE;
  });
  return votes;
}

function createRing(length: number): Uint16Array[] {
  return Array.from({ length: 8 }, () => new Uint16Array(length));
}

/**
 * The winner among the 8 blocks x − 7..x of one row, as `count · 128 + (TIE) + origin`; from x = 7 on.
 * Windows of 1, 2, 4 and 8 are joined from disjoint halves, so that no block meets itself.
 */
function pickAlongRow(counts: Uint8Array, row: number, out: Uint16Array): void {
  for (let x = 0; x < counts.length; x++) {
    const count = counts[x];
    out[x] = ((count & 63) << 7) | (count & CONSTANT_BLOCK) | row | (x & 7);
  }
  for (let reach = 1; reach < 8; reach *= 2)
    for (let x = counts.length - 1; x >= reach; x--) {
      const a = out[x];
      const b = out[x - reach];
      const less = a - b;
      out[x] = (a - (less & (less >> 31))) | ((((a ^ b) - 128) >> 31) & TIE);
    }
}

/** More zeros win; equal counts tie. */
function mergeRows(above: Uint16Array, below: Uint16Array, out: Uint16Array): void {
  for (let x = 0; x < out.length; x++) {
    const a = above[x];
    const b = below[x];
    const less = a - b;
    out[x] = (a - (less & (less >> 31))) | ((((a ^ b) - 128) >> 31) & TIE);
  }
}
