import { ClaimlensError } from '../errors.js';
import { fillPlane, type Heap, inHeap, roomOf } from '../kernels/heap.js';
import { computeLuma } from './luma.js';
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
  return { width, height, data: shrink(plane, width, height) };
}

/**
 * Luma of a raster, shrunk: `shrinkPlane(computeLuma(raster), width, height)` within 1e-4, without the plane at full
 * size (48 MB for 12 Mpx). Colours are summed first, and weighed once per output pixel and row.
 */
export function shrinkLuma(raster: Raster, width: number, height: number): Plane {
  if (width === raster.width && height === raster.height) return computeLuma(raster);
  requireWithin(raster, width, height);
  return fillPlane(width, height, bytesToShrink(raster, width, height), (heap, at) => {
    shrinkRows(heap, raster, width, height, (line, y) =>
      heap.kernels.lumaOfFloats(line, width, at + 4 * y * width),
    );
  });
}

/** Area-averaging shrink of an RGB raster, rounded to 8 bits; see `shrinkPlane`. */
export function shrinkRaster(raster: Raster, width: number, height: number): Raster {
  if (width === raster.width && height === raster.height) return raster;
  requireWithin(raster, width, height);
  const data = new Uint8Array(3 * width * height);
  inHeap(bytesToShrink(raster, width, height) + roomOf(3 * width, 1), (heap) => {
    const out = heap.take(3 * width);
    const row = heap.bytes(out, 3 * width);
    shrinkRows(heap, raster, width, height, (line, y) => {
      heap.kernels.roundToBytes(line, 3 * width, out);
      data.set(row, 3 * y * width);
    });
  });
  return { width, height, data };
}

// Kernels read and write whole vectors behind the end of a row.
const ROW_SLACK = 16;
const HEAP_SLACK_BYTES = 4096;

function bytesToShrink(raster: Raster, width: number, height: number): number {
  return 3 * raster.width * (4 + mostRows(raster, height)) + 4 * 7 * width + HEAP_SLACK_BYTES;
}

/** Rows of the input that one row of the output may touch. */
function mostRows(raster: Raster, height: number): number {
  return Math.ceil(raster.height / height) + 2;
}

/** Hands over the RGB means of each output row, as floats in the heap. */
function shrinkRows(
  heap: Heap,
  raster: Raster,
  width: number,
  height: number,
  write: (line: number, y: number) => void,
): void {
  const { kernels } = heap;
  const columns = areaWeights(raster.width, width);
  const rows = areaWeights(raster.height, height);
  const length = 3 * raster.width;
  const spans = Int32Array.from({ length: 2 * width }, (_, k) => columns[k & 1 ? 'last' : 'first'][k >> 1]);
  const shares = Float32Array.from({ length: 2 * width }, (_, k) => columns[k & 1 ? 'tail' : 'head'][k >> 1]);
  const at = {
    spans: heap.put(spans),
    shares: heap.put(shares),
    sums: heap.take(4 * (length + ROW_SLACK)),
    line: heap.take(4 * (3 * width + ROW_SLACK)),
  };
  const sums = heap.floats(at.sums, length);
  const source = heap.take(mostRows(raster, height) * length + ROW_SLACK);
  const scale = (width / raster.width) * (height / raster.height);
  for (let y = 0; y < height; y++) {
    const first = rows.first[y];
    const last = rows.last[y];
    heap
      .bytes(source, (last - first + 1) * length)
      .set(raster.data.subarray(first * length, (last + 1) * length));
    sums.fill(0);
    for (let row = first; row <= last; row++)
      kernels.addBytes(source + (row - first) * length, length, weightAt(rows, y, row), at.sums);
    kernels.averageSpans(at.sums, at.spans, at.shares, width, scale, at.line);
    write(at.line, y);
  }
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

function shrink(plane: Plane, outWidth: number, outHeight: number): Float32Array {
  const { width, height, data } = plane;
  requireWithin(plane, outWidth, outHeight);
  const columns = areaWeights(width, outWidth);
  const rows = areaWeights(height, outHeight);
  const out = new Float32Array(outWidth * outHeight);
  const line = new Float64Array(outWidth);
  const scale = (outWidth / width) * (outHeight / height);
  // One source row is averaged sideways once per output row it touches: rows at a boundary are visited twice,
  // which costs less than keeping a full-width intermediate.
  for (let y = 0; y < outHeight; y++) {
    line.fill(0);
    for (let row = rows.first[y]; row <= rows.last[y]; row++)
      addMeans(data, row * width, columns, weightAt(rows, y, row), line);
    const offset = y * outWidth;
    for (let i = 0; i < outWidth; i++) out[offset + i] = line[i] * scale;
  }
  return out;
}

function requireWithin(
  { width, height }: { readonly width: number; readonly height: number },
  outWidth: number,
  outHeight: number,
): void {
  if (outWidth > width || outHeight > height || outWidth < 1 || outHeight < 1)
    throw new ClaimlensError(
      'invalid-argument',
      `shrink: expected a size within ${width} x ${height}, got ${outWidth} x ${outHeight}`,
    );
}

/** Means of 2 × 2 pixels, without weights. */
function halve({ width, height, data }: Plane): Plane {
  return fillPlane(width / 2, height / 2, roomOf(data.length), (heap, at) =>
    heap.kernels.halve(heap.put(data), width, height, at),
  );
}

/** Averages an input row sideways and adds it to `line`. */
function addMeans(
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
