import { fillParts, fillPlane, inPlace, inScope, keepPlane, roomOf } from '../kernels/heap.js';
import { boxMean } from '../pixels/box-mean.js';
import { createPlane, type Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';
import { estimateNoise, measureActivity } from './noise-model.js';
import type { Prediction } from './photometric.js';
import { describeSpread, pick, robustSpread } from './residual-spread.js';
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

// Local energy: its window, and the least spread of its logarithm.
const ENERGY_RADIUS_PX = 3;
const LEAST_ENERGY_SPREAD = 0.25;

// Added to the mean square of standardized residuals before its logarithm: where all are zero it stays finite.
const ENERGY_FLOOR = 0.05;

// Planes of the photo's size that are alive at once.
const PLANES = 24;

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
  // What is handed on is taken before the scope of all else.
  const residual = subtract(photo.luma, luma, inner);
  const strength = zeroPlane(width, height);
  const detail = zeroPlane(width, height);
  const sharp = zeroPlane(width, height);
  return inScope(width * height * PLANES, () => {
    const activity = measureActivity(luma);
    const noise = estimateNoise(residual, activity, luma, inner);
    const standard = standardize(residual, noise.sigma);
    raiseByMean(strength, standard, LUMA_RADII_PX[0], inner);
    detail.data.set(strength.data);
    for (const radius of LUMA_RADII_PX.slice(1)) raiseByMean(strength, standard, radius, inner);
    raiseByEnergy(strength, standard, inner);

    const halfWidth = Math.max(1, width >> 1);
    const halfHeight = Math.max(1, height >> 1);
    const half = (plane: Plane) => shrinkPlane(plane, halfWidth, halfHeight);
    const halfValid = halveMask(inner, width, halfWidth, halfHeight);
    const halfActivity = half(activity);
    const halfLuma = half(luma);
    const chromaStrength = zeroPlane(halfWidth, halfHeight);
    const chromaDetail = zeroPlane(halfWidth, halfHeight);
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
      chromaResiduals.push(keepPlane(chroma));
      const activityHere = addActivity(halfActivity, measureActivity(expectedHere, CHROMA_BLOCK_RADIUS_PX));
      const chromaNoise = estimateNoise(chroma, activityHere, halfLuma, halfValid, CHROMA_SMALLEST_SIGMA);
      const chromaStandard = standardize(chroma, chromaNoise.sigma);
      raiseByMean(chromaDetail, chromaStandard, CHROMA_RADII_PX[0], halfValid);
      for (const radius of CHROMA_RADII_PX) raiseByMean(chromaStrength, chromaStandard, radius, halfValid);
    }
    raiseFromHalf(strength, chromaStrength, inner);
    raiseFromHalf(detail, chromaDetail, inner);
    sharp.data.set(smooth(standard).data);
    return { strength, detail, sharp, residual, chroma: chromaResiduals, noiseLevel: noise.level };
  });
}

function zeroPlane(width: number, height: number): Plane {
  return fillPlane(width, height, 0, (heap, at) => heap.floats(at, width * height).fill(0));
}

/** Binomial 3 × 3 mean. */
function smooth({ width, height, data }: Plane): Plane {
  return fillPlane(width, height, roomOf(data.length), (heap, at) =>
    heap.kernels.binomialMean(heap.put(data), width, height, at),
  );
}

/** Raises a plane to one of half its size. */
function raiseFromHalf({ width, height, data }: Plane, half: Plane, valid: Uint8Array): void {
  inPlace(data, half.data.length + valid.length, (heap, at) =>
    heap.kernels.raiseToHalf(
      at,
      width,
      height,
      heap.put(half.data),
      half.width,
      half.height,
      heap.put(valid),
    ),
  );
}

function addActivity(luma: Plane, chroma: Plane): Plane {
  const { width, height, data } = luma;
  return fillPlane(width, height, 2 * roomOf(data.length), (heap, at) =>
    heap.kernels.addScaled(heap.put(data), heap.put(chroma.data), CHROMA_ACTIVITY_WEIGHT, data.length, at),
  );
}

function subtract(a: Plane, b: Plane, valid: Uint8Array): Plane {
  const { width, height, data } = a;
  return fillPlane(width, height, 3 * roomOf(data.length), (heap, at) =>
    heap.kernels.subtractWhere(heap.put(data), heap.put(b.data), heap.put(valid), data.length, at),
  );
}

/** Residual over sigma, cut at both ends. */
function standardize({ width, height, data }: Plane, sigma: Plane): Plane {
  return fillPlane(width, height, 2 * roomOf(data.length), (heap, at) =>
    heap.kernels.standardize(heap.put(data), heap.put(sigma.data), CUT, data.length, at),
  );
}

/**
 * Raises `strength` to the absolute mean over a window divided by its robust spread. The spread is at least that of
 * independent noise: where most residuals are exactly zero (clipped grounds) the median is no measure of it.
 */
function raiseByMean(strength: Plane, standard: Plane, radiusPx: number, valid: Uint8Array): void {
  const { data } = strength;
  inScope(3 * data.length, () => {
    const test = boxMean(standard, radiusPx).data;
    const scale = 1 / Math.max(robustSpread(test, valid), 1 / (2 * radiusPx + 1));
    inPlace(data, 2 * data.length, (heap, at) =>
      heap.kernels.raiseToMagnitude(at, heap.put(test), heap.put(valid), scale, data.length),
    );
  });
}

/** Raises `strength` to the log of the local energy, centred and divided by its spread. */
function raiseByEnergy(strength: Plane, standard: Plane, valid: Uint8Array): void {
  const { width, height, data } = standard;
  inScope(4 * data.length, () => {
    const squares = fillPlane(width, height, roomOf(data.length), (heap, at) =>
      heap.kernels.square(heap.put(data), data.length, at),
    );
    const energy = boxMean(squares, ENERGY_RADIUS_PX).data;
    const { middle, spread } = describeSpread(pick(energy, valid, logEnergy));
    const scale = 1 / Math.max(spread, LEAST_ENERGY_SPREAD);
    inPlace(strength.data, 2 * data.length, (heap, at) =>
      heap.kernels.raiseToEnergy(
        at,
        heap.put(energy),
        heap.put(valid),
        ENERGY_FLOOR,
        middle,
        scale,
        data.length,
      ),
    );
  });
}

function logEnergy(energy: number): number {
  return Math.log(energy + ENERGY_FLOOR);
}

/** Keeps pixels whose square neighbourhood is valid: the rim of the overlap mixes in what lies outside. */
function erode(valid: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return fillMask(valid.length, 3 * roomOf(valid.length), (out) => {
    const mean = boxMean(createPlane(width, height, new Float32Array(valid)), radius).data;
    for (let i = 0; i < out.length; i++) out[i] = mean[i] > 0.999 ? 1 : 0;
  });
}

function halveMask(mask: Uint8Array, width: number, halfWidth: number, halfHeight: number): Uint8Array {
  return fillMask(halfWidth * halfHeight, 0, (out) => {
    for (let y = 0; y < halfHeight; y++)
      for (let x = 0; x < halfWidth; x++) out[y * halfWidth + x] = mask[2 * y * width + 2 * x];
  });
}

/** A mask that kernels read where it is. */
function fillMask(length: number, bytes: number, fill: (out: Uint8Array) => void): Uint8Array {
  return fillParts(
    length,
    bytes,
    (heap, at) => fill(heap.bytes(at, length)),
    (part) => part,
  );
}
