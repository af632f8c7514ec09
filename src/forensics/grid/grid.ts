import type { Corner } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import type { Photo } from '../../photo/photo.js';
import { greyRows } from '../../pixels/grey.js';
import type { Raster } from '../../pixels/plane.js';
import { type Bands, chooseBands } from './bands.js';
import { findGridRegions, type GridRegion } from './grid-regions.js';
import { findMissingGrid, type MissingGrid } from './missing-grid.js';
import { findOwnGrid, isEcho } from './own-grid.js';
import { NO_VOTE, voteForGrids } from './votes.js';

const GRIDS = 64;

/** Smaller photos hold too few blocks beside 64 origins. */
const LEAST_GRID_SIDE_PX = 64;

// A part as large as this is no part: the whole photo went through that compression. So it did when as many of the
// deciding pixels vote for it.
const WHOLE_SHARE = 0.5;

/** A grid that the photo as a whole lies on. */
interface MainGrid {
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
  /**
   * Parts that an earlier compression left out; null where the photo shows none but that of the file's own coder,
   * which leaves nothing out.
   */
  readonly missing: MissingGrid | null;
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
 *   cells are tested instead of rectangles of pixels; the grid of the file's own coder and grids half a block
 *   off it or off the main grid are never foreign; missing grids are read off quantization steps, see
 *   `findMissingGrid`; photos above 4 Mpx are read in bands of 160 rows
 */
export function findGrids(photo: Photo): GridFacts | null {
  const { width, height } = photo;
  if (Math.min(width, height) < LEAST_GRID_SIDE_PX) return null;
  const bands = chooseBands(photo.raster);
  const { rows, readShare } = bands;
  const votes = voteInBands(photo.raster, bands, (luma) => voteForGrids(luma, width, rows));
  const counts = countVotes(votes);
  const decided = votes.length - counts[NO_VOTE];
  const best = indexOfMost(counts.subarray(0, GRIDS));
  const own = findOwnGrid(photo);
  const isOwn = (grid: number) => own !== null && isEcho(grid, own);
  const parts = findGridRegions(votes, width, (grid) => grid === best || !isOwn(grid));
  const isWhole = ({ areaShare }: GridRegion) => areaShare >= WHOLE_SHARE * readShare;
  const ofBest = parts.filter(({ grid }) => grid === best);
  // A product before a white ground decides almost alone: then its grid is the photo's.
  const leads = counts[best] >= WHOLE_SHARE * decided || ofBest.some(isWhole);
  const log10Nfa = judgeWhole(counts[best], decided, leads ? [] : ofBest);
  const main = log10Nfa < 0 ? best : null;
  const earlier = new Set(parts.filter(isWhole).map(({ grid }) => grid));
  if (main !== null) earlier.add(main);
  const whole = [...earlier];
  const laidBefore = whole.filter((grid) => !isOwn(grid));
  const foreign = parts.filter(({ grid }) => !isOwn(grid) && !whole.some((other) => isEcho(grid, other)));
  return {
    main: main === null ? null : { origin: originOf(main), share: counts[main] / decided, own: isOwn(main) },
    log10Nfa,
    earlier: laidBefore.map(originOf),
    foreign,
    missing: laidBefore.length > 0 ? findLeftOut(photo.raster, originOf(laidBefore[0]), foreign) : null,
    decidedShare: decided / (votes.length * readShare),
    readShare,
  };
}

/** The parts that a grid leaves out and that lie on no other one: that would say the same twice. */
function findLeftOut(
  raster: Raster,
  origin: readonly [x: number, y: number],
  foreign: readonly GridRegion[],
): MissingGrid | null {
  const missing = findMissingGrid(raster, origin);
  if (!missing) return null;
  const boxes = foreign.map(({ polygon }) => boxOf(polygon));
  const parts = missing.parts.filter(({ polygon }) => {
    const [left, top, right, bottom] = boxOf(polygon);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return !boxes.some((box) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
  });
  return { ...missing, parts };
}

function boxOf(polygon: readonly Corner[]): readonly [number, number, number, number] {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** log10 NFA of a grid in the photo outside the given parts, so that one pasted part makes no grid of the photo. */
function judgeWhole(votes: number, decided: number, parts: readonly GridRegion[]): number {
  const k = votes - parts.reduce((sum, part) => sum + part.votes, 0);
  const n = decided * (1 - parts.reduce((sum, { areaShare }) => sum + areaShare, 0));
  return Math.log10(GRIDS) + log10BinomialTail(Math.floor(k / GRIDS), Math.floor(n / GRIDS), 1 / GRIDS);
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

/** One vote per pixel; pixels between bands do not vote. */
function voteInBands(
  raster: Raster,
  { tops, rows }: Bands,
  vote: (luma: Uint8Array) => Uint8Array,
): Uint8Array {
  const votes = new Uint8Array(raster.width * raster.height).fill(NO_VOTE);
  for (const top of tops) votes.set(vote(greyRows(raster, top, rows)), top * raster.width);
  return votes;
}
