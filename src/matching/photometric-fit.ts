import { fitRobustly } from '../maths/robust-regression.js';
import type { Raster } from '../pixels/plane.js';
import type { WarpedRaster } from './warp.js';

// Robust fits need far fewer pixels than a picture has; twice as many cost twice the time and pass the same tests.
const SAMPLES = 2000;

// Clipped pixels say nothing about the tone curve.
const DARKEST = 2;
const BRIGHTEST = 253;

// Knots of the tone curves: enough for a gamma or an S-curve, too few to follow single objects.
const KNOTS = 9;
const KNOT_STEP = 255 / (KNOTS - 1);

// Keeps predictions positive however far an illumination fit runs.
export const DARKEST_LIGHT = 0.1;

/** Pixels that the fits run on, structure of arrays. */
export interface Samples {
  readonly count: number;
  /** Reference, then photo colours: r, g, b interleaved. */
  readonly reference: Float64Array;
  readonly photo: Float64Array;
  /** Illumination terms per sample. */
  readonly terms: Float64Array;
}

/** Illumination terms per sample. */
export const TERMS = 6;

/** Pixels on a grid, clipped ones left out. */
export function pickSamples({ width, height, channels, valid }: WarpedRaster, photo: Raster): Samples {
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / (2 * SAMPLES))));
  const reference: number[] = [];
  const colours: number[] = [];
  const terms: number[] = [];
  for (let y = stride >> 1; y < height; y += stride) {
    for (let x = stride >> 1; x < width; x += stride) {
      const i = y * width + x;
      if (!valid[i]) continue;
      const j = i * 3;
      const [r, g, b] = [photo.data[j], photo.data[j + 1], photo.data[j + 2]];
      const [p, q, s] = [channels[0].data[i], channels[1].data[i], channels[2].data[i]];
      if (Math.min(r, g, b, p, q, s) < DARKEST || Math.max(r, g, b, p, q, s) > BRIGHTEST) continue;
      reference.push(p, q, s);
      colours.push(r, g, b);
      terms.push(...illuminationTerms(x, y, width, height));
    }
  }
  return {
    count: reference.length / 3,
    reference: Float64Array.from(reference),
    photo: Float64Array.from(colours),
    terms: Float64Array.from(terms),
  };
}

/** 1, x, y, x², xy, y² with the frame at ±1; products centred so that the constant keeps its meaning. */
function illuminationTerms(x: number, y: number, width: number, height: number) {
  const u = (2 * x + 1) / width - 1;
  const v = (2 * y + 1) / height - 1;
  return [1, u, v, u * u - 1 / 3, u * v, v * v - 1 / 3];
}

/** Photo luma ≈ predicted luma × (1 + terms · illumination). The constant belongs to the colour model. */
export function fitIllumination(samples: Samples, colour: ColourModel, illumination: Float64Array): void {
  const { count, terms } = samples;
  const unknowns = TERMS;
  const rows = new Float64Array(count * unknowns);
  const target = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const luma = lumaOf(colour.map(samples.reference, i * 3));
    for (let k = 0; k < unknowns; k++) rows[i * unknowns + k] = luma * terms[i * unknowns + k];
    target[i] = lumaOf([samples.photo[i * 3], samples.photo[i * 3 + 1], samples.photo[i * 3 + 2]]) - luma;
  }
  const { coefficients } = fitRobustly(rows, target, { rounds: 4, ridge: 1e-3, smallestScale: 0.5 });
  illumination[0] = 0;
  for (let k = 1; k < unknowns; k++) illumination[k] = coefficients[k] / (1 + coefficients[0]);
}

/** Colour matrix with offset, then one tone curve per channel. */
export class ColourModel {
  readonly matrix: Float64Array[] = [0, 1, 2].map((c) =>
    Float64Array.from([0, 1, 2, 3], (j) => (j === c ? 1 : 0)),
  );
  readonly curves: Float64Array[] = [0, 1, 2].map(() => new Float64Array(KNOTS));

  fit(samples: Samples, illumination: Float64Array): void {
    const { count, reference, photo, terms } = samples;
    const rows = new Float64Array(count * 4);
    const target = new Float64Array(count);
    const hats = new Float64Array(count * KNOTS);
    for (let c = 0; c < 3; c++) {
      for (let i = 0; i < count; i++) {
        rows.set([reference[i * 3], reference[i * 3 + 1], reference[i * 3 + 2], 255], i * 4);
        target[i] = photo[i * 3 + c] / illuminationAt(illumination, terms, i * TERMS);
      }
      const prior = [0, 1, 2, 3].map((j) => (j === c ? 1 : 0));
      const { coefficients } = fitRobustly(rows, target, {
        rounds: 4,
        ridge: 1e-3,
        prior,
        smallestScale: 0.5,
      });
      this.matrix[c] = coefficients;
      hats.fill(0);
      for (let i = 0; i < count; i++) {
        let value = 0;
        for (let j = 0; j < 4; j++) value += coefficients[j] * rows[i * 4 + j];
        target[i] -= value;
        const position = Math.max(0, Math.min(KNOTS - 1 - 1e-9, value / KNOT_STEP));
        const knot = Math.floor(position);
        hats[i * KNOTS + knot] = 1 - (position - knot);
        hats[i * KNOTS + knot + 1] = position - knot;
      }
      this.curves[c] = fitRobustly(hats, target, { rounds: 4, ridge: 1e-2, smallestScale: 0.5 }).coefficients;
    }
  }

  /** Colour of one pixel, without illumination. */
  map(values: ArrayLike<number>, at: number): [number, number, number] {
    return [this.channel(0, values, at), this.channel(1, values, at), this.channel(2, values, at)];
  }

  /** Slope of luma around mid grey. */
  gain(): number {
    const low = lumaOf(this.map([112, 112, 112], 0));
    const high = lumaOf(this.map([144, 144, 144], 0));
    return (high - low) / 32;
  }

  private channel(c: number, values: ArrayLike<number>, at: number): number {
    const m = this.matrix[c];
    const value = m[0] * values[at] + m[1] * values[at + 1] + m[2] * values[at + 2] + m[3] * 255;
    return value + curveAt(this.curves[c], value);
  }
}

/** Piecewise linear between the knots, constant beyond. */
export function curveAt(curve: Float64Array, value: number): number {
  const position = Math.max(0, Math.min(KNOTS - 1 - 1e-9, value / KNOT_STEP));
  const knot = Math.floor(position);
  return curve[knot] + (curve[knot + 1] - curve[knot]) * (position - knot);
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

function lumaOf(rgb: readonly [number, number, number]): number {
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}
