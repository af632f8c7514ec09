import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import type { Raster } from '../../pixels/plane.js';
import { BLOCK_PX, type LatticeVotes, voteForLattice } from './lattice-votes.js';

/** Smaller photos hold too few blocks. */
const LEAST_MOSAIC_SIDE_PX = 256;

// A photo counts as carrying the trace when chance gives so many votes to one lattice in 1 of 100 photos, and when the
// majority is clear: 31 photos of the web lean to one lattice by up to 3.7 % for reasons of their own, and in 13
// originals below 56 % no moved part was found.
const LOG10_PRESENT = -2;
const LEAST_SHARE = 0.56;

// Sides of the square windows that are tested, in blocks: 64 to 512 px; each steps by half its side.
const WINDOW_BLOCKS = [8, 16, 32, 64];

// Windows above this are dropped; see `LOG10_NFA_LIMIT` of the reference comparison.
const LOG10_NFA_LIMIT = -2;

/** A part whose colour filter array lies otherwise than that of the rest. */
interface ShiftedPart {
  /** Corners in pixels, not closed. */
  readonly polygon: readonly Corner[];
  readonly areaShare: number;
  /** log10 of how many such windows are expected by chance in one photo. */
  readonly log10Nfa: number;
}

/** Traces of a Bayer colour filter array. */
export interface MosaicFacts {
  /** (x + y) mod 2 of the pixels whose green was measured, by most votes. */
  readonly lattice: 0 | 1;
  /** Share of the deciding blocks that vote for it, 0.5..1. */
  readonly share: number;
  /** log10 of how many lattices as frequent as that are expected by chance. */
  readonly log10Nfa: number;
  /** Whether the trace is there. */
  readonly present: boolean;
  /** Parts on the other lattice; none where the trace is absent. */
  readonly parts: readonly ShiftedPart[];
}

/**
 * Looks for the trace that demosaicing leaves in a camera original, and for parts on which it is shifted by one pixel.
 *
 * Every block decides between two lattices; without a trace each wins with probability 1/2. A part that was moved or
 * pasted by an odd number of pixels (across plus down) votes for the other lattice than the rest: half of all pastes do.
 * Parts without any trace are not reported: smooth, saturated and blurred places of honest photos have none.
 *
 * @param raster upright RGB at native size
 * @returns null when a side is below 256 px
 * @see Bammey, Grompone von Gioi, Morel, Automatic Detection of Demosaicing Image Artifacts and its Use in Tampering
 *   Detection, MIPR 2018 (a-contrario test of block votes). Deviations: green alone and two lattices instead of four
 *   patterns; windows of 64 to 512 px
 */
export function findMosaic(raster: Raster): MosaicFacts | null {
  const { width, height } = raster;
  if (Math.min(width, height) < LEAST_MOSAIC_SIDE_PX) return null;
  const ballot = voteForLattice(raster);
  const counts = [0, 0];
  for (const vote of ballot.votes) if (vote >= 0) counts[vote]++;
  const decided = counts[0] + counts[1];
  const lattice = counts[1] > counts[0] ? 1 : 0;
  const log10Nfa = Math.log10(2) + log10BinomialTail(counts[lattice], decided, 0.5);
  const share = decided > 0 ? counts[lattice] / decided : 0.5;
  const present = log10Nfa < LOG10_PRESENT && share >= LEAST_SHARE;
  return {
    lattice,
    share,
    log10Nfa,
    present,
    parts: present ? findShiftedParts(ballot, 1 - lattice, width, height) : [],
  };
}

function findShiftedParts(
  { wide, high, votes }: LatticeVotes,
  other: number,
  width: number,
  height: number,
): ShiftedPart[] {
  const decided = integrate(votes, wide, high, (vote) => vote >= 0);
  const against = integrate(votes, wide, high, (vote) => vote === other);
  const windows = listWindows(wide, high);
  const log10Tests = Math.log10(Math.max(1, windows.length));
  const inside = new Uint8Array(wide * high);
  const nfa = new Float64Array(wide * high);
  for (const { x, y, side } of windows) {
    const log10Nfa =
      log10Tests + log10BinomialTail(sumOf(against, wide, x, y, side), sumOf(decided, wide, x, y, side), 0.5);
    if (log10Nfa >= LOG10_NFA_LIMIT) continue;
    for (let row = y; row < y + side; row++)
      for (let i = row * wide + x; i < row * wide + x + side; i++) {
        inside[i] = 1;
        nfa[i] = Math.min(nfa[i], log10Nfa);
      }
  }
  const { labels, count, sizes, starts } = labelComponents(inside, wide);
  const best = new Float64Array(count + 1);
  for (let i = 0; i < labels.length; i++) best[labels[i]] = Math.min(best[labels[i]], nfa[i]);
  return Array.from({ length: count }, (_, i) => i + 1)
    .map((label) => ({
      polygon: traceOutline(labels, wide, label, starts[label], 0).map(
        ([x, y]) => [1 + x * BLOCK_PX, 1 + y * BLOCK_PX] as const,
      ),
      areaShare: (sizes[label] * BLOCK_PX ** 2) / (width * height),
      log10Nfa: best[label],
    }))
    .sort((a, b) => a.log10Nfa - b.log10Nfa);
}

function listWindows(wide: number, high: number): { x: number; y: number; side: number }[] {
  const windows: { x: number; y: number; side: number }[] = [];
  for (const side of WINDOW_BLOCKS)
    for (let y = 0; y + side <= high; y += side / 2)
      for (let x = 0; x + side <= wide; x += side / 2) windows.push({ x, y, side });
  return windows;
}

/** Sums over all rectangles from the first block on, one row and column longer than the blocks. */
function integrate(
  votes: Int8Array,
  wide: number,
  high: number,
  counts: (vote: number) => boolean,
): Int32Array {
  const sums = new Int32Array((wide + 1) * (high + 1));
  for (let y = 0; y < high; y++)
    for (let x = 0, row = 0; x < wide; x++) {
      row += Number(counts(votes[y * wide + x]));
      sums[(y + 1) * (wide + 1) + x + 1] = sums[y * (wide + 1) + x + 1] + row;
    }
  return sums;
}

function sumOf(sums: Int32Array, wide: number, x: number, y: number, side: number): number {
  const top = y * (wide + 1) + x;
  const bottom = (y + side) * (wide + 1) + x;
  return sums[bottom + side] - sums[bottom] - sums[top + side] + sums[top];
}
