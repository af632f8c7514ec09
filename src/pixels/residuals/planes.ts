import { type Heap, inHeap, roomOf } from '../../kernels/heap.js';
import type { Raster } from '../plane.js';
import type { Tile } from './tiles.js';

// Planes lie in the memory of the kernels and end with the scope of the heap that they were taken from.
//
// Everything here is integer arithmetic: residuals of 8-bit pictures meet their quantization steps exactly, and a
// rounding difference of 1e-6 between two machines would move counts from one bin to another.

/**
 * One channel of a tile in integer units. Sixteen bits are enough for every plane made here: the largest values are
 * second differences at quarter size and high-passes at half size, both within ±32,640.
 */
export interface IntegerPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Int16Array;
  /** Units per grey level. */
  readonly unitsPerLevel: number;
}

/** The channels of one tile. Luma and chroma in quarter levels, colours in levels. */
export interface TilePlanes {
  readonly luma: IntegerPlane;
  readonly cb: IntegerPlane;
  readonly cr: IntegerPlane;
  readonly red: IntegerPlane;
  readonly green: IntegerPlane;
  readonly blue: IntegerPlane;
}

const QUARTERS = 4;

/** Cuts a tile out of a raster. */
export function cutTile(raster: Raster, tile: Omit<Tile, 'texture'>, heap: Heap): TilePlanes {
  const { width, height } = tile;
  const size = width * height;
  const out = heap.takeShorts(6 * size);
  inHeap(3 * size, (inner) => {
    const pixels = inner.bytes(inner.take(3 * size), 3 * size);
    for (let y = 0; y < height; y++) {
      const from = ((tile.y + y) * raster.width + tile.x) * 3;
      pixels.set(raster.data.subarray(from, from + 3 * width), 3 * y * width);
    }
    inner.kernels.splitPixels(pixels.byteOffset, size, out.byteOffset);
  });
  const plane = (k: number, unitsPerLevel: number): IntegerPlane => ({
    width,
    height,
    data: out.subarray(k * size, (k + 1) * size),
    unitsPerLevel,
  });
  return {
    luma: plane(0, QUARTERS),
    cb: plane(1, QUARTERS),
    cr: plane(2, QUARTERS),
    red: plane(3, 1),
    green: plane(4, 1),
    blue: plane(5, 1),
  };
}

/** Half the size: sums of 2 × 2 pixels, so units per level quadruple and nothing is rounded. */
export function halve(plane: IntegerPlane, heap: Heap): IntegerPlane {
  const width = plane.width >> 1;
  const height = plane.height >> 1;
  const data = heap.takeShorts(width * height);
  heap.kernels.halveShorts(heap.put(plane.data), plane.width, plane.height, data.byteOffset);
  return { width, height, data, unitsPerLevel: plane.unitsPerLevel * 4 };
}

/** The same plane in a quarter of its units, rounded, so that what is made of it at the next size still fits. */
export function coarsen(plane: IntegerPlane, heap: Heap): IntegerPlane {
  const data = heap.takeShorts(plane.data.length);
  for (let i = 0; i < data.length; i++) data[i] = (plane.data[i] + 2) >> 2;
  return { ...plane, data, unitsPerLevel: plane.unitsPerLevel / 4 };
}

/** First difference [−1 1] along rows; one column fewer. */
export function stepAlongRows(
  { width, height, data, unitsPerLevel }: IntegerPlane,
  heap: Heap,
): IntegerPlane {
  const out = heap.takeShorts((width - 1) * height);
  for (let y = 0, o = 0; y < height; y++)
    for (let i = y * width; i < (y + 1) * width - 1; i++) out[o++] = data[i + 1] - data[i];
  return { width: width - 1, height, data: out, unitsPerLevel };
}

/** First difference [−1 1] along columns; one row fewer. */
export function stepAlongColumns(
  { width, height, data, unitsPerLevel }: IntegerPlane,
  heap: Heap,
): IntegerPlane {
  const out = heap.takeShorts(width * (height - 1));
  for (let i = 0; i < out.length; i++) out[i] = data[i + width] - data[i];
  return { width, height: height - 1, data: out, unitsPerLevel };
}

/** The least and the greatest of the second differences in four directions; two rows and columns fewer. */
export function extremeBends(plane: IntegerPlane, heap: Heap): readonly [IntegerPlane, IntegerPlane] {
  const { data, unitsPerLevel } = plane;
  const stride = plane.width;
  const width = stride - 2;
  const height = plane.height - 2;
  const least = heap.takeShorts(width * height);
  const greatest = heap.takeShorts(width * height);
  for (let y = 1, o = 0; y <= height; y++)
    for (let i = y * stride + 1; i <= y * stride + width; i++, o++) {
      const middle = 2 * data[i];
      const rows = data[i - 1] + data[i + 1] - middle;
      const columns = data[i - stride] + data[i + stride] - middle;
      const falling = data[i - stride - 1] + data[i + stride + 1] - middle;
      const rising = data[i - stride + 1] + data[i + stride - 1] - middle;
      least[o] = Math.min(rows, columns, falling, rising);
      greatest[o] = Math.max(rows, columns, falling, rising);
    }
  const area = { width, height, unitsPerLevel };
  return [
    { ...area, data: least },
    { ...area, data: greatest },
  ];
}

/** Second difference [1 −2 1] along rows; two columns fewer. */
export function bendAlongRows(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return bend(plane, [plane.width - 2, plane.height], 1, heap);
}

/** Second difference [1 −2 1] along columns; two rows fewer. */
export function bendAlongColumns(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return bend(plane, [plane.width, plane.height - 2], plane.width, heap);
}

/**
 * High-pass [−1 2 −1]ᵀ[−1 2 −1] from the second difference along rows; two rows and columns fewer than the plane.
 * Divided by 4 in the units: a lone pixel that stands out by one level gives 1.
 */
export function highPass(bendRows: IntegerPlane, heap: Heap): IntegerPlane {
  return { ...bendAlongColumns(bendRows, heap), unitsPerLevel: bendRows.unitsPerLevel * 4 };
}

/** Third difference [−1 3 −3 1] along rows; three columns fewer. */
export function twistAlongRows(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return twist(plane, [plane.width - 3, plane.height], 1, heap);
}

/** Third difference [−1 3 −3 1] along columns; three rows fewer. */
export function twistAlongColumns(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return twist(plane, [plane.width, plane.height - 3], plane.width, heap);
}

/** Second difference [1 0 −2 0 1] along rows; four columns fewer. */
export function wideBendAlongRows(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return bend(plane, [plane.width - 4, plane.height], 2, heap);
}

/** Second difference [1 0 −2 0 1] along columns; four rows fewer. */
export function wideBendAlongColumns(plane: IntegerPlane, heap: Heap): IntegerPlane {
  return bend(plane, [plane.width, plane.height - 4], 2 * plane.width, heap);
}

type Size = readonly [width: number, height: number];

function bend(plane: IntegerPlane, [width, height]: Size, step: number, heap: Heap): IntegerPlane {
  const data = heap.takeShorts(width * height);
  heap.kernels.bendShorts(heap.put(plane.data), plane.width, width, height, step, data.byteOffset);
  return { width, height, data, unitsPerLevel: plane.unitsPerLevel };
}

function twist(plane: IntegerPlane, [width, height]: Size, step: number, heap: Heap): IntegerPlane {
  const data = heap.takeShorts(width * height);
  heap.kernels.twistShorts(heap.put(plane.data), plane.width, width, height, step, data.byteOffset);
  return { width, height, data, unitsPerLevel: plane.unitsPerLevel };
}

/**
 * Symbols of a residual: value / step rounded (halves away from zero), clipped to −2..2, plus 2.
 *
 * @param stepLevels quantization step in grey levels
 */
export function quantize(residual: IntegerPlane, stepLevels: number, heap: Heap): Uint8Array {
  const { data } = residual;
  const step = stepLevels * residual.unitsPerLevel;
  // No residual is as large as the largest value.
  const one = Math.min(LARGEST, Math.ceil(step / 2));
  const two = Math.min(LARGEST, Math.ceil(1.5 * step));
  const symbols = heap.bytes(heap.take(data.length), data.length);
  heap.kernels.quantizeShorts(heap.put(data), data.length, one, two, symbols.byteOffset);
  return symbols;
}

const LARGEST = 32767;

/** Mean magnitude in grey levels; 0 for a constant plane. */
export function meanMagnitude({ data, unitsPerLevel }: IntegerPlane): number {
  const sum = inHeap(roomOf(data.length, 2), (heap) =>
    heap.kernels.sumMagnitudes(heap.put(data), data.length),
  );
  return sum / (data.length * unitsPerLevel);
}
