import type { Heap } from '../../kernels/heap.js';
import {
  countAlongColumns,
  countAlongRows,
  REVERSIBLE_CLASSES,
  TRIPLES,
  writeClassRoots,
} from '../../maths/cooccurrence.js';
import { bendAlongColumns, bendAlongRows, type IntegerPlane, meanMagnitude, quantize } from './planes.js';

/** Second differences of one plane along rows and along columns. */
export interface Bends {
  readonly rows: IntegerPlane;
  readonly columns: IntegerPlane;
}

/** A residual as one of five symbols per place. */
export interface Symbols {
  readonly width: number;
  readonly height: number;
  readonly symbols: Uint8Array;
}

/** Symbols of a residual along rows and of the same along columns. */
export type Both = readonly [rows: Symbols, columns: Symbols];

/** Least relative step: a flat tile stays all zero instead of showing its rounding. */
const LEAST_STEP = 0.5;

/** Second differences of a plane in both directions. */
export function bendBoth(plane: IntegerPlane, heap: Heap): Bends {
  return { rows: bendAlongRows(plane, heap), columns: bendAlongColumns(plane, heap) };
}

/** The step that adapts to the tile's own strength: the mean magnitude of both residuals, in grey levels. */
export function relativeStep({ rows, columns }: Bends): number {
  return Math.max(LEAST_STEP, (meanMagnitude(rows) + meanMagnitude(columns)) / 2);
}

/** @param stepLevels quantization step in grey levels */
export function toSymbols(residual: IntegerPlane, stepLevels: number, heap: Heap): Symbols {
  const { width, height } = residual;
  return { width, height, symbols: quantize(residual, stepLevels, heap) };
}

/**
 * Counts planes of symbols along rows and others along columns into one histogram of triples whose places lie `apart`
 * from each other.
 *
 * @returns the offset behind the last number
 */
export function writeCounts(
  inRows: readonly Symbols[],
  inColumns: readonly Symbols[],
  out: Float64Array,
  offset: number,
  apart = 1,
): number {
  const counts = new Int32Array(TRIPLES);
  for (const { symbols, width, height } of inRows) countAlongRows(symbols, width, height, counts, apart);
  for (const { symbols, width, height } of inColumns)
    countAlongColumns(symbols, width, height, counts, apart);
  return writeClassRoots(counts, REVERSIBLE_CLASSES, out, offset);
}

/** `name-0`, `name-1`, and so on. */
export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i}`);
}
