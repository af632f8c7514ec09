import { computeLuma } from '../pixels/luma.js';
import { createPlane, type Plane, type Raster } from '../pixels/plane.js';
import { ColourModel, tableIndex } from './colour-model.js';
import {
  DARKEST_LIGHT,
  fitIllumination,
  illuminationRatio,
  lightOf,
  pickSamples,
  TERMS,
} from './photometric-fit.js';
import { applyRingFilter, fitRingFilter } from './ring-filter.js';
import type { WarpedRaster } from './warp.js';

// Alternations of illumination and colour, which take from each other; they end early where light explains nothing.
const ROUNDS = 5;

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

/**
 * Predicts the photo from the registered reference. Fitted in turn: slow illumination (quadratic, multiplicative),
 * colours as sums of one curve per colour of the reference, and a 5 × 5 circular filter for blur or sharpening. Every
 * fit is robust: changed parts do not pull on it as long as they stay under about 40 % of the overlap.
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
    // Colours first: light fitted to a picture whose tones were changed follows the objects in it.
    colour.fit(samples, lightOf(samples, illumination));
    for (let round = 0; round < ROUNDS; round++) {
      if (!fitIllumination(samples, colour, illumination)) break;
      colour.fit(samples, lightOf(samples, illumination));
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

/** Applies colours and light to every pixel; a table replaces the tone curves. */
function renderPrediction(warped: WarpedRaster, colour: ColourModel, illumination: Float64Array) {
  const { width, height, channels, valid } = warped;
  const luma = createPlane(width, height);
  const cb = createPlane(width, height);
  const cr = createPlane(width, height);
  const [[rFromR, rFromG, rFromB], [gFromR, gFromG, gFromB], [bFromR, bFromG, bFromB]] = colour.tabulate();
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
      const p = tableIndex(red[i]);
      const q = tableIndex(green[i]);
      const s = tableIndex(blue[i]);
      const r = (rFromR[p] + rFromG[q] + rFromB[s]) * light;
      const g = (gFromR[p] + gFromG[q] + gFromB[s]) * light;
      const b = (bFromR[p] + bFromG[q] + bFromB[s]) * light;
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
