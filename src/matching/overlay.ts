import type { Plane, Raster } from '../pixels/plane.js';
import type { Prediction } from './photometric.js';

// Differences are shown this many times as strong around mid grey: recompression stays a faint grain.
const DIFFERENCE_GAIN = 4;

/**
 * The reference as it lies in the photo, with the photo's light and sharpness: the "before" of a before/after
 * picture. Pixels that the reference does not cover are mid grey.
 *
 * @returns raster of the photo view's size
 */
export function renderRegisteredReference({ width, height, luma, cb, cr, valid }: Prediction): Raster {
  const data = new Uint8Array(width * height * 3).fill(128);
  for (let i = 0; i < valid.length; i++) {
    if (!valid[i]) continue;
    const y = luma.data[i];
    const red = y + 1.402 * cr.data[i];
    const blue = y + 1.772 * cb.data[i];
    data[i * 3] = toByte(red);
    data[i * 3 + 1] = toByte((y - 0.299 * red - 0.114 * blue) / 0.587);
    data[i * 3 + 2] = toByte(blue);
  }
  return { width, height, data };
}

/**
 * Photo minus prediction around mid grey, four times enlarged: flat grey where the photo is the reference.
 *
 * @param residual grey levels, 0 where not compared
 */
export function renderDifference({ width, height, data: residual }: Plane): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < residual.length; i++)
    data.fill(toByte(128 + DIFFERENCE_GAIN * residual[i]), i * 3, i * 3 + 3);
  return { width, height, data };
}

/**
 * The photo with a localization map laid over it: the rest is darkened and drained of colour, changed parts keep it.
 *
 * @param photo raster of the map's size
 * @param map 0..1, above 0.5 is changed
 */
export function renderHighlight(photo: Raster, map: Plane): Raster {
  const data = new Uint8Array(photo.data.length);
  for (let i = 0; i < map.data.length; i++) {
    const j = i * 3;
    const keep = map.data[i] >= 0.5;
    const grey = 0.299 * photo.data[j] + 0.587 * photo.data[j + 1] + 0.114 * photo.data[j + 2];
    for (let c = 0; c < 3; c++)
      data[j + c] = keep ? photo.data[j + c] : toByte(0.45 * grey + 0.15 * photo.data[j + c]);
  }
  return { width: photo.width, height: photo.height, data };
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
