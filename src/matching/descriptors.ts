import { type Heap, inHeap, inScope } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';
import { BINS, CELLS, COMPARED_BINS, DIRECTIONS } from './descriptor-bits.js';
import { DESCRIPTOR_WORDS, type Features } from './features.js';
import { detectKeypoints, type Keypoint, LEVEL_SCALE_PX } from './keypoints.js';
import { openDiscs } from './orientation.js';
import { buildPyramid, type PyramidLevel } from './pyramid.js';

/** Keypoints per picture. More raise the cost of matching with their square and add weak points only. */
const MOST_KEYPOINTS = 1500;

// Side of a cell in scale-normalized pixels, and gradients sampled along a side of the patch: one per 1.25 px
// (12 instead of 16 lose 8 % of the matches).
const CELL_PX = 5;
const SAMPLES = 16;

// Planes of the view's size that the pyramid and its responses take in all.
const PLANES = 10;

/**
 * Detects keypoints and describes each by 320 comparisons of gradient histogram bins.
 *
 * The patch around a keypoint, turned to its dominant gradient direction, gives 4 × 4 cells × 8 directions of
 * gradient energy as in SIFT; bits say which of two neighbouring bins is larger: direction against next direction
 * in each cell (128 bits), cell against right neighbour and cell against lower neighbour in each direction (96
 * bits each). Comparisons do not depend on contrast, cost 40 bytes instead of 128 floats, and a mirrored picture
 * has the same bits in another order (`mirrorFeatures` in `descriptor-bits.ts`).
 *
 * @param luma the working view, 0..255
 * @param limit most keypoints. @default 1500
 * @returns features in view pixels, spread over the picture, strong ones first
 * @see Lowe, Distinctive image features from scale-invariant keypoints, IJCV 2004,
 *   doi:10.1023/B:VISI.0000029664.99615.94, from which sampling and orientation are taken
 */
export function extractFeatures(luma: Plane, limit = MOST_KEYPOINTS): Features {
  return inScope(PLANES * luma.data.length, () => {
    const levels = buildPyramid(luma);
    const keypoints = detectKeypoints(levels, limit);
    return inHeap(0, (heap) => {
      const patches = openPatches(heap);
      const discs = openDiscs(heap);
      const records: FeatureRecord[] = [];
      for (const keypoint of keypoints) {
        const { plane } = levels[keypoint.level];
        for (const angle of discs.dominantAngles(plane, keypoint))
          records.push({ keypoint, angle, words: patches.describe(plane, keypoint, angle) });
      }
      return toFeatures(records.slice(0, limit), levels);
    });
  });
}

interface FeatureRecord {
  keypoint: Keypoint;
  angle: number;
  words: Uint32Array;
}

const SAMPLE_BYTES = 28;

/** Samples of a patch as the kernel reads them: offsets in cells, weights and first bins of the four cells they vote for. */
const PATCH = (() => {
  const count = SAMPLES * SAMPLES;
  const bytes = new Uint8Array(SAMPLE_BYTES * count);
  const view = new DataView(bytes.buffer);
  for (let s = 0; s < count; s++) {
    // In cells from the centre of the patch: −2..2.
    const u = (((s % SAMPLES) + 0.5) / SAMPLES - 0.5) * CELLS;
    const v = ((Math.floor(s / SAMPLES) + 0.5) / SAMPLES - 0.5) * CELLS;
    const at = s * SAMPLE_BYTES;
    view.setFloat32(at, u, true);
    view.setFloat32(at + 4, v, true);
    const gauss = Math.exp((-u * u - v * v) / (2 * (CELLS / 2) ** 2));
    const column = u + CELLS / 2 - 0.5;
    const row = v + CELLS / 2 - 0.5;
    for (let corner = 0; corner < 4; corner++) {
      const c = Math.floor(column) + (corner & 1);
      const r = Math.floor(row) + (corner >> 1);
      if (c < 0 || r < 0 || c >= CELLS || r >= CELLS) continue;
      view.setFloat32(
        at + 8 + 4 * corner,
        gauss * (1 - Math.abs(column - c)) * (1 - Math.abs(row - r)),
        true,
      );
      view.setUint8(at + 24 + corner, (r * CELLS + c) * DIRECTIONS);
    }
  }
  return bytes;
})();

/** Puts what describing needs into the heap; it holds as long as the scope. */
function openPatches(heap: Heap) {
  const patch = heap.put(PATCH);
  const pairs = heap.put(COMPARED_BINS);
  const place = heap.doubles(heap.take(8 * 5), 5);
  const histogram = heap.take(4 * BINS);
  const out = heap.take(4 * DESCRIPTOR_WORDS);
  return {
    describe({ width, height, data }: Plane, { x, y, scale }: Keypoint, angle: number): Uint32Array {
      place[0] = x;
      place[1] = y;
      place[2] = Math.cos(angle);
      place[3] = Math.sin(angle);
      place[4] = CELL_PX * (scale / LEVEL_SCALE_PX);
      const { describePatch } = heap.kernels;
      const count = SAMPLES * SAMPLES;
      describePatch(heap.put(data), width, height, place.byteOffset, patch, count, histogram, pairs, out);
      return heap.words(out, DESCRIPTOR_WORDS).slice();
    },
  };
}

function toFeatures(records: readonly FeatureRecord[], levels: readonly PyramidLevel[]): Features {
  const count = records.length;
  const features = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    scale: new Float32Array(count),
    angle: new Float32Array(count),
    descriptors: new Uint32Array(count * DESCRIPTOR_WORDS),
  };
  records.forEach(({ keypoint, angle, words }, i) => {
    const { stepX, stepY } = levels[keypoint.level];
    features.x[i] = (keypoint.x + 0.5) * stepX - 0.5;
    features.y[i] = (keypoint.y + 0.5) * stepY - 0.5;
    features.scale[i] = keypoint.scale * Math.sqrt(stepX * stepY);
    features.angle[i] = angle;
    features.descriptors.set(words, i * DESCRIPTOR_WORDS);
  });
  return features;
}
