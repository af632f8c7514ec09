import type { Heap } from '../../kernels/heap.js';
import {
  countAcross,
  REVERSIBLE_CLASS_COUNT,
  SIGN_CLASS_COUNT,
  SIGN_CLASSES,
  TRIPLES,
  writeClassRoots,
} from '../../maths/cooccurrence.js';
import {
  halve,
  type IntegerPlane,
  twistAlongColumns,
  twistAlongRows,
  wideBendAlongColumns,
  wideBendAlongRows,
} from './planes.js';
import { SCALE_NAMES, SCALE_SETS, writeScales } from './scales.js';
import {
  type Bends,
  type Both,
  bendBoth,
  numbered,
  relativeStep,
  type Symbols,
  toSymbols,
  writeCounts,
} from './symbols.js';

/** What the patterns are counted in; `half` is the tile at half size. */
interface PatternPlanes {
  readonly luma: IntegerPlane;
  readonly halfLuma: IntegerPlane;
  readonly bends: Readonly<Record<'luma' | 'cb' | 'cr' | 'halfLuma' | 'halfCb' | 'halfCr', Bends>>;
  /** High-passes of luma, Cb, Cr. */
  readonly residuals: readonly IntegerPlane[];
  /** High-passes of luma, Cb, Cr at half size. */
  readonly halfResiduals: readonly IntegerPlane[];
  /** High-passes of red, green, blue. */
  readonly colours: readonly IntegerPlane[];
  /** High-passes of red, green, blue at half size. */
  readonly halfColours: readonly IntegerPlane[];
}

/** Names of the numbers that `writePatterns` writes. */
export const PATTERN_NAMES: readonly string[] = [
  ...[
    'luma-bend-along',
    'luma-bend-across',
    'luma-bend-relative',
    'luma-high-pass',
    'luma-twist',
    'half-bend-along',
    'half-bend-relative',
    'half-high-pass',
    'quarter-bend-relative',
    'cr-bend',
    'cb-bend',
    'half-cr-bend',
    'half-cb-bend',
    'luma-bend-coarse',
    'luma-wide-relative',
    'half-twist',
    'half-bend-coarse',
    'quarter-bend-along',
  ].flatMap((name) => numbered(name, REVERSIBLE_CLASS_COUNT)),
  ...numbered('colour-high-pass', SIGN_CLASS_COUNT),
  ...numbered('luma-chroma', SIGN_CLASS_COUNT),
  ...numbered('half-colour-high-pass', SIGN_CLASS_COUNT),
  ...numbered('half-luma-chroma', SIGN_CLASS_COUNT),
  ...SCALE_NAMES,
];

/** Sets of patterns that are told pooled as one histogram only, not as means over tiles. */
export const POOLED_ONLY: readonly string[] = [
  'luma-bend-coarse',
  'luma-wide-relative',
  'half-twist',
  'half-bend-coarse',
  'quarter-bend-along',
  'half-colour-high-pass',
  'half-luma-chroma',
  ...SCALE_SETS,
];

/** Steps in grey levels. Fixed steps keep what strength says, relative ones the shape that survives recompression. */
const BEND_STEP = 2;
const TWIST_STEP = 3;
const FINE_STEP = 1;

/**
 * Co-occurrences of all residuals of one tile, at the start of `out`. Rows and columns are counted into one
 * histogram, so that a photo and the same photo turned by 90° give the same numbers.
 *
 * @returns the offset behind the last number
 */
export function writePatterns(planes: PatternPlanes, out: Float64Array, heap: Heap): number {
  const { luma, halfLuma, bends, residuals, halfResiduals, colours, halfColours } = planes;
  let o = 0;
  const along = ([rows, columns]: Both) => {
    o = writeCounts([rows], [columns], out, o);
  };
  const across = ([rows, columns]: Both) => {
    o = writeCounts([columns], [rows], out, o);
  };
  const symbols = (residual: IntegerPlane, step: number) => toSymbols(residual, step, heap);
  const both = ({ rows, columns }: Bends, step: number): Both => [
    symbols(rows, step),
    symbols(columns, step),
  ];
  const relative = (pair: Bends) => both(pair, relativeStep(pair));
  const twice = (one: Symbols): Both => [one, one];

  const lumaBends = both(bends.luma, BEND_STEP);
  const fine = residuals.map((residual) => symbols(residual, FINE_STEP));
  along(lumaBends);
  across(lumaBends);
  along(relative(bends.luma));
  along(twice(fine[0]));
  along(both({ rows: twistAlongRows(luma, heap), columns: twistAlongColumns(luma, heap) }, TWIST_STEP));
  along(both(bends.halfLuma, BEND_STEP));
  along(relative(bends.halfLuma));
  along(twice(symbols(halfResiduals[0], FINE_STEP)));
  const quarterBends = bendBoth(halve(halfLuma, heap), heap);
  along(relative(quarterBends));
  for (const chroma of [bends.cr, bends.cb, bends.halfCr, bends.halfCb]) along(both(chroma, FINE_STEP));
  along(both(bends.luma, 2 * relativeStep(bends.luma)));
  along(relative({ rows: wideBendAlongRows(luma, heap), columns: wideBendAlongColumns(luma, heap) }));
  along(
    both({ rows: twistAlongRows(halfLuma, heap), columns: twistAlongColumns(halfLuma, heap) }, TWIST_STEP),
  );
  along(both(bends.halfLuma, 2 * relativeStep(bends.halfLuma)));
  along(both(quarterBends, BEND_STEP));

  o = writeJoint(
    colours.map((colour) => symbols(colour, FINE_STEP)),
    out,
    o,
  );
  o = writeJoint(fine, out, o);
  o = writeJoint(
    halfColours.map((colour) => symbols(colour, FINE_STEP)),
    out,
    o,
  );
  o = writeJoint(
    halfResiduals.map((residual) => symbols(residual, FINE_STEP)),
    out,
    o,
  );
  const full = { plane: luma, bends: bends.luma, highPass: residuals[0] };
  const half = { plane: halfLuma, bends: bends.halfLuma, highPass: halfResiduals[0] };
  return writeScales(full, half, out, o, heap);
}

/** Counts triples of three channels at one place. */
function writeJoint([first, second, third]: readonly Symbols[], out: Float64Array, offset: number): number {
  const counts = new Int32Array(TRIPLES);
  countAcross(first.symbols, second.symbols, third.symbols, first.symbols.length, counts);
  return writeClassRoots(counts, SIGN_CLASSES, out, offset);
}
