import type { Heap } from '../../kernels/heap.js';
import {
  REVERSIBLE_CLASS_COUNT,
  REVERSIBLE_CLASSES,
  SIGN_CLASS_COUNT,
  SIGN_CLASSES,
  SYMBOLS,
  TRIPLES,
  writeClassRoots,
} from '../../maths/cooccurrence.js';
import {
  coarsen,
  extremeBends,
  halve,
  highPass,
  type IntegerPlane,
  stepAlongColumns,
  stepAlongRows,
  twistAlongColumns,
  twistAlongRows,
} from './planes.js';
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

// Luma from full to an eighth of the size. What a decoder of a generator makes at one size hangs together with the next
// size otherwise than what a lens and a sensor make, and coarse sizes outlast recompression and halving.

const ACROSS_SCALES = ['scales-high-pass', 'scales-high-pass-half', 'scales-bend', 'scales-bend-half'];
const WITHIN_SCALES = [
  'children',
  'children-half',
  'half-bend-across',
  'quarter-bend-across',
  'half-extremes',
  'quarter-extremes',
  'half-step',
  'quarter-step',
  'half-high-pass-apart',
  'quarter-high-pass-apart',
  'quarter-high-pass',
  'eighth-bend-relative',
  'half-high-pass-relative',
  'quarter-twist-relative',
];

/** Sets of patterns that `writeScales` writes. */
export const SCALE_SETS: readonly string[] = [...ACROSS_SCALES, ...WITHIN_SCALES];

/** Names of the numbers that `writeScales` writes. */
export const SCALE_NAMES: readonly string[] = [
  ...ACROSS_SCALES.flatMap((name) => numbered(name, SIGN_CLASS_COUNT)),
  ...WITHIN_SCALES.flatMap((name) => numbered(name, REVERSIBLE_CLASS_COUNT)),
];

/** Fixed steps in grey levels. */
const BEND_STEP = 2;
const FINE_STEP = 1;
/** High-passes of neighbouring places share pixels; this far apart they share none but one column. */
const APART = 2;

/** Luma at one size. */
export interface Scale {
  readonly plane: IntegerPlane;
  readonly bends: Bends;
  readonly highPass: IntegerPlane;
}

/** A scale in symbols whose steps adapt to its own strength. */
interface ScaleSymbols {
  readonly highPass: Symbols;
  readonly bends: Both;
}

/**
 * Co-occurrences of luma across sizes and at the coarser ones, from `offset` on.
 *
 * @returns the offset behind the last number
 */
export function writeScales(full: Scale, half: Scale, out: Float64Array, offset: number, heap: Heap): number {
  const quarter = describeScale(coarsen(halve(half.plane, heap), heap), heap);
  const eighth = describeScale(coarsen(halve(quarter.plane, heap), heap), heap);
  const symbols = [full, half, quarter, eighth].map((scale) => toScaleSymbols(scale, heap));
  const behind = writeAcross(symbols, out, offset);
  return writeCoarse([half, quarter], symbols, out, behind, heap);
}

function writeAcross(scales: readonly ScaleSymbols[], out: Float64Array, offset: number): number {
  const finest = [0, 1];
  let o = offset;
  const write = (classes: readonly number[], count: (counts: Int32Array) => void) => {
    const counts = new Int32Array(TRIPLES);
    count(counts);
    o = writeClassRoots(counts, classes, out, o);
  };
  const from = (k: number, pick: (scale: ScaleSymbols) => Symbols) => scales.slice(k).map(pick);
  for (const k of finest)
    write(SIGN_CLASSES, (counts) =>
      countScales(
        from(k, ({ highPass }) => highPass),
        [1, 1],
        counts,
      ),
    );
  for (const k of finest)
    write(SIGN_CLASSES, (counts) => {
      countScales(
        from(k, ({ bends }) => bends[0]),
        [1, 0],
        counts,
      );
      countScales(
        from(k, ({ bends }) => bends[1]),
        [0, 1],
        counts,
      );
    });
  for (const k of finest)
    write(REVERSIBLE_CLASSES, (counts) => countChildren(scales[k].highPass, scales[k + 1].highPass, counts));
  return o;
}

/** @param middle half and quarter */
function writeCoarse(
  middle: readonly Scale[],
  scales: readonly ScaleSymbols[],
  out: Float64Array,
  offset: number,
  heap: Heap,
): number {
  const [, half, quarter, eighth] = scales;
  let o = offset;
  const along = ([rows, columns]: Both, apart = 1) => {
    o = writeCounts([rows], [columns], out, o, apart);
  };
  for (const { bends } of middle)
    along([toSymbols(bends.columns, BEND_STEP, heap), toSymbols(bends.rows, BEND_STEP, heap)]);
  for (const { plane } of middle) {
    const [rows, columns] = extremeBends(plane, heap);
    const both = relativeSymbols({ rows, columns }, heap);
    o = writeCounts(both, both, out, o);
  }
  for (const { plane } of middle) {
    const steps = { rows: stepAlongRows(plane, heap), columns: stepAlongColumns(plane, heap) };
    along(relativeSymbols(steps, heap));
  }
  for (const { highPass } of [half, quarter]) along([highPass, highPass], APART);
  const fine = toSymbols(middle[1].highPass, FINE_STEP, heap);
  along([fine, fine]);
  along(eighth.bends);
  along([half.highPass, half.highPass]);
  const { plane } = middle[1];
  along(
    relativeSymbols({ rows: twistAlongRows(plane, heap), columns: twistAlongColumns(plane, heap) }, heap),
  );
  return o;
}

function describeScale(plane: IntegerPlane, heap: Heap): Scale {
  const bends = bendBoth(plane, heap);
  return { plane, bends, highPass: highPass(bends.rows, heap) };
}

function toScaleSymbols({ highPass: residual, bends }: Scale, heap: Heap): ScaleSymbols {
  const step = relativeStep({ rows: residual, columns: residual });
  return { highPass: toSymbols(residual, step, heap), bends: relativeSymbols(bends, heap) };
}

function relativeSymbols(pair: Bends, heap: Heap): Both {
  const step = relativeStep(pair);
  return [toSymbols(pair.rows, step, heap), toSymbols(pair.columns, step, heap)];
}

/**
 * Counts triples of one place at three sizes, every place of the finest.
 *
 * @param scales finest first; more than three are left alone
 * @param lost columns and rows that the residual lost on each side
 */
function countScales(
  [fine, middle, coarse]: readonly Symbols[],
  [lostX, lostY]: readonly [columns: number, rows: number],
  counts: Int32Array,
): void {
  for (let y = lostY; y < middle.height - lostY; y++) {
    const coarseRow = (((y + lostY) >> 1) - lostY) * coarse.width;
    for (let x = lostX; x < middle.width - lostX; x++) {
      const above = coarse.symbols[coarseRow + ((x + lostX) >> 1) - lostX];
      const end = middle.symbols[y * middle.width + x] * SYMBOLS + above;
      const first = (2 * y + lostY) * fine.width + 2 * x + lostX;
      const below = first + fine.width;
      counts[fine.symbols[first] * SYMBOLS ** 2 + end]++;
      counts[fine.symbols[first + 1] * SYMBOLS ** 2 + end]++;
      counts[fine.symbols[below] * SYMBOLS ** 2 + end]++;
      counts[fine.symbols[below + 1] * SYMBOLS ** 2 + end]++;
    }
  }
}

/** Counts a high-pass between two neighbours of the four finer ones that lie under it. */
function countChildren(fine: Symbols, coarse: Symbols, counts: Int32Array): void {
  const { symbols, width } = fine;
  for (let y = 0; y < coarse.height; y++)
    for (let x = 0; x < coarse.width; x++) {
      const parent = coarse.symbols[y * coarse.width + x] * SYMBOLS;
      const at = (2 * y + 1) * width + 2 * x + 1;
      const [a, b, c, d] = [symbols[at], symbols[at + 1], symbols[at + width], symbols[at + width + 1]];
      counts[a * SYMBOLS ** 2 + parent + b]++;
      counts[c * SYMBOLS ** 2 + parent + d]++;
      counts[a * SYMBOLS ** 2 + parent + c]++;
      counts[b * SYMBOLS ** 2 + parent + d]++;
    }
}
