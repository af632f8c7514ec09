import { ClaimlensError } from '../errors.js';
import { computeLuma, lumaOf } from './luma.js';
import type { Plane, Raster } from './plane.js';

/**
 * Shrinks by exact area averaging: every output pixel is the mean of the input area it covers, fractional
 * borders included. No ringing and no aliasing, which registration and SSIM rely on.
 *
 * @param plane any size
 * @param width output width, 1..plane.width
 * @param height output height, 1..plane.height
 * @returns a new plane; the input itself when the size is unchanged
 * @throws ClaimlensError `invalid-argument` when asked to enlarge
 */
export function shrinkPlane(plane: Plane, width: number, height: number): Plane {
  if (width === plane.width && height === plane.height) return plane;
  if (2 * width === plane.width && 2 * height === plane.height) return halve(plane);
  const averageRow: AverageRow = (y, columns, weight, line) =>
    averageFloats(plane.data, y * plane.width, columns, weight, line);
  return { width, height, data: shrink(plane, 1, width, height, averageRow) };
}

/**
 * Luma of a raster, shrunk: `shrinkPlane(computeLuma(raster), width, height)` within 1e-4, without the plane at full
 * size (48 MB for 12 Mpx). Colours are summed first, and weighed once per output pixel and row.
 */
export function shrinkLuma(raster: Raster, width: number, height: number): Plane {
  if (width === raster.width && height === raster.height) return computeLuma(raster);
  const averageRow: AverageRow = (y, columns, weight, line) =>
    averageLuma(raster.data, y * raster.width * 3, columns, weight, line);
  return { width, height, data: shrink(raster, 1, width, height, averageRow) };
}

/** Area-averaging shrink of an RGB raster, rounded to 8 bits; see `shrinkPlane`. */
export function shrinkRaster(raster: Raster, width: number, height: number): Raster {
  if (width === raster.width && height === raster.height) return raster;
  const averageRow: AverageRow = (y, columns, weight, line) =>
    averageColours(raster.data, y * raster.width * 3, columns, weight, line);
  const means = shrink(raster, 3, width, height, averageRow);
  const data = new Uint8Array(means.length);
  for (let i = 0; i < means.length; i++) data[i] = means[i] + 0.5;
  return { width, height, data };
}

/** The size that fits `longSidePx` with the aspect ratio kept; never larger than the input. */
export function fitLongSide(size: { width: number; height: number }, longSidePx: number) {
  const scale = Math.min(1, longSidePx / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

/** Input pixels of each output pixel along one side, and how much of the first and the last one it covers. */
interface AreaWeights {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly head: Float64Array;
  readonly tail: Float64Array;
}

/**
 * Averages an input row sideways and adds it to `line`. Each kind of picture has its own, because one loop for bytes
 * and floats, one channel and three, is compiled for none of them (a 12 Mpx raster took three times as long).
 */
type AverageRow = (y: number, columns: AreaWeights, weight: number, line: Float64Array) => void;

function shrink(
  { width, height }: { readonly width: number; readonly height: number },
  channels: number,
  outWidth: number,
  outHeight: number,
  averageRow: AverageRow,
): Float32Array {
  if (outWidth > width || outHeight > height || outWidth < 1 || outHeight < 1)
    throw new ClaimlensError(
      'invalid-argument',
      `shrink: expected a size within ${width} x ${height}, got ${outWidth} x ${outHeight}`,
    );
  const columns = areaWeights(width, outWidth);
  const rows = areaWeights(height, outHeight);
  const out = new Float32Array(outWidth * outHeight * channels);
  const line = new Float64Array(outWidth * channels);
  const scale = (outWidth / width) * (outHeight / height);
  // One source row is averaged sideways once per output row it touches: rows at a boundary are visited twice,
  // which costs less than keeping a full-width intermediate.
  for (let y = 0; y < outHeight; y++) {
    line.fill(0);
    for (let sy = rows.first[y]; sy <= rows.last[y]; sy++)
      averageRow(sy, columns, weightAt(rows, y, sy), line);
    const offset = y * line.length;
    for (let i = 0; i < line.length; i++) out[offset + i] = line[i] * scale;
  }
  return out;
}

/** Means of 2 × 2 pixels: the same sums in the same order, without weights. */
function halve({ width, height, data }: Plane): Plane {
  const out = new Float32Array(data.length / 4);
  for (let y = 0, i = 0; y < height; y += 2) {
    const end = (y + 1) * width;
    for (let at = y * width; at < end; at += 2, i++)
      out[i] = (data[at] + data[at + 1] + (data[at + width] + data[at + width + 1])) * 0.25;
  }
  return { width: width / 2, height: height / 2, data: out };
}

function averageColours(
  data: Uint8Array,
  offset: number,
  { first, last, head, tail }: AreaWeights,
  weight: number,
  line: Float64Array,
): void {
  for (let x = 0, to = 0; x < first.length; x++, to += 3) {
    let at = offset + first[x] * 3;
    const end = offset + last[x] * 3;
    const begin = head[x];
    let red = data[at] * begin;
    let green = data[at + 1] * begin;
    let blue = data[at + 2] * begin;
    if (end > at) {
      for (at += 3; at < end; at += 3) {
        red += data[at];
        green += data[at + 1];
        blue += data[at + 2];
      }
      const rest = tail[x];
      red += data[end] * rest;
      green += data[end + 1] * rest;
      blue += data[end + 2] * rest;
    }
    line[to] += red * weight;
    line[to + 1] += green * weight;
    line[to + 2] += blue * weight;
  }
}

function averageLuma(
  data: Uint8Array,
  offset: number,
  { first, last, head, tail }: AreaWeights,
  weight: number,
  line: Float64Array,
): void {
  for (let x = 0; x < line.length; x++) {
    let at = offset + first[x] * 3;
    const end = offset + last[x] * 3;
    let sum = lumaOf(data[at], data[at + 1], data[at + 2]) * head[x];
    if (end > at) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (at += 3; at < end; at += 3) {
        red += data[at];
        green += data[at + 1];
        blue += data[at + 2];
      }
      sum += lumaOf(red, green, blue) + lumaOf(data[end], data[end + 1], data[end + 2]) * tail[x];
    }
    line[x] += sum * weight;
  }
}

function averageFloats(
  data: Float32Array,
  offset: number,
  { first, last, head, tail }: AreaWeights,
  weight: number,
  line: Float64Array,
): void {
  for (let x = 0; x < line.length; x++) {
    let at = offset + first[x];
    const end = offset + last[x];
    let sum = data[at] * head[x];
    if (end > at) {
      for (at++; at < end; at++) sum += data[at];
      sum += data[end] * tail[x];
    }
    line[x] += sum * weight;
  }
}

function weightAt({ first, last, head, tail }: AreaWeights, i: number, s: number): number {
  return s === first[i] ? head[i] : s === last[i] ? tail[i] : 1;
}

function areaWeights(size: number, outSize: number): AreaWeights {
  const ratio = size / outSize;
  const first = new Int32Array(outSize);
  const last = new Int32Array(outSize);
  const head = new Float64Array(outSize);
  const tail = new Float64Array(outSize);
  for (let i = 0; i < outSize; i++) {
    const begin = i * ratio;
    const end = Math.min(size, (i + 1) * ratio);
    first[i] = Math.floor(begin);
    last[i] = Math.max(first[i], Math.min(size - 1, Math.ceil(end - 1e-9) - 1));
    head[i] = first[i] === last[i] ? end - begin : first[i] + 1 - begin;
    tail[i] = end - last[i];
  }
  return { first, last, head, tail };
}
