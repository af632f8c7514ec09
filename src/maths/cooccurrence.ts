import { inHeap, roomOf } from '../kernels/heap.js';

// Third-order co-occurrences of quantized residuals: how often three neighbouring residuals take three given
// values. Which triples a picture holds depends on how its pixels were made (sensor noise and demosaicing,
// a decoder's upsampling, recompression) far more than on what it shows.
// See Fridrich and Kodovský, Rich models for steganalysis of digital images, 2012, doi:10.1109/TIFS.2012.2190402.

/** Symbols −2..2, stored as 0..4. */
export const SYMBOLS = 5;

/** Number of triples over five symbols. */
export const TRIPLES = SYMBOLS ** 3;

/**
 * The classes of triples that count as one: a triple, its negative, its reverse, and both. A picture and its mirror
 * image or negative have the same statistics, so the classes carry the information of the 125 in 39 numbers.
 */
export const REVERSIBLE_CLASSES: readonly number[] = listClasses(true);

/** The classes of triples up to sign alone, for triples without reading direction (red, green, blue): 63. */
export const SIGN_CLASSES: readonly number[] = listClasses(false);

export const REVERSIBLE_CLASS_COUNT = Math.max(...REVERSIBLE_CLASSES) + 1;
export const SIGN_CLASS_COUNT = Math.max(...SIGN_CLASSES) + 1;

/** Counts triples of horizontal neighbours, or of places `apart` columns from each other, into `counts` (length 125). */
export function countAlongRows(
  symbols: Uint8Array,
  width: number,
  height: number,
  counts: Int32Array,
  apart = 1,
): void {
  const area = { width, columns: width - 2 * apart, rows: height };
  addTriples([symbols], [0, apart, 2 * apart], area, counts);
}

/** Counts triples of vertical neighbours, or of places `apart` rows from each other, into `counts` (length 125). */
export function countAlongColumns(
  symbols: Uint8Array,
  width: number,
  height: number,
  counts: Int32Array,
  apart = 1,
): void {
  const area = { width, columns: width, rows: height - 2 * apart };
  addTriples([symbols], [0, apart * width, 2 * apart * width], area, counts);
}

/** Counts triples of three planes at one place into `counts` (length 125). */
export function countAcross(
  first: Uint8Array,
  second: Uint8Array,
  third: Uint8Array,
  length: number,
  counts: Int32Array,
): void {
  addTriples([first, second, third], [0, 0, 0], { width: length, columns: length, rows: 1 }, counts);
}

interface Area {
  /** From one row to the next. */
  readonly width: number;
  readonly columns: number;
  readonly rows: number;
}

// The kernel counts into so many histograms of this many integers.
const HISTOGRAMS = 4;
const HISTOGRAM_STRIDE = 128;

/** Counts the triples of symbols at three distances from a place, in one plane or in three. */
function addTriples(
  planes: readonly Uint8Array[],
  distances: readonly number[],
  { width, columns, rows }: Area,
  counts: Int32Array,
): void {
  if (columns <= 0 || rows <= 0) return;
  const room = planes.reduce((sum, plane) => sum + roomOf(plane.length, 1), 0);
  inHeap(room + roomOf(columns, 1) + roomOf(HISTOGRAMS * HISTOGRAM_STRIDE), (heap) => {
    const places = planes.map((plane) => heap.put(plane));
    const [first, second, third] = distances.map((distance, k) => places[k % places.length] + distance);
    const at = heap.take(4 * HISTOGRAMS * HISTOGRAM_STRIDE);
    const found = heap.integers(at, HISTOGRAMS * HISTOGRAM_STRIDE).fill(0);
    heap.kernels.countTriples(first, second, third, width, columns, rows, at, heap.take(columns));
    for (let k = 0; k < found.length; k++)
      if (k % HISTOGRAM_STRIDE < TRIPLES) counts[k % HISTOGRAM_STRIDE] += found[k];
  });
}

/**
 * Square roots of the class frequencies, written to `out` from `offset` on. The root lifts rare patterns, which
 * carry more than the all-zero triple does.
 *
 * @returns the offset behind the last number; all zero when nothing was counted
 */
export function writeClassRoots(
  counts: Int32Array,
  classes: readonly number[],
  out: Float64Array,
  offset: number,
): number {
  let total = 0;
  let end = offset;
  for (let triple = 0; triple < TRIPLES; triple++) {
    total += counts[triple];
    end = Math.max(end, offset + classes[triple] + 1);
  }
  out.fill(0, offset, end);
  for (let triple = 0; triple < TRIPLES; triple++) out[offset + classes[triple]] += counts[triple];
  for (let i = offset; i < end; i++) out[i] = Math.sqrt(out[i] / Math.max(1, total));
  return end;
}

function listClasses(reversible: boolean): number[] {
  const classes = new Array<number>(TRIPLES).fill(-1);
  let next = 0;
  for (let triple = 0; triple < TRIPLES; triple++) {
    if (classes[triple] >= 0) continue;
    const members = [triple, negate(triple)];
    if (reversible) members.push(reverse(triple), reverse(negate(triple)));
    for (const member of members) classes[member] = next;
    next++;
  }
  return classes;
}

function negate(triple: number): number {
  return TRIPLES - 1 - triple;
}

function reverse(triple: number): number {
  const first = Math.floor(triple / (SYMBOLS * SYMBOLS));
  const second = Math.floor(triple / SYMBOLS) % SYMBOLS;
  const third = triple % SYMBOLS;
  return (third * SYMBOLS + second) * SYMBOLS + first;
}
