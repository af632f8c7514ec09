import { fitRobustly, median } from '../maths/robust-regression.js';
import type { Raster } from '../pixels/plane.js';
import { type ColourModel, lumaOf } from './colour-model.js';
import type { WarpedRaster } from './warp.js';

// Robust fits need far fewer pixels than a picture has; twice as many cost twice the time and pass the same tests.
const SAMPLES = 2000;

// Clipped colours of the photo say nothing about the tone curve; those of the reference do.
const DARKEST = 2;
const BRIGHTEST = 253;

// Fewer samples than this leave the light as it is.
const FEWEST_SAMPLES = 50;

// A light that lowers the residual by less is chance, and goes astray where all samples are clipped.
const LEAST_GAIN = 0.93;

const MAD_TO_SIGMA = 1.4826;

// Keeps predictions positive however far an illumination fit runs.
export const DARKEST_LIGHT = 0.1;

/** Pixels that the fits run on, structure of arrays. */
export interface Samples {
  readonly count: number;
  /** Reference, then photo colours: r, g, b interleaved. */
  readonly reference: Float64Array;
  readonly photo: Float64Array;
  /** 1 for each colour of the photo that is not clipped. */
  readonly usable: Uint8Array;
  /** Illumination terms per sample. */
  readonly terms: Float64Array;
}

/** Illumination terms per sample. */
export const TERMS = 6;

/** Pixels on a grid; those with all colours clipped are left out. */
export function pickSamples({ width, height, channels, valid }: WarpedRaster, photo: Raster): Samples {
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / (2 * SAMPLES))));
  const reference: number[] = [];
  const colours: number[] = [];
  const usable: number[] = [];
  const terms: number[] = [];
  for (let y = stride >> 1; y < height; y += stride) {
    for (let x = stride >> 1; x < width; x += stride) {
      const i = y * width + x;
      if (!valid[i]) continue;
      const j = i * 3;
      const open = [0, 1, 2].map((c) =>
        photo.data[j + c] >= DARKEST && photo.data[j + c] <= BRIGHTEST ? 1 : 0,
      );
      if (open[0] + open[1] + open[2] === 0) continue;
      reference.push(channels[0].data[i], channels[1].data[i], channels[2].data[i]);
      colours.push(photo.data[j], photo.data[j + 1], photo.data[j + 2]);
      usable.push(...open);
      terms.push(...illuminationTerms(x, y, width, height));
    }
  }
  return {
    count: reference.length / 3,
    reference: Float64Array.from(reference),
    photo: Float64Array.from(colours),
    usable: Uint8Array.from(usable),
    terms: Float64Array.from(terms),
  };
}

/** 1, x, y, x², xy, y² with the frame at ±1; products centred so that the constant keeps its meaning. */
function illuminationTerms(x: number, y: number, width: number, height: number) {
  const u = (2 * x + 1) / width - 1;
  const v = (2 * y + 1) / height - 1;
  return [1, u, v, u * u - 1 / 3, u * v, v * v - 1 / 3];
}

/**
 * Fits photo luma ≈ predicted luma × (1 + terms · illumination); the constant belongs to the colour model.
 *
 * @param illumination is replaced where the fit explains more than an even light does
 * @returns whether it does
 */
export function fitIllumination(samples: Samples, colour: ColourModel, illumination: Float64Array): boolean {
  const { count, terms, usable } = samples;
  const unknowns = TERMS;
  const rows = new Float64Array(count * unknowns);
  const target = new Float64Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    if (usable[i * 3] + usable[i * 3 + 1] + usable[i * 3 + 2] < 3) continue;
    const luma = lumaOf(colour.map(samples.reference, i * 3));
    for (let k = 0; k < unknowns; k++) rows[n * unknowns + k] = luma * terms[i * TERMS + k];
    target[n++] = lumaOf([samples.photo[i * 3], samples.photo[i * 3 + 1], samples.photo[i * 3 + 2]]) - luma;
  }
  if (n < FEWEST_SAMPLES) return false;
  const { coefficients, scale } = fitRobustly(rows.subarray(0, n * unknowns), target.subarray(0, n), {
    rounds: 4,
    ridge: 1e-3,
    smallestScale: 0.5,
  });
  const even = MAD_TO_SIGMA * median(target.subarray(0, n).map(Math.abs));
  if (!(scale < LEAST_GAIN * even)) return false;
  illumination[0] = 0;
  for (let k = 1; k < unknowns; k++) illumination[k] = coefficients[k] / (1 + coefficients[0]);
  return true;
}

/** Illumination at each sample. */
export function lightOf({ count, terms }: Samples, illumination: Float64Array): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => illuminationAt(illumination, terms, i * TERMS));
}

/** 1 + terms · illumination, kept away from zero. */
function illuminationAt(illumination: Float64Array, terms: Float64Array, at: number): number {
  let value = 1;
  for (let k = 1; k < TERMS; k++) value += illumination[k] * terms[at + k];
  return Math.max(DARKEST_LIGHT, value);
}

/** Brightest over darkest point of the illumination over the frame. */
export function illuminationRatio(illumination: Float64Array): number {
  let darkest = Number.POSITIVE_INFINITY;
  let brightest = 0;
  for (let v = 0; v < 9; v++) {
    for (let u = 0; u < 9; u++) {
      const light = illuminationAt(illumination, Float64Array.from(illuminationTerms(u, v, 9, 9)), 0);
      darkest = Math.min(darkest, light);
      brightest = Math.max(brightest, light);
    }
  }
  return brightest / darkest;
}
