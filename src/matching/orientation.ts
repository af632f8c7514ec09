import { vectorEighths } from '../maths/vector-eighths.js';
import type { Plane } from '../pixels/plane.js';
import { type Keypoint, LEVEL_SCALE_PX } from './keypoints.js';

// Radius of the disc that decides, in scale-normalized pixels; every pixel of it counts: every second one loses a
// seventh of the matches to aliasing.
const RADIUS_PX = 8;
const BINS = 36;
// A second direction nearly as strong as the first gets a feature of its own.
const SECOND_DIRECTION = 0.85;

/** Offsets and weights of the samples of the orientation disc. */
const DISC = (() => {
  const samples: { u: number; v: number; weight: number }[] = [];
  for (let row = -RADIUS_PX; row <= RADIUS_PX; row++) {
    for (let column = -RADIUS_PX; column <= RADIUS_PX; column++) {
      const distance = (column * column + row * row) / RADIUS_PX ** 2;
      if (distance <= 1) samples.push({ u: column, v: row, weight: Math.exp(-2 * distance) });
    }
  }
  return {
    count: samples.length,
    u: Float32Array.from(samples, ({ u }) => u),
    v: Float32Array.from(samples, ({ v }) => v),
    weight: Float32Array.from(samples, ({ weight }) => weight),
  };
})();

/**
 * Finds the one or two directions in which the gradients around a keypoint point most.
 *
 * @param plane smoothed pixels of the keypoint's level
 * @returns radians in (−π, π], strongest first; none in a flat patch
 * @see Lowe 2004, section 5, doi:10.1023/B:VISI.0000029664.99615.94
 */
export function dominantAngles({ width, height, data }: Plane, keypoint: Keypoint): number[] {
  const histogram = new Float64Array(BINS);
  const zoom = keypoint.scale / LEVEL_SCALE_PX;
  const { count, u, v, weight } = DISC;
  // Rounded to the nearest pixel by truncation: positions below 0 are skipped anyway.
  const centreX = keypoint.x + 0.5;
  const centreY = keypoint.y + 0.5;
  for (let s = 0; s < count; s++) {
    const x = (centreX + u[s] * zoom) | 0;
    const y = (centreY + v[s] * zoom) | 0;
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue;
    const i = y * width + x;
    const gx = data[i + 1] - data[i - 1];
    const gy = data[i + width] - data[i - width];
    const bin = (vectorEighths(gx, gy) * (BINS / 8)) | 0;
    histogram[bin === BINS ? 0 : bin] += Math.sqrt(gx * gx + gy * gy) * weight[s];
  }
  return histogramPeaks(smoothCircular(smoothCircular(histogram)));
}

function smoothCircular(histogram: Float64Array): Float64Array {
  const n = histogram.length;
  return histogram.map(
    (value, i) => 0.5 * value + 0.25 * (histogram[(i + 1) % n] + histogram[(i + n - 1) % n]),
  );
}

function histogramPeaks(histogram: Float64Array): number[] {
  const n = histogram.length;
  const peaks: { height: number; angle: number }[] = [];
  for (let i = 0; i < n; i++) {
    const before = histogram[(i + n - 1) % n];
    const after = histogram[(i + 1) % n];
    if (histogram[i] <= before || histogram[i] < after) continue;
    const offset = (before - after) / (2 * (before - 2 * histogram[i] + after));
    const turn = (i + 0.5 + offset) / n;
    peaks.push({ height: histogram[i], angle: 2 * Math.PI * (turn > 0.5 ? turn - 1 : turn) });
  }
  peaks.sort((a, b) => b.height - a.height);
  const kept = peaks.filter((peak, i) => i < 2 && peak.height >= SECOND_DIRECTION * peaks[0].height);
  return kept.map(({ angle }) => angle);
}
