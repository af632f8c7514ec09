import { fillParts, roomOf } from '../kernels/heap.js';
import { computeLuma } from '../pixels/luma.js';
import type { Plane, Raster } from '../pixels/plane.js';
import { ColourModel, STEPS_PER_LEVEL, TABLE_SIZE, TABLE_START } from './colour-model.js';
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
  const { colour, illumination } = fitColours(warped, photo);
  const { width, height, valid } = warped;
  const { luma, cb, cr } = renderPrediction(warped, colour, illumination);
  const filter = fitRingFilter(luma, computeLuma(photo), valid);
  return {
    width,
    height,
    luma: applyRingFilter(luma, filter),
    cb,
    cr,
    valid,
    gain: colour.gain(),
    illuminationRatio: illuminationRatio(illumination),
    sharpening: filter.centre - 1,
  };
}

function fitColours(warped: WarpedRaster, photo: Raster) {
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
  return { colour, illumination };
}

/** Applies colours and light to every pixel; a table replaces the tone curves. */
function renderPrediction(warped: WarpedRaster, colour: ColourModel, illumination: Float64Array) {
  const { width, height, channels, valid } = warped;
  const size = width * height;
  const tables = Float32Array.from(colour.tabulate().flatMap((row) => row.flatMap((table) => [...table])));
  const bytes = roomOf(4 * size) + roomOf(tables.length) + roomOf(2 * TERMS);
  return fillParts(
    12 * size,
    bytes,
    (heap, at) => {
      heap.bytes(at, 12 * size).fill(0);
      const [red, green, blue] = channels.map(({ data }) => heap.put(data));
      heap.kernels.renderColours(
        red,
        green,
        blue,
        heap.put(valid),
        width,
        height,
        heap.put(tables),
        TABLE_SIZE,
        TABLE_START,
        STEPS_PER_LEVEL,
        heap.put(illumination),
        DARKEST_LIGHT,
        at,
      );
    },
    ({ buffer, byteOffset }) => {
      const plane = (k: number): Plane => ({
        width,
        height,
        data: new Float32Array(buffer, byteOffset + 4 * k * size, size),
      });
      return { luma: plane(0), cb: plane(1), cr: plane(2) };
    },
  );
}
