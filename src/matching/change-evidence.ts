import { selectOrdered } from '../maths/order-statistic.js';
import { boxMean } from '../pixels/box-mean.js';
import { createPlane, type Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';
import { estimateNoise, measureActivity } from './noise-model.js';
import type { Prediction } from './photometric.js';
import { applyRingFilter, fitRingFilter } from './ring-filter.js';

// Windows of the mean residual: thin lines, brush strokes, stains.
const LUMA_RADII_PX = [1, 3, 7];
// Chroma is stored at half size by most encoders; radii in those pixels.
const CHROMA_RADII_PX = [1, 3];

// Encoders quantize chroma coarsely: flat chroma moves in steps of one to three levels over whole blocks.
const CHROMA_SMALLEST_SIGMA = 1;

// One loud pixel may not fill a window: residuals are cut at this many standard deviations first.
const CUT = 12;

const LOWEST_CHROMA = -128;

// What an encoder does to a chroma edge it does to the whole 8 px block; chroma edges tell more than those of luma.
const CHROMA_BLOCK_RADIUS_PX = 4;
const CHROMA_ACTIVITY_WEIGHT = 4;

const MAD_TO_SIGMA = 1.4826;
const NORMAL_90 = 1.645;

// How far a tail may raise a spread: a change of more than a tenth of the picture is such a tail itself.
const HEAVIEST_TAIL = 1.6;

// Added to the mean square of standardized residuals before its logarithm: where all are zero it stays finite.
const ENERGY_FLOOR = 0.05;

/** How far the photo is from its prediction, pixel by pixel, in units of what the pair shows elsewhere. */
export interface ChangeEvidence {
  /** Largest of all tests, in robust standard deviations, ≥ 0; 0 where not valid. */
  readonly strength: Plane;
  /** Like `strength`, from 3 px windows alone: noisier, but it ends where the change ends. */
  readonly detail: Plane;
  /** Luma residual in standard deviations, hardly smoothed: where edges of a change lie. */
  readonly sharp: Plane;
  /** Photo minus prediction, grey levels; 0 where not valid. */
  readonly residual: Plane;
  /** The same of the two chroma planes, at half size. */
  readonly chroma: readonly Plane[];
  /** Residual noise level of unchanged pixels, grey levels. */
  readonly noiseLevel: number;
}

/** The photo's planes, same size as the prediction. */
interface PhotoPlanes {
  readonly luma: Plane;
  readonly cb: Plane;
  readonly cr: Plane;
}

/**
 * Tests every pixel at several scales against the noise of the pair: mean luma residual over 3, 7 and 15 px,
 * its energy over 7 px (texture replaced by other texture has zero mean), and chroma over 6 and 14 px.
 *
 * Each test is divided by its own robust spread over the frame, so that correlated noise (recompression blocks)
 * is accounted for where independence would be assumed.
 */
export function measureChange(prediction: Prediction, photo: PhotoPlanes): ChangeEvidence {
  const { width, height, valid, luma } = prediction;
  const inner = erode(valid, width, height, 2);
  const activity = measureActivity(luma);
  const residual = subtract(photo.luma, luma, inner);
  const noise = estimateNoise(residual, activity, luma, inner);
  const standard = standardize(residual, noise.sigma);
  const strength = createPlane(width, height);
  // One array for all windows: what a new one costs the system is a fifth of the time of the whole comparison.
  const means = new Float32Array(width * height);
  raise(strength, boxMean(standard, LUMA_RADII_PX[0], means), inner, LUMA_RADII_PX[0]);
  const detail = createPlane(width, height, strength.data.slice());
  for (const radius of LUMA_RADII_PX.slice(1))
    raise(strength, boxMean(standard, radius, means), inner, radius);
  raiseByEnergy(strength, standard, inner, means);

  const halfWidth = Math.max(1, width >> 1);
  const halfHeight = Math.max(1, height >> 1);
  const half = (plane: Plane) => shrinkPlane(plane, halfWidth, halfHeight);
  const halfValid = halveMask(inner, width, halfWidth, halfHeight);
  const halfActivity = half(activity);
  const halfLuma = half(luma);
  const chromaStrength = createPlane(halfWidth, halfHeight);
  const chromaDetail = createPlane(halfWidth, halfHeight);
  const chromaResiduals: Plane[] = [];
  for (const [seen, expected] of [
    [photo.cb, prediction.cb],
    [photo.cr, prediction.cr],
  ]) {
    const seenHere = half(seen);
    const plain = half(expected);
    // Encoders and scalers soften chroma in their own way, whatever they do to luma.
    const expectedHere = applyRingFilter(plain, fitRingFilter(plain, seenHere, halfValid), LOWEST_CHROMA);
    const chroma = subtract(seenHere, expectedHere, halfValid);
    chromaResiduals.push(chroma);
    const activityHere = addActivity(halfActivity, measureActivity(expectedHere, CHROMA_BLOCK_RADIUS_PX));
    const chromaNoise = estimateNoise(chroma, activityHere, halfLuma, halfValid, CHROMA_SMALLEST_SIGMA);
    const chromaStandard = standardize(chroma, chromaNoise.sigma);
    raise(chromaDetail, boxMean(chromaStandard, CHROMA_RADII_PX[0]), halfValid, CHROMA_RADII_PX[0]);
    for (const radius of CHROMA_RADII_PX)
      raise(chromaStrength, boxMean(chromaStandard, radius), halfValid, radius);
  }
  raiseFromHalf(strength, chromaStrength, inner);
  raiseFromHalf(detail, chromaDetail, inner);
  return {
    strength,
    detail,
    sharp: smooth(standard),
    residual,
    chroma: chromaResiduals,
    noiseLevel: noise.level,
  };
}

/** Binomial 3 × 3 mean. */
function smooth({ width, height, data }: Plane): Plane {
  const out = createPlane(width, height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const n = i - width;
      const s = i + width;
      out.data[i] =
        0.25 * data[i] +
        0.125 * (data[i - 1] + data[i + 1] + data[n] + data[s]) +
        0.0625 * (data[n - 1] + data[n + 1] + data[s - 1] + data[s + 1]);
    }
  }
  return out;
}

/** Raises a plane to one of half its size. */
function raiseFromHalf(plane: Plane, half: Plane, valid: Uint8Array): void {
  for (let y = 0; y < plane.height; y++) {
    const row = Math.min(half.height - 1, y >> 1) * half.width;
    for (let x = 0; x < plane.width; x++) {
      const i = y * plane.width + x;
      const value = half.data[row + Math.min(half.width - 1, x >> 1)];
      if (valid[i] && value > plane.data[i]) plane.data[i] = value;
    }
  }
}

function addActivity(luma: Plane, chroma: Plane): Plane {
  const out = createPlane(luma.width, luma.height);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = luma.data[i] + CHROMA_ACTIVITY_WEIGHT * chroma.data[i];
  return out;
}

function subtract(a: Plane, b: Plane, valid: Uint8Array): Plane {
  const out = createPlane(a.width, a.height);
  for (let i = 0; i < out.data.length; i++) if (valid[i]) out.data[i] = a.data[i] - b.data[i];
  return out;
}

/** Residual over sigma, cut at both ends; written into `sigma`. */
function standardize(residual: Plane, sigma: Plane): Plane {
  const { data } = sigma;
  for (let i = 0; i < data.length; i++) data[i] = Math.max(-CUT, Math.min(CUT, residual.data[i] / data[i]));
  return sigma;
}

/**
 * Raises `strength` to the absolute value of a test divided by its robust spread. The spread is at least that of
 * independent noise: where most residuals are exactly zero (clipped grounds) the median is no measure of it.
 */
function raise(strength: Plane, test: Plane, valid: Uint8Array, radiusPx: number): void {
  const scale = 1 / Math.max(robustSpread(test.data, valid), 1 / (2 * radiusPx + 1));
  for (let i = 0; i < test.data.length; i++) {
    if (!valid[i]) continue;
    const value = Math.abs(test.data[i]) * scale;
    if (value > strength.data[i]) strength.data[i] = value;
  }
}

/** Raises `strength` to the log of the local energy, centred and divided by its spread. */
function raiseByEnergy(strength: Plane, standard: Plane, valid: Uint8Array, means: Float32Array): void {
  const squares = createPlane(standard.width, standard.height);
  for (let i = 0; i < squares.data.length; i++) squares.data[i] = standard.data[i] * standard.data[i];
  const energy = boxMean(squares, 3, means).data;
  const { middle, spread } = describeSpread(pick(energy, valid, logEnergy));
  const scale = 1 / Math.max(spread, 0.25);
  // Below the median nothing is raised, which spares half of the logarithms.
  const least = Math.exp(middle) * (1 - 1e-6) - ENERGY_FLOOR;
  for (let i = 0; i < energy.length; i++) {
    if (!valid[i] || energy[i] < least) continue;
    const value = (logEnergy(energy[i]) - middle) * scale;
    if (value > strength.data[i]) strength.data[i] = value;
  }
}

function logEnergy(energy: number): number {
  return Math.fround(Math.log(energy + ENERGY_FLOOR));
}

/**
 * Standard deviation by the median absolute value, from every k-th valid pixel; by the 90 % quantile where that says
 * more, for the tails of residuals are heavier than normal in many pictures.
 */
function robustSpread(values: Float32Array, valid: Uint8Array): number {
  const sample = pick(values, valid, Math.abs);
  if (sample.length === 0) return 1;
  const byMedian = MAD_TO_SIGMA * selectOrdered(sample, sample.length >> 1);
  const byTail = selectOrdered(sample, Math.floor(0.9 * sample.length)) / NORMAL_90;
  return Math.max(byMedian, Math.min(byTail, HEAVIEST_TAIL * byMedian));
}

/** Median and spread: that of the lower half, or of the upper one where it is larger. */
function describeSpread(sample: Float64Array) {
  if (sample.length === 0) return { middle: 0, spread: 1 };
  const middle = selectOrdered(sample, sample.length >> 1);
  const below = middle - selectOrdered(sample, Math.floor(0.1587 * sample.length));
  const above = selectOrdered(sample, Math.floor(0.8413 * sample.length)) - middle;
  return { middle, spread: Math.max(below, Math.min(above, HEAVIEST_TAIL * below)) };
}

function pick(values: Float32Array, valid: Uint8Array, map: (value: number) => number): Float64Array {
  const stride = Math.max(1, Math.floor(values.length / 20_000));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let i = 0; i < values.length; i += stride) if (valid[i]) sample[count++] = map(values[i]);
  return sample.subarray(0, count);
}

/** Keeps pixels whose square neighbourhood is valid: the rim of the overlap mixes in what lies outside. */
function erode(valid: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const plane = createPlane(width, height, new Float32Array(valid));
  const mean = boxMean(plane, radius).data;
  const out = new Uint8Array(valid.length);
  for (let i = 0; i < out.length; i++) out[i] = mean[i] > 0.999 ? 1 : 0;
  return out;
}

function halveMask(mask: Uint8Array, width: number, halfWidth: number, halfHeight: number): Uint8Array {
  const out = new Uint8Array(halfWidth * halfHeight);
  for (let y = 0; y < halfHeight; y++)
    for (let x = 0; x < halfWidth; x++) out[y * halfWidth + x] = mask[2 * y * width + 2 * x];
  return out;
}
