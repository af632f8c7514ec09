import { vectorEighths } from '../maths/vector-eighths.js';
import type { Plane } from '../pixels/plane.js';
import { BINS, CELLS, compareBins, DIRECTIONS } from './descriptor-bits.js';
import { DESCRIPTOR_WORDS, type Features } from './features.js';
import { detectKeypoints, type Keypoint, LEVEL_SCALE_PX } from './keypoints.js';
import { dominantAngles } from './orientation.js';
import { buildPyramid, type PyramidLevel } from './pyramid.js';

/** Keypoints per picture. More raise the cost of matching with their square and add weak points only. */
const MOST_KEYPOINTS = 1500;

// Side of a cell in scale-normalized pixels, and gradients sampled along a side of the patch: one per 1.25 px
// (12 instead of 16 lose 8 % of the matches).
const CELL_PX = 5;
const SAMPLES = 16;

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
  const levels = buildPyramid(luma);
  const records: FeatureRecord[] = [];
  for (const keypoint of detectKeypoints(levels, limit)) {
    const { plane } = levels[keypoint.level];
    for (const angle of dominantAngles(plane, keypoint)) {
      records.push({ keypoint, angle, words: describe(plane, keypoint, angle) });
    }
  }
  return toFeatures(records.slice(0, limit), levels);
}

interface FeatureRecord {
  keypoint: Keypoint;
  angle: number;
  words: Uint32Array;
}

/** Offsets of the samples in cells, and the cells they vote for: four (cell, weight) pairs each. */
const PATCH = (() => {
  const count = SAMPLES * SAMPLES;
  const u = new Float32Array(count);
  const v = new Float32Array(count);
  const cell = new Uint8Array(count * 4);
  const weight = new Float32Array(count * 4);
  for (let s = 0; s < count; s++) {
    // In cells from the centre of the patch: −2..2.
    u[s] = (((s % SAMPLES) + 0.5) / SAMPLES - 0.5) * CELLS;
    v[s] = ((Math.floor(s / SAMPLES) + 0.5) / SAMPLES - 0.5) * CELLS;
    const gauss = Math.exp((-u[s] * u[s] - v[s] * v[s]) / (2 * (CELLS / 2) ** 2));
    const column = u[s] + CELLS / 2 - 0.5;
    const row = v[s] + CELLS / 2 - 0.5;
    for (let corner = 0; corner < 4; corner++) {
      const c = Math.floor(column) + (corner & 1);
      const r = Math.floor(row) + (corner >> 1);
      if (c < 0 || r < 0 || c >= CELLS || r >= CELLS) continue;
      cell[s * 4 + corner] = (r * CELLS + c) * DIRECTIONS;
      weight[s * 4 + corner] = gauss * (1 - Math.abs(column - c)) * (1 - Math.abs(row - r));
    }
  }
  return { count, u, v, cell, weight };
})();

function describe({ width, height, data }: Plane, keypoint: Keypoint, angle: number): Uint32Array {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const step = CELL_PX * (keypoint.scale / LEVEL_SCALE_PX);
  const histogram = HISTOGRAM.fill(0);
  const { count, cell, weight } = PATCH;
  const right = step * cosine;
  const down = step * sine;
  // Rounded to the nearest pixel by truncation: positions below 0 are skipped anyway.
  const centreX = keypoint.x + 0.5;
  const centreY = keypoint.y + 0.5;
  for (let s = 0; s < count; s++) {
    const u = PATCH.u[s];
    const v = PATCH.v[s];
    const x = (centreX + u * right - v * down) | 0;
    const y = (centreY + u * down + v * right) | 0;
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue;
    const i = y * width + x;
    const gx = data[i + 1] - data[i - 1];
    const gy = data[i + width] - data[i - width];
    const direction = vectorEighths(cosine * gx + sine * gy, cosine * gy - sine * gx);
    const whole = direction | 0;
    const lower = whole & (DIRECTIONS - 1);
    const upper = (whole + 1) & (DIRECTIONS - 1);
    const magnitude = Math.sqrt(gx * gx + gy * gy);
    const high = (direction - whole) * magnitude;
    const low = magnitude - high;
    for (let corner = s * 4; corner < s * 4 + 4; corner++) {
      histogram[cell[corner] + lower] += weight[corner] * low;
      histogram[cell[corner] + upper] += weight[corner] * high;
    }
  }
  return compareBins(histogram);
}

// Scratch of `describe`: one allocation for all features.
const HISTOGRAM = new Float32Array(BINS);

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
