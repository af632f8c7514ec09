import { forwardDct8, inverseDct8 } from '../../maths/dct8.js';
import { scaledTable } from '../../maths/jpeg-quality.js';
import { NO_VOTE, voteForGrids } from './votes.js';

// As in the paper: weak enough to leave a compressed part as it is, strong enough to give any other part a grid.
const QUALITY = 99;

/**
 * Votes that a weak compression on a grid would add for that grid: where a part was never compressed on it.
 *
 * Places that cannot carry a grid (saturated, or too rough for any zero) gain nothing from the compression either, so
 * that they are not taken for parts without a grid.
 *
 * @param luma grey levels, row-major
 * @param votes what `voteForGrids` said of it
 * @param grid origin of the blocks, `8 · y + x`
 * @returns `grid` where a pixel votes for it only after the compression, `NO_VOTE` elsewhere
 * @see Nikoukhah et al., CVPRW 2019 (missing grids). Deviation: only luma is compressed, and without an encoder
 */
export function gainVotes(
  luma: Uint8Array,
  votes: Uint8Array,
  width: number,
  height: number,
  grid: number,
): Uint8Array {
  const after = voteForGrids(requantize(luma, width, height, grid), width, height);
  for (let i = 0; i < after.length; i++) if (after[i] !== grid || votes[i] === grid) after[i] = NO_VOTE;
  return after;
}

/** What quality 99 leaves of whole blocks on the grid; pixels outside stay. */
function requantize(luma: Uint8Array, width: number, height: number, grid: number): Uint8Array {
  const steps = scaledTable(QUALITY, 'luma');
  const out = luma.slice();
  const block = new Float64Array(64);
  for (let y = grid >> 3; y + 8 <= height; y += 8)
    for (let x = grid & 7; x + 8 <= width; x += 8) {
      for (let i = 0; i < 64; i++) block[i] = luma[(y + (i >> 3)) * width + x + (i & 7)];
      forwardDct8(block);
      for (let i = 0; i < 64; i++) block[i] = steps[i] * roundHalfUp(block[i] / steps[i]);
      inverseDct8(block);
      for (let i = 0; i < 64; i++)
        out[(y + (i >> 3)) * width + x + (i & 7)] = Math.max(0, Math.min(255, roundHalfUp(block[i])));
    }
  return out;
}

/** Exact halves are frequent (the mean of 64 whole numbers); they go up, also where a transform leaves them below. */
function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5 + 1e-9);
}
