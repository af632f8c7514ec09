import type { Heap } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';
import { type Keypoint, LEVEL_SCALE_PX } from './keypoints.js';

// Radius of the disc that decides, in scale-normalized pixels; every pixel of it counts: every second one loses a
// seventh of the matches to aliasing.
const RADIUS_PX = 8;
const BINS = 36;
// A second direction nearly as strong as the first gets a feature of its own.
const SECOND_DIRECTION = 0.85;

/** Offsets and weight of the samples of the orientation disc, three floats each. */
const DISC = (() => {
  const samples: number[] = [];
  for (let row = -RADIUS_PX; row <= RADIUS_PX; row++) {
    for (let column = -RADIUS_PX; column <= RADIUS_PX; column++) {
      const distance = (column * column + row * row) / RADIUS_PX ** 2;
      if (distance <= 1) samples.push(column, row, Math.exp(-2 * distance));
    }
  }
  return Float32Array.from(samples);
})();

/** Puts what finding directions needs into the heap; it holds as long as the scope. */
export function openDiscs(heap: Heap) {
  const disc = heap.put(DISC);
  const histogram = heap.doubles(heap.take(8 * BINS), BINS);
  const place = heap.doubles(heap.take(8 * 3), 3);
  return {
    /**
     * Finds the one or two directions in which the gradients around a keypoint point most.
     *
     * @param plane smoothed pixels of the keypoint's level
     * @returns radians in (−π, π], strongest first; none in a flat patch
     * @see Lowe 2004, section 5, doi:10.1023/B:VISI.0000029664.99615.94
     */
    dominantAngles({ width, height, data }: Plane, { x, y, scale }: Keypoint): number[] {
      histogram.fill(0);
      place[0] = x;
      place[1] = y;
      place[2] = scale / LEVEL_SCALE_PX;
      const { addDirections } = heap.kernels;
      const samples = DISC.length / 3;
      addDirections(
        heap.put(data),
        width,
        height,
        place.byteOffset,
        disc,
        samples,
        BINS,
        histogram.byteOffset,
      );
      return histogramPeaks(smoothCircular(smoothCircular(histogram)));
    },
  };
}

function smoothCircular(histogram: Float64Array): Float64Array {
  const last = histogram.length - 1;
  const out = new Float64Array(histogram.length);
  for (let i = 0; i <= last; i++) {
    const before = histogram[i === 0 ? last : i - 1];
    const after = histogram[i === last ? 0 : i + 1];
    out[i] = 0.5 * histogram[i] + 0.25 * (after + before);
  }
  return out;
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
