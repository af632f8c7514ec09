import type { Heap } from '../../kernels/heap.js';
import {
  countAcross,
  countAlongColumns,
  countAlongRows,
  REVERSIBLE_CLASS_COUNT,
  REVERSIBLE_CLASSES,
  SIGN_CLASS_COUNT,
  SIGN_CLASSES,
  TRIPLES,
  writeClassRoots,
} from '../../maths/cooccurrence.js';
import {
  bendAlongColumns,
  bendAlongRows,
  halve,
  type IntegerPlane,
  meanMagnitude,
  quantize,
  twistAlongColumns,
  twistAlongRows,
  wideBendAlongColumns,
  wideBendAlongRows,
} from './planes.js';

/** Second differences of one plane along rows and along columns. */
interface Bends {
  readonly rows: IntegerPlane;
  readonly columns: IntegerPlane;
}

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
];

/** Steps in grey levels. Fixed steps keep what strength says, relative ones the shape that survives recompression. */
const BEND_STEP = 2;
const TWIST_STEP = 3;
const FINE_STEP = 1;
/** Least relative step: a flat tile stays all zero instead of showing its rounding. */
const LEAST_STEP = 0.5;

interface Symbols {
  readonly width: number;
  readonly height: number;
  readonly symbols: Uint8Array;
}
/** Symbols of a residual along rows and of the same along columns. */
type Both = readonly [rows: Symbols, columns: Symbols];

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
    o = writeCounts(rows, columns, out, o);
  };
  const across = ([rows, columns]: Both) => {
    o = writeCounts(columns, rows, out, o);
  };
  const symbols = (residual: IntegerPlane, step: number): Symbols => ({
    width: residual.width,
    height: residual.height,
    symbols: quantize(residual, step, heap),
  });
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
  return writeJoint(
    halfResiduals.map((residual) => symbols(residual, FINE_STEP)),
    out,
    o,
  );
}

/** Second differences of a plane in both directions. */
export function bendBoth(plane: IntegerPlane, heap: Heap): Bends {
  return { rows: bendAlongRows(plane, heap), columns: bendAlongColumns(plane, heap) };
}

/** The step that adapts to the tile's own strength. */
function relativeStep({ rows, columns }: Bends): number {
  return Math.max(LEAST_STEP, (meanMagnitude(rows) + meanMagnitude(columns)) / 2);
}

/** Counts one plane of symbols along rows and another along columns into one histogram. */
function writeCounts(inRows: Symbols, inColumns: Symbols, out: Float64Array, offset: number): number {
  const counts = new Int32Array(TRIPLES);
  countAlongRows(inRows.symbols, inRows.width, inRows.height, counts);
  countAlongColumns(inColumns.symbols, inColumns.width, inColumns.height, counts);
  return writeClassRoots(counts, REVERSIBLE_CLASSES, out, offset);
}

/** Counts triples of three channels at one place. */
function writeJoint([first, second, third]: readonly Symbols[], out: Float64Array, offset: number): number {
  const counts = new Int32Array(TRIPLES);
  countAcross(first.symbols, second.symbols, third.symbols, first.symbols.length, counts);
  return writeClassRoots(counts, SIGN_CLASSES, out, offset);
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i}`);
}
