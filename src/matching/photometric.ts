import { fitRobustly } from '../maths/robust-regression.js';
import { computeLuma } from '../pixels/luma.js';
import { createPlane, type Plane, type Raster } from '../pixels/plane.js';
import { applyRingFilter, fitRingFilter } from './ring-filter.js';
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
const DARKEST_LIGHT = 0.1;

// Tone table: an eighth of a level is below what any fit resolves.
const TABLE_STEPS = 8;
const TABLE_START = -64;
const TABLE_SIZE = 384 * TABLE_STEPS;

// Alternations of illumination and colour; a third changes nothing.
const ROUNDS = 2;

/** The reference as it would look after the photo's own processing, in the photo's geometry. */
export interface Prediction {
  readonly width: number;
  readonly height: number;
  /** Rec.601 luma, 0..255. */
  readonly luma: Plane;
  /** Chroma, centred on 0. */
  readonly cb: Plane;
  readonly cr: Plane;
  /** 1 where the reference covers the photo. */
  readonly valid: Uint8Array;
  /** Contrast of the photo over that of the reference: the fitted slope of luma at mid grey. */
  readonly gain: number;
  /** Brightest over darkest point of the fitted illumination over the frame, at least 1. */
  readonly illuminationRatio: number;
  /** Fitted centre weight of the filter minus 1: below 0 the photo is blurrier, above 0 sharper. */
  readonly sharpening: number;
}

/** Pixels that the fits run on, structure of arrays. */
interface Samples {
  readonly count: number;
  /** Reference, then photo colours: r, g, b interleaved. */
  readonly reference: Float64Array;
  readonly photo: Float64Array;
  /** Illumination terms per sample. */
  readonly terms: Float64Array;
}

const TERMS = 6;

/**
 * Predicts the photo from the registered reference. Fitted in turn: slow illumination (quadratic, multiplicative),
 * colour matrix with offset, tone curves, and a 5 × 5 circular filter for blur or sharpening. Every fit is
 * robust: changed parts do not pull on it as long as they stay under about 40 % of the overlap.
 *
 * @param warped the reference in the photo's geometry
 * @param photo the photo, same size
 * @returns the prediction; the warped reference itself where fewer than 50 pixels overlap
 */
export function predictPhoto(warped: WarpedRaster, photo: Raster): Prediction {
  const samples = pickSamples(warped, photo);
  const colour = new ColourModel();
  const illumination = new Float64Array(TERMS);
  if (samples.count >= 50) {
    for (let round = 0; round < ROUNDS; round++) {
      fitIllumination(samples, colour, illumination);
      colour.fit(samples, illumination);
    }
  }
  const { luma, cb, cr } = renderPrediction(warped, colour, illumination);
  const filter = fitRingFilter(luma, computeLuma(photo), warped.valid);
  return {
    width: warped.width,
    height: warped.height,
    luma: applyRingFilter(luma, filter),
    cb,
    cr,
    valid: warped.valid,
    gain: colour.gain(),
    illuminationRatio: illuminationRatio(illumination),
    sharpening: filter.centre - 1,
  };
}

function pickSamples({ width, height, channels, valid }: WarpedRaster, photo: Raster): Samples {
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
function fitIllumination(samples: Samples, colour: ColourModel, illumination: Float64Array): void {
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
class ColourModel {
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

/** Applies colours and light to every pixel; a table replaces the tone curves. */
function renderPrediction(warped: WarpedRaster, colour: ColourModel, illumination: Float64Array) {
  const { width, height, channels, valid } = warped;
  const luma = createPlane(width, height);
  const cb = createPlane(width, height);
  const cr = createPlane(width, height);
  const [m0, m1, m2] = colour.matrix;
  const [t0, t1, t2] = colour.curves.map(tabulateCurve);
  const [, lightU, lightV, lightUU, lightUV, lightVV] = illumination;
  const [red, green, blue] = channels.map(({ data }) => data);
  for (let y = 0; y < height; y++) {
    const v = (2 * y + 1) / height - 1;
    const rowLight = 1 + lightV * v + lightVV * (v * v - 1 / 3) - lightUU / 3;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (!valid[i]) continue;
      const u = (2 * x + 1) / width - 1;
      const light = Math.max(DARKEST_LIGHT, rowLight + (lightU + lightUV * v + lightUU * u) * u);
      const p = red[i];
      const q = green[i];
      const s = blue[i];
      const r = toTone(t0, m0[0] * p + m0[1] * q + m0[2] * s + m0[3] * 255) * light;
      const g = toTone(t1, m1[0] * p + m1[1] * q + m1[2] * s + m1[3] * 255) * light;
      const b = toTone(t2, m2[0] * p + m2[1] * q + m2[2] * s + m2[3] * 255) * light;
      const rr = Math.max(0, Math.min(255, r));
      const gg = Math.max(0, Math.min(255, g));
      const bb = Math.max(0, Math.min(255, b));
      const yy = 0.299 * rr + 0.587 * gg + 0.114 * bb;
      luma.data[i] = yy;
      cb.data[i] = (bb - yy) / 1.772;
      cr.data[i] = (rr - yy) / 1.402;
    }
  }
  return { luma, cb, cr };
}

/** value + curve(value) for values of −64..320 in eighths of a level. */
function tabulateCurve(curve: Float64Array): Float32Array {
  return Float32Array.from({ length: TABLE_SIZE }, (_, k) => {
    const value = k / TABLE_STEPS + TABLE_START;
    return value + curveAt(curve, value);
  });
}

function toTone(table: Float32Array, value: number): number {
  const k = ((value - TABLE_START) * TABLE_STEPS + 0.5) | 0;
  return table[k < 0 ? 0 : Math.min(k, TABLE_SIZE - 1)];
}

/** Piecewise linear between the knots, constant beyond. */
function curveAt(curve: Float64Array, value: number): number {
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

function illuminationRatio(illumination: Float64Array): number {
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
