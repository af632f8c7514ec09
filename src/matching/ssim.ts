import { ClaimlensError } from '../errors.js';
import { fillPlane, roomOf } from '../kernels/heap.js';
import { createPlane, type Plane } from '../pixels/plane.js';

// Wang et al. 2004: K1, K2 keep the ratios finite where both windows are flat.
const K1 = 0.01;
const K2 = 0.03;

const BOX_SIDE_PX = 7;

// Wang et al. 2004: sigma 1.5 cut at 3.5 sigma, 11 taps.
const GAUSSIAN_SIGMA_PX = 1.5;
const GAUSSIAN_RADIUS_PX = 5;

/** Settings of `computeSsim`. */
interface SsimOptions {
  /**
   * `box`: 7×7 mean and sample covariance (scikit-image's default); `gaussian`: σ 1.5, 11×11, population
   * covariance (the settings of the paper).
   * @default 'box'
   */
  readonly window?: 'box' | 'gaussian';
  /** Span of the pixel values. @default 255 */
  readonly range?: number;
}

/** Structural similarity of two planes. */
interface Ssim {
  /** Mean of the map without the border that half a window covers; 1 for equal planes, can be negative. */
  readonly mean: number;
  /** Value per pixel, −1..1; at the border the planes are mirrored with the edge pixel repeated. */
  readonly map: Plane;
}

/**
 * Structural similarity with its full map.
 *
 * Equal to scikit-image's `structural_similarity(a, b, data_range=255)` for `box`, and to the same call with
 * `gaussian_weights=True, sigma=1.5, use_sample_covariance=False` for `gaussian`, within 1e-6.
 *
 * @param a first plane
 * @param b second plane, same size
 * @returns mean and map
 * @throws ClaimlensError `invalid-argument` when sizes differ or a side is shorter than the window
 * @see Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural
 *   similarity", IEEE TIP 13(4), 2004, doi:10.1109/TIP.2003.819861
 * @example
 * computeSsim(luma, luma).mean // 1
 */
export function computeSsim(a: Plane, b: Plane, { window = 'box', range = 255 }: SsimOptions = {}): Ssim {
  const radius = window === 'box' ? (BOX_SIDE_PX - 1) / 2 : GAUSSIAN_RADIUS_PX;
  requireComparable(a, b, 2 * radius + 1);
  const constants = { c1: (K1 * range) ** 2, c2: (K2 * range) ** 2 };
  const map = window === 'box' ? mapBox(a, b, constants) : mapGaussian(a, b, constants);
  return { mean: interiorMean(map, radius), map };
}

interface Constants {
  readonly c1: number;
  readonly c2: number;
}

function requireComparable(a: Plane, b: Plane, side: number): void {
  if (a.width !== b.width || a.height !== b.height)
    throw new ClaimlensError(
      'invalid-argument',
      `ssim planes: expected equal sizes, got ${a.width} x ${a.height} and ${b.width} x ${b.height}`,
    );
  if (Math.min(a.width, a.height) < side)
    throw new ClaimlensError(
      'invalid-argument',
      `ssim planes: expected at least ${side} px on each side, got ${a.width} x ${a.height}`,
    );
}

function mapBox(a: Plane, b: Plane, { c1, c2 }: Constants): Plane {
  const { width, height } = a;
  const scratch = 4 * 8 * (width + BOX_SIDE_PX - 1);
  return fillPlane(width, height, 2 * roomOf(a.data.length) + roomOf(scratch, 1), (heap, at) =>
    heap.kernels.fillSimilarity(
      heap.put(a.data),
      heap.put(b.data),
      width,
      height,
      c1,
      c2,
      at,
      heap.take(scratch),
    ),
  );
}

function mapGaussian(a: Plane, b: Plane, { c1, c2 }: Constants): Plane {
  const map = createPlane(a.width, a.height);
  const size = a.data.length;
  const squares = new Float64Array(size);
  const products = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const p = a.data[i];
    const q = b.data[i];
    squares[i] = p * p + q * q;
    products[i] = p * q;
  }
  const scratch = new Float64Array(size);
  const blurred = [a.data, b.data, squares, products].map((values) => {
    const out = new Float64Array(size);
    blurGaussian(values, a.width, a.height, scratch, out);
    return out;
  });
  const [meanA, meanB, meanOfSquares, meanOfProducts] = blurred;
  for (let i = 0; i < size; i++) {
    const meanProduct = meanA[i] * meanB[i];
    const meanSquares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
    const covariance = meanOfProducts[i] - meanProduct;
    const variances = meanOfSquares[i] - meanSquares;
    map.data[i] = ((2 * meanProduct + c1) * (2 * covariance + c2)) / ((meanSquares + c1) * (variances + c2));
  }
  return map;
}

function blurGaussian(
  values: Float32Array | Float64Array,
  width: number,
  height: number,
  scratch: Float64Array,
  out: Float64Array,
): void {
  const radius = GAUSSIAN_RADIUS_PX;
  const taps = gaussianTaps();
  const line = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const offset = y * width;
    for (let x = 0; x < width; x++) line[x + radius] = values[offset + x];
    mirrorEnds(line, radius, width);
    for (let x = 0; x < width; x++) {
      let sum = taps[0] * line[x + radius];
      for (let k = 1; k <= radius; k++) sum += taps[k] * (line[x + radius - k] + line[x + radius + k]);
      scratch[offset + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    const offset = y * width;
    for (let x = 0; x < width; x++) out[offset + x] = taps[0] * scratch[offset + x];
    for (let k = 1; k <= radius; k++) {
      const above = mirror(y - k, height) * width;
      const below = mirror(y + k, height) * width;
      const tap = taps[k];
      for (let x = 0; x < width; x++) out[offset + x] += tap * (scratch[above + x] + scratch[below + x]);
    }
  }
}

/** Half of the symmetric kernel, centre first; the whole kernel sums to 1. */
function gaussianTaps(): Float64Array {
  const taps = Float64Array.from({ length: GAUSSIAN_RADIUS_PX + 1 }, (_, k) =>
    Math.exp((-k * k) / (2 * GAUSSIAN_SIGMA_PX * GAUSSIAN_SIGMA_PX)),
  );
  let total = taps[0];
  for (let k = 1; k < taps.length; k++) total += 2 * taps[k];
  return taps.map((tap) => tap / total);
}

/** Index mirrored at the ends with the edge repeated (scipy's `reflect`). */
function mirror(index: number, size: number): number {
  if (index < 0) return -index - 1;
  return index < size ? index : 2 * size - 1 - index;
}

function mirrorEnds(line: Float64Array, radius: number, width: number): void {
  for (let k = 0; k < radius; k++) {
    line[radius - 1 - k] = line[radius + k];
    line[radius + width + k] = line[radius + width - 1 - k];
  }
}

function interiorMean(map: Plane, border: number): number {
  let sum = 0;
  for (let y = border; y < map.height - border; y++)
    for (let x = border; x < map.width - border; x++) sum += map.data[y * map.width + x];
  return sum / ((map.width - 2 * border) * (map.height - 2 * border));
}
