import { boxMean } from '../../pixels/box-mean.js';
import type { Plane } from '../../pixels/plane.js';

/** Radii of the rings around a pixel, in view pixels, with the samples taken on each and the orders kept. */
const RINGS: readonly { readonly radius: number; readonly samples: number; readonly orders: number }[] = [
  { radius: 2, samples: 8, orders: 2 },
  { radius: 4.5, samples: 16, orders: 4 },
  { radius: 7, samples: 16, orders: 4 },
];

/** Numbers that describe one pixel's surroundings. */
export const RING_FEATURES = RINGS.reduce((sum, { orders }) => sum + orders, 1);

/** Places of the centre and of the ring means among the features. */
const MEANS: readonly number[] = [0, 1, 3, 7];

/** Pixels nearer to the border than this have no whole surroundings. */
export const RING_MARGIN_PX = 8;

/**
 * Surroundings of every pixel, `RING_FEATURES` numbers each, row-major; zero within the margin. Rounded to grey levels:
 * recompression moves them by more, and bytes keep a picture's features within a processor's cache.
 */
export interface RingFeatures {
  readonly width: number;
  readonly height: number;
  readonly data: Int8Array;
  /** Standard deviation of the surroundings over the rings, grey levels; 0 within the margin. */
  readonly contrast: Float32Array;
}

/**
 * Describes the surroundings of each pixel in a way that a turn of the picture does not change: magnitudes of the
 * first circular harmonics on three rings, after the mean is taken off, so that a change of brightness does not
 * matter either.
 *
 * @param luma the working view, 0..255
 * @returns features in grey levels, scaled so that their squared distance is the mean squared difference of rings
 * @see Cozzolino, Poggi, Verdoliva, Efficient dense-field copy-move forgery detection, IEEE TIFS 2015,
 *   doi:10.1109/TIFS.2015.2455334; they take Zernike or polar cosine moments of a disc. Rings need 40 reads per
 *   pixel instead of 200 and describe the same disc.
 */
export function describeRings(luma: Plane): RingFeatures {
  const { width, height } = luma;
  // Sampling at the nearest pixel moves a sample by up to half a pixel; smoothing by 3 × 3 hides it.
  const { data: smooth } = boxMean(luma, 1);
  const data = new Int8Array(width * height * RING_FEATURES);
  const contrast = new Float32Array(width * height);
  const rings = RINGS.map((ring) => ({ ...ring, ...sampleRing(ring, width) }));
  const values = new Float64Array(16);
  const found = new Float64Array(RING_FEATURES);
  for (let y = RING_MARGIN_PX; y < height - RING_MARGIN_PX; y++) {
    for (let x = RING_MARGIN_PX; x < width - RING_MARGIN_PX; x++) {
      const i = y * width + x;
      found[0] = smooth[i];
      let at = 1;
      let mean = smooth[i];
      let weights = 1;
      let energy = 0;
      for (const { offsets, samples, orders, cosines, sines } of rings) {
        let sum = 0;
        for (let s = 0; s < samples; s++) {
          values[s] = smooth[i + offsets[s]];
          sum += values[s];
        }
        found[at++] = sum / samples;
        mean += sum;
        weights += samples;
        for (let order = 1; order < orders; order++) {
          let real = 0;
          let imaginary = 0;
          const begin = order * samples;
          for (let s = 0; s < samples; s++) {
            real += cosines[begin + s] * values[s];
            imaginary += sines[begin + s] * values[s];
          }
          const magnitude = (Math.SQRT2 * Math.sqrt(real * real + imaginary * imaginary)) / samples;
          found[at++] = magnitude;
          energy += magnitude * magnitude;
        }
      }
      mean /= weights;
      for (const k of MEANS) {
        found[k] -= mean;
        energy += found[k] * found[k];
      }
      contrast[i] = Math.sqrt(energy / rings.length);
      const first = i * RING_FEATURES;
      for (let k = 0; k < RING_FEATURES; k++)
        data[first + k] = Math.max(-127, Math.min(127, Math.round(found[k])));
    }
  }
  return { width, height, data, contrast };
}

function sampleRing({ radius, samples, orders }: (typeof RINGS)[number], width: number) {
  const offsets = new Int32Array(samples);
  const cosines = new Float64Array(orders * samples);
  const sines = new Float64Array(orders * samples);
  for (let s = 0; s < samples; s++) {
    const angle = (2 * Math.PI * s) / samples;
    offsets[s] = Math.round(radius * Math.sin(angle)) * width + Math.round(radius * Math.cos(angle));
    for (let order = 0; order < orders; order++) {
      cosines[order * samples + s] = Math.cos(order * angle);
      sines[order * samples + s] = Math.sin(order * angle);
    }
  }
  return { offsets, cosines, sines };
}
