import { greyRows } from '../../pixels/grey.js';
import type { Raster } from '../../pixels/plane.js';
import { analyzeLine, type LineSpectrum } from './line-spectrum.js';
import { findResampledParts, joinChances, type ResampledPart } from './resampled-parts.js';
import { STRIP_PX, sumSecondDifferences } from './second-differences.js';

/** Smaller photos have too few frequencies to tell a peak from its neighbours. */
const LEAST_RESAMPLING_SIDE_PX = 2 * STRIP_PX;

/** A period along one axis of the whole photo. */
interface Period {
  /** Cycles per pixel, 0.04..0.5. */
  readonly frequency: number;
  /** log10 of how many frequencies as strong as this one are expected by chance. */
  readonly log10Nfa: number;
}

/** Traces of interpolation in a photo. */
export interface ResamplingFacts {
  /** The strongest period along each axis, significant or not. */
  readonly across: Period;
  readonly down: Period;
  /** The strongest period that both axes share, as a resize with the aspect kept leaves it. */
  readonly both: Period;
  /** Parts that were resized otherwise than the rest; most certain first. */
  readonly parts: readonly ResampledPart[];
  /** Windows that could be compared with each other; 0 below 384 px a side, where parts are not looked for. */
  readonly windows: number;
}

/**
 * Looks for the periodic traces that resizing leaves: of the photo as a whole, and of parts.
 *
 * Resizing by a factor s shows at 1/s cycles per pixel, folded into 0..0.5; where the photo had been a JPEG before,
 * its blocks show at multiples of 1/(8·s) as well. Frequencies at multiples of 1/8 are not judged (blocks of the
 * file itself), so that resizing by exactly 2, 4 or 8 is missed; so are rotations.
 *
 * @param raster upright RGB
 * @returns null when a side is below 256 px
 * @see Gallagher, CRV 2005; Mahdian & Saic, IEEE TIFS 2008, doi:10.1109/TIFS.2004.924603. Deviation: the
 *   decision is a-contrario, from the ratio of a bin to its neighbours, instead of a fixed threshold
 */
export function findResampling(raster: Raster): ResamplingFacts | null {
  const { width, height } = raster;
  if (Math.min(width, height) < LEAST_RESAMPLING_SIDE_PX) return null;
  const sums = sumSecondDifferences(greyRows(raster, 0, height), width, height);
  const across = analyzeLine(addLines(sums.columns));
  const down = analyzeLine(addLines(sums.rows));
  return {
    across: strongest(across),
    down: strongest(down),
    both: strongestOfBoth(across, down),
    ...findResampledParts(sums, width, height),
  };
}

function addLines(lines: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(lines[0].length);
  for (const line of lines) for (let i = 0; i < total.length; i++) total[i] += line[i];
  return total;
}

function strongest({ log10Tail, step, tests }: LineSpectrum): Period {
  let best = 0;
  for (let k = 1; k < log10Tail.length; k++) if (log10Tail[k] < log10Tail[best]) best = k;
  return { frequency: best * step, log10Nfa: Math.log10(tests) + log10Tail[best] };
}

/** Bins of the finer axis, each beside the strongest of the nearest bins of the other one. */
function strongestOfBoth(a: LineSpectrum, b: LineSpectrum): Period {
  const [fine, coarse] = a.step <= b.step ? [a, b] : [b, a];
  let best: Period = { frequency: 0, log10Nfa: Math.log10(fine.tests) };
  for (let k = 1; k < fine.log10Tail.length; k++) {
    const near = Math.round((k * fine.step) / coarse.step);
    const other = Math.min(...[near - 1, near, near + 1].map((bin) => coarse.log10Tail[bin] ?? 0));
    // Three bins were tried.
    const log10Nfa = Math.log10(3 * fine.tests) + joinChances(fine.log10Tail[k], other);
    if (log10Nfa < best.log10Nfa) best = { frequency: k * fine.step, log10Nfa };
  }
  return best;
}
