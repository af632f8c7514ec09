import type { Raster } from '../plane.js';
import type { Arena } from './arena.js';
import type { Tile } from './tiles.js';

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

/** Cuts a tile out of a raster. Weights are Rec.601 / JFIF × 4 × 65536; each row sums exactly to 4 or to 0. */
export function cutTile(raster: Raster, tile: Omit<Tile, 'texture'>, arena: Arena): TilePlanes {
  const { width, height } = tile;
  const plane = (unitsPerLevel: number): IntegerPlane => ({
    width,
    height,
    data: arena.int16(width * height),
    unitsPerLevel,
  });
  const planes: TilePlanes = {
    luma: plane(QUARTERS),
    cb: plane(QUARTERS),
    cr: plane(QUARTERS),
    red: plane(1),
    green: plane(1),
    blue: plane(1),
  };
  const { luma, cb, cr, red, green, blue } = planes;
  for (let y = 0, i = 0; y < height; y++) {
    let from = ((tile.y + y) * raster.width + tile.x) * 3;
    for (let x = 0; x < width; x++, i++, from += 3) {
      const r = raster.data[from];
      const g = raster.data[from + 1];
      const b = raster.data[from + 2];
      red.data[i] = r;
      green.data[i] = g;
      blue.data[i] = b;
      luma.data[i] = (78381 * r + 153879 * g + 29884 * b + 32768) >> 16;
      cb.data[i] = (-44233 * r - 86839 * g + 131072 * b + 32768) >> 16;
      cr.data[i] = (131072 * r - 109757 * g - 21315 * b + 32768) >> 16;
    }
  }
  return planes;
}

/** Half the size: sums of 2 × 2 pixels, so units per level quadruple and nothing is rounded. */
export function halve(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const width = plane.width >> 1;
  const height = plane.height >> 1;
  const data = arena.int16(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    let above = 2 * y * plane.width;
    let below = above + plane.width;
    for (let x = 0; x < width; x++, i++, above += 2, below += 2) {
      data[i] = plane.data[above] + plane.data[above + 1] + plane.data[below] + plane.data[below + 1];
    }
  }
  return { width, height, data, unitsPerLevel: plane.unitsPerLevel * 4 };
}

/** Second difference [1 −2 1] along rows; two columns fewer. */
export function bendAlongRows(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16((width - 2) * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++)
      out[o++] = data[i - 1] - 2 * data[i] + data[i + 1];
  }
  return { width: width - 2, height, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/** Second difference [1 −2 1] along columns; two rows fewer. */
export function bendAlongColumns(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16(width * (height - 2));
  for (let o = 0, i = width; o < out.length; o++, i++)
    out[o] = data[i - width] - 2 * data[i] + data[i + width];
  return { width, height: height - 2, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/**
 * High-pass [−1 2 −1]ᵀ[−1 2 −1] from the second difference along rows; two rows and columns fewer than the plane.
 * Divided by 4 in the units: a lone pixel that stands out by one level gives 1.
 */
export function highPass(bendRows: IntegerPlane, arena: Arena): IntegerPlane {
  return { ...bendAlongColumns(bendRows, arena), unitsPerLevel: bendRows.unitsPerLevel * 4 };
}

/** Third difference [−1 3 −3 1] along rows; three columns fewer. */
export function twistAlongRows(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16((width - 3) * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 2; i++)
      out[o++] = 3 * (data[i] - data[i + 1]) + data[i + 2] - data[i - 1];
  }
  return { width: width - 3, height, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/** Third difference [−1 3 −3 1] along columns; three rows fewer. */
export function twistAlongColumns(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16(width * (height - 3));
  for (let o = 0, i = width; o < out.length; o++, i++)
    out[o] = 3 * (data[i] - data[i + width]) + data[i + 2 * width] - data[i - width];
  return { width, height: height - 3, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/** Second difference [1 0 −2 0 1] along rows; four columns fewer. */
export function wideBendAlongRows(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16((width - 4) * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let i = y * width + 2; i < (y + 1) * width - 2; i++)
      out[o++] = data[i - 2] - 2 * data[i] + data[i + 2];
  }
  return { width: width - 4, height, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/** Second difference [1 0 −2 0 1] along columns; four rows fewer. */
export function wideBendAlongColumns(plane: IntegerPlane, arena: Arena): IntegerPlane {
  const { width, height, data } = plane;
  const out = arena.int16(width * (height - 4));
  for (let o = 0, i = 2 * width; o < out.length; o++, i++)
    out[o] = data[i - 2 * width] - 2 * data[i] + data[i + 2 * width];
  return { width, height: height - 4, data: out, unitsPerLevel: plane.unitsPerLevel };
}

/**
 * Symbols of a residual: value / step rounded (halves away from zero), clipped to −2..2, plus 2.
 *
 * @param stepLevels quantization step in grey levels
 */
export function quantize(residual: IntegerPlane, stepLevels: number, arena: Arena): Uint8Array {
  const { data } = residual;
  const table = symbolTable(stepLevels * residual.unitsPerLevel);
  const symbols = arena.uint8(data.length);
  for (let i = 0; i < symbols.length; i++) symbols[i] = table[data[i] + ZERO];
  return symbols;
}

const ZERO = 32768;
/** Filled anew by every quantization: one table stays in the cache, one per call would not. */
const SYMBOLS_BY_VALUE = new Uint8Array(2 * ZERO);

/** The symbol of every 16-bit value. One look-up per pixel, no branches: residuals change sign at every other pixel. */
function symbolTable(step: number): Uint8Array {
  const table = SYMBOLS_BY_VALUE;
  const one = Math.ceil(step / 2);
  const two = Math.ceil(1.5 * step);
  table.fill(0, 0, ZERO - two + 1);
  table.fill(1, ZERO - two + 1, ZERO - one + 1);
  table.fill(2, ZERO - one + 1, ZERO + one);
  table.fill(3, ZERO + one, ZERO + two);
  table.fill(4, ZERO + two);
  return table;
}

/** Mean magnitude in grey levels; 0 for a constant plane. */
export function meanMagnitude({ data, unitsPerLevel }: IntegerPlane): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]);
  return sum / (data.length * unitsPerLevel);
}
