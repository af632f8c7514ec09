import { log10BinomialTail } from '../../maths/binomial-tail.js';
import type { Photo } from '../../photo/photo.js';
import { greyRows } from '../../pixels/grey.js';
import type { Raster } from '../../pixels/plane.js';
import { findGridRegions, type GridRegion } from './grid-regions.js';
import { listOwnGrids } from './own-grids.js';
import { NO_VOTE, voteForGrids } from './votes.js';

const GRIDS = 64;

/** Smaller photos hold too few blocks beside 64 origins. */
export const LEAST_GRID_SIDE_PX = 64;

// About 0.7 s. Larger photos are read in bands of whole rows, evenly spread.
const MOST_PIXELS = 4e6;
const BAND_PX = 160;

// A part as large as this is no part: the whole photo went through that compression.
const WHOLE_SHARE = 0.5;

/** A grid that the photo as a whole lies on. */
export interface MainGrid {
  /** Pixel of the upright photo where a block begins, 0..7 each. */
  readonly origin: readonly [x: number, y: number];
  /** Share of the deciding pixels that vote for it, 0..1; 1/64 is chance. */
  readonly share: number;
  /** Whether the file's own coder lays it. */
  readonly own: boolean;
}

/** Traces of 8×8 blocks in a photo. */
export interface GridFacts {
  /** The most frequent grid; null where it is no more frequent than chance allows. */
  readonly main: MainGrid | null;
  /** log10 of how many grids as frequent as the most frequent one are expected by chance in the photo. */
  readonly log10Nfa: number;
  /** Origins of grids that the file's own coder does not lay and that cover most of the photo. */
  readonly earlier: readonly (readonly [x: number, y: number])[];
  /** Parts on a grid of their own; most certain first. */
  readonly foreign: readonly GridRegion[];
  /** Share of the pixels that were read whose vote decided, 0..1. */
  readonly decidedShare: number;
  /** Share of the photo that was read, 0..1. */
  readonly readShare: number;
}

/**
 * Finds the 8×8 grid that JPEG compression left in the pixels of a photo, and the parts that lie on another one.
 *
 * @param photo both sides at least 64 px
 * @returns null when the photo is smaller
 * @see Nikoukhah et al., JPEG Grid Detection based on the Number of DCT Zeros and its Application to Automatic and
 *   Localized Forgery Detection, CVPRW 2019. Deviations: regions grow over cells of 8×8 px, so that rectangles of
 *   cells are tested instead of rectangles of pixels; grids of the file's own coder are never foreign; photos above
 *   4 Mpx are read in bands of 160 rows
 */
export function findGrids(photo: Photo): GridFacts | null {
  const { width, height } = photo;
  if (Math.min(width, height) < LEAST_GRID_SIDE_PX) return null;
  const { votes, readShare } = voteInBands(photo.raster);
  const counts = countVotes(votes);
  const decided = votes.length - counts[NO_VOTE];
  const best = indexOfMost(counts.subarray(0, GRIDS));
  const blocks = Math.floor(decided / GRIDS);
  const log10Nfa = Math.log10(GRIDS) + log10BinomialTail(Math.floor(counts[best] / GRIDS), blocks, 1 / GRIDS);
  const own = listOwnGrids(photo);
  const main = log10Nfa < 0 ? best : null;
  const regions = findGridRegions(votes, width, (grid) => !own.includes(grid) && grid !== main);
  const earlier = regions
    .filter(({ areaShare }) => areaShare >= WHOLE_SHARE * readShare)
    .map(({ origin }) => origin);
  if (main !== null && !own.includes(main)) earlier.unshift(originOf(main));
  return {
    main:
      main === null
        ? null
        : { origin: originOf(main), share: counts[main] / decided, own: own.includes(main) },
    log10Nfa,
    earlier,
    foreign: regions.filter(({ origin }) => !earlier.some(([x, y]) => origin[0] === x && origin[1] === y)),
    decidedShare: decided / (votes.length * readShare),
    readShare,
  };
}

function originOf(grid: number): readonly [x: number, y: number] {
  return [grid & 7, grid >> 3];
}

function countVotes(votes: Uint8Array): Float64Array {
  const counts = new Float64Array(GRIDS + 1);
  for (let i = 0; i < votes.length; i++) counts[votes[i]]++;
  return counts;
}

function indexOfMost(counts: Float64Array): number {
  let best = 0;
  for (let i = 1; i < counts.length; i++) if (counts[i] > counts[best]) best = i;
  return best;
}

/** Votes of the whole photo, or of evenly spread bands of it; pixels between bands do not vote. */
function voteInBands(raster: Raster): { votes: Uint8Array; readShare: number } {
  const { width, height } = raster;
  if (width * height <= MOST_PIXELS)
    return { votes: voteForGrids(greyRows(raster, 0, height), width, height), readShare: 1 };
  const bandHeight = Math.min(BAND_PX, height);
  const count = Math.max(1, Math.floor(MOST_PIXELS / width / bandHeight));
  const votes = new Uint8Array(width * height).fill(NO_VOTE);
  for (let band = 0; band < count; band++) {
    // Multiples of 8: origins then mean the same in every band.
    const top = 8 * Math.floor((band * (height - bandHeight)) / Math.max(1, count - 1) / 8);
    votes.set(voteForGrids(greyRows(raster, top, bandHeight), width, bandHeight), top * width);
  }
  return { votes, readShare: (count * bandHeight) / height };
}
