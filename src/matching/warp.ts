import { fillParts, type Heap, roomOf } from '../kernels/heap.js';
import type { Plane, Raster } from '../pixels/plane.js';
import { shrinkRaster } from '../pixels/resize.js';
import { composeHomographies, type Homography, invertHomography, localAreaScale } from './homography.js';

// Keys 1981: a = −0.5 makes cubic convolution exact for quadratics.
const KEYS_A = -0.5;

// Fractions of a pixel for which cubic weights are tabulated: 1/512 px shifts an edge of 255 levels by half a level.
const PHASES = 512;
const CUBIC_WEIGHTS = tabulateCubicWeights();
const WARP_WEIGHTS = Float32Array.from(CUBIC_WEIGHTS);

// What the kernel keeps of taps beyond the border.
const SCRATCH_BYTES = 64;

// Below this scale single taps skip source pixels, so that the source is averaged down first.
const SHRINK_BELOW_SCALE = 0.9;

/** A raster seen in the geometry of another one. */
export interface WarpedRaster {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue as planes, 0..255; 0 where not valid. */
  readonly channels: readonly [Plane, Plane, Plane];
  /** 1 where the source covers the pixel, 0 elsewhere. */
  readonly valid: Uint8Array;
  /** Share of valid pixels, 0..1. */
  readonly coverage: number;
}

/** A source prepared for a map: shrunk to about the target's scale, the map adjusted to the smaller pixels. */
interface ScaledSource {
  readonly raster: Raster;
  readonly homography: Homography;
}

/**
 * Shrinks a source by area averaging when the map shrinks it, so that one cubic tap set per output pixel is free
 * of aliasing. The scale is taken at the centre of the target; perspective away from it stays within the 10 %
 * that cubic convolution tolerates for the maps between a picture and its copy.
 *
 * @param raster the source
 * @param homography source pixels → target pixels, pixel centres at integers
 * @param target size of the target
 */
export function scaleToTarget(
  raster: Raster,
  homography: Homography,
  target: { readonly width: number; readonly height: number },
): ScaledSource {
  const inverse = invertHomography(homography);
  const scale = 1 / Math.sqrt(Math.abs(localAreaScale(inverse, target.width / 2, target.height / 2)));
  if (!(scale < SHRINK_BELOW_SCALE)) return { raster, homography };
  const width = Math.max(8, Math.round(raster.width * scale));
  const height = Math.max(8, Math.round(raster.height * scale));
  if (width >= raster.width || height >= raster.height) return { raster, homography };
  const sx = raster.width / width;
  const sy = raster.height / height;
  // Centres of shrunk pixels lie at (i + 0.5) · s − 0.5 of the source.
  const enlarge = [sx, 0, 0.5 * sx - 0.5, 0, sy, 0.5 * sy - 0.5, 0, 0, 1];
  return {
    raster: shrinkRaster(raster, width, height),
    homography: composeHomographies(homography, enlarge),
  };
}

/**
 * Warps a raster by a homography with cubic convolution (Keys, a = −0.5).
 *
 * @param raster source, interleaved RGB
 * @param homography source pixels → target pixels, pixel centres at integers
 * @param target size of the target
 * @returns planes in the target's geometry; a pixel is valid when its source position lies within the source
 *   (half a pixel of tolerance at the border, taps beyond it repeat the edge)
 * @throws ClaimlensError `invalid-argument` when the map is singular
 * @see Keys, Cubic convolution interpolation for digital image processing, IEEE TASSP 29(6), 1981,
 *   doi:10.1109/TASSP.1981.1163711
 */
export function warpRaster(
  raster: Raster,
  homography: Homography,
  target: { readonly width: number; readonly height: number },
): WarpedRaster {
  const { width, height } = target;
  const source = scaleToTarget(raster, homography, target);
  const { data, width: sourceWidth, height: sourceHeight } = source.raster;
  const map = Float64Array.from(invertHomography(source.homography));
  const size = width * height;
  const fill = (heap: Heap, at: number): number => {
    heap.bytes(at, 13 * size).fill(0);
    const places = [heap.put(map), heap.put(data), heap.put(WARP_WEIGHTS), heap.take(SCRATCH_BYTES)] as const;
    const [toSource, pixels, weights, scratch] = places;
    const { warpRgb } = heap.kernels;
    return warpRgb(toSource, pixels, sourceWidth, sourceHeight, weights, at, width, height, scratch);
  };
  const bytes = roomOf(data.length, 1) + roomOf(WARP_WEIGHTS.length) + 4 * SCRATCH_BYTES;
  return fillParts(13 * size, bytes, fill, (part, count) => {
    const plane = (k: number): Plane => ({
      width,
      height,
      data: new Float32Array(part.buffer, part.byteOffset + 4 * k * size, size),
    });
    return {
      width,
      height,
      channels: [plane(0), plane(1), plane(2)],
      valid: part.subarray(12 * size),
      coverage: count / size,
    };
  });
}

/**
 * Value of a plane between its pixels by cubic convolution; taps beyond the border repeat the edge.
 *
 * @param x column, −0.5..width − 0.5
 * @param y row, −0.5..height − 0.5
 */
export function sampleCubic({ data, width, height }: Plane, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const wx = (((x - x0) * PHASES + 0.5) | 0) * 4;
  const wy = (((y - y0) * PHASES + 0.5) | 0) * 4;
  let value = 0;
  for (let row = 0; row < 4; row++) {
    const offset = clamp(y0 - 1 + row, height) * width;
    let line = 0;
    for (let column = 0; column < 4; column++)
      line += CUBIC_WEIGHTS[wx + column] * data[offset + clamp(x0 - 1 + column, width)];
    value += CUBIC_WEIGHTS[wy + row] * line;
  }
  return value;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index < size ? index : size - 1;
}

function tabulateCubicWeights(): Float64Array {
  const table = new Float64Array((PHASES + 1) * 4);
  for (let phase = 0; phase <= PHASES; phase++) {
    const t = phase / PHASES;
    for (let tap = 0; tap < 4; tap++) table[phase * 4 + tap] = keysKernel(Math.abs(t + 1 - tap));
  }
  return table;
}

function keysKernel(distance: number): number {
  const t = distance;
  if (t < 1) return (KEYS_A + 2) * t * t * t - (KEYS_A + 3) * t * t + 1;
  if (t < 2) return KEYS_A * (t * t * t - 5 * t * t + 8 * t - 4);
  return 0;
}
