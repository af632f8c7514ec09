import { ClaimlensError } from '../errors.js';
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
  return { width, height, data: shrink(plane.data, plane.width, plane.height, 1, width, height) };
}

/** Area-averaging shrink of an RGB raster, rounded to 8 bits; see `shrinkPlane`. */
export function shrinkRaster(raster: Raster, width: number, height: number): Raster {
  if (width === raster.width && height === raster.height) return raster;
  const means = shrink(raster.data, raster.width, raster.height, 3, width, height);
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

function shrink(
  source: Float32Array | Uint8Array,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
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
  const rowLength = width * channels;
  // One source row is averaged sideways once per output row it touches: rows at a boundary are visited twice,
  // which costs less than keeping a full-width intermediate.
  for (let y = 0; y < outHeight; y++) {
    line.fill(0);
    for (let sy = rows.first[y]; sy <= rows.last[y]; sy++) {
      const rowWeight = rows.weight(y, sy);
      const offset = sy * rowLength;
      for (let x = 0; x < outWidth; x++) {
        const first = columns.first[x];
        const last = columns.last[x];
        const head = columns.head[x];
        const tail = columns.tail[x];
        for (let c = 0; c < channels; c++) {
          let sum = source[offset + first * channels + c] * head;
          for (let sx = first + 1; sx < last; sx++) sum += source[offset + sx * channels + c];
          if (last > first) sum += source[offset + last * channels + c] * tail;
          line[x * channels + c] += sum * rowWeight;
        }
      }
    }
    const scale = (outWidth / width) * (outHeight / height);
    const outOffset = y * outWidth * channels;
    for (let i = 0; i < line.length; i++) out[outOffset + i] = line[i] * scale;
  }
  return out;
}

function areaWeights(size: number, outSize: number) {
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
  const weight = (i: number, s: number) => (s === first[i] ? head[i] : s === last[i] ? tail[i] : 1);
  return { first, last, head, tail, weight };
}
