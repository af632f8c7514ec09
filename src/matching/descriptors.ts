import type { Plane } from '../pixels/plane.js';
import { DESCRIPTOR_WORDS, type Features } from './features.js';
import { detectKeypoints, type Keypoint } from './keypoints.js';
import { buildPyramid, type PyramidLevel } from './pyramid.js';

/** Keypoints per picture. More raise the cost of matching with their square and add weak points only. */
export const MOST_KEYPOINTS = 1500;

// The patch: CELLS × CELLS cells of CELL_PX scale-normalized pixels, SAMPLES × SAMPLES gradients, 8 directions.
const CELLS = 4;
const DIRECTIONS = 8;
const CELL_PX = 5;
const SAMPLES = 16;
const BINS = CELLS * CELLS * DIRECTIONS;
// Radius of the window that decides on the orientation, in scale-normalized pixels, and its histogram.
const ORIENTATION_RADIUS_PX = 8;
const ORIENTATION_BINS = 36;
// A second direction nearly as strong as the first gets a feature of its own.
const SECOND_ORIENTATION = 0.85;

/**
 * Detects keypoints and describes each by 320 comparisons of gradient histogram bins.
 *
 * The patch around a keypoint, turned to its dominant gradient direction, gives 4 × 4 cells × 8 directions of
 * gradient energy as in SIFT; bits say which of two neighbouring bins is larger: direction against next direction
 * in each cell (128 bits), cell against right neighbour and cell against lower neighbour in each direction (96
 * bits each). Comparisons do not depend on contrast, cost 40 bytes instead of 128 floats, and a mirrored picture
 * has the same bits in another order (`mirrorFeatures`).
 *
 * @param luma the working view, 0..255
 * @param limit most keypoints. @default 1500
 * @returns features in view pixels, spread over the picture, strong ones first
 * @see Lowe, Distinctive image features from scale-invariant keypoints, IJCV 2004,
 *   doi:10.1023/B:VISI.0000029664.99615.94, from which sampling and orientation are taken
 */
export function extractFeatures(luma: Plane, limit = MOST_KEYPOINTS): Features {
  const levels = buildPyramid(luma);
  const gradients = levels.map(({ plane }) => computeGradients(plane));
  const records: FeatureRecord[] = [];
  for (const keypoint of detectKeypoints(levels, limit)) {
    const gradient = gradients[keypoint.level];
    for (const angle of dominantAngles(gradient, keypoint)) {
      records.push({ keypoint, angle, words: describe(gradient, keypoint, angle) });
    }
  }
  return toFeatures(records.slice(0, limit), levels);
}

/**
 * Features of the mirrored picture (left–right), without touching pixels.
 *
 * @param width width of the view the features live in
 */
export function mirrorFeatures(features: Features, width: number): Features {
  const { count } = features;
  const mirrored = {
    ...features,
    x: features.x.map((x) => width - 1 - x),
    angle: features.angle.map((angle) => (angle >= 0 ? Math.PI - angle : -Math.PI - angle)),
    descriptors: new Uint32Array(count * DESCRIPTOR_WORDS),
  };
  for (let i = 0; i < count; i++) {
    const offset = i * DESCRIPTOR_WORDS;
    for (let bit = 0; bit < MIRROR.length; bit++) {
      const source = MIRROR[bit].bit;
      const set = (features.descriptors[offset + (source >> 5)] >>> (source & 31)) & 1;
      if (set !== MIRROR[bit].inverted) mirrored.descriptors[offset + (bit >> 5)] |= 1 << (bit & 31);
    }
  }
  return mirrored;
}

interface FeatureRecord {
  keypoint: Keypoint;
  angle: number;
  words: Uint32Array;
}

interface Gradients {
  width: number;
  height: number;
  dx: Float32Array;
  dy: Float32Array;
}

function computeGradients({ width, height, data }: Plane): Gradients {
  const dx = new Float32Array(data.length);
  const dy = new Float32Array(data.length);
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1, end = y * width + width - 1; i < end; i++) {
      dx[i] = data[i + 1] - data[i - 1];
      dy[i] = data[i + width] - data[i - width];
    }
  }
  return { width, height, dx, dy };
}

function dominantAngles({ width, height, dx, dy }: Gradients, { x, y, scale }: Keypoint): number[] {
  const histogram = new Float64Array(ORIENTATION_BINS);
  const radius = Math.round(ORIENTATION_RADIUS_PX * (scale / 1.2));
  const falloff = -2 / (radius * radius);
  const column = Math.round(x);
  const row = Math.round(y);
  for (let v = Math.max(1, row - radius); v <= Math.min(height - 2, row + radius); v++) {
    for (let u = Math.max(1, column - radius); u <= Math.min(width - 2, column + radius); u++) {
      const distance = (u - x) * (u - x) + (v - y) * (v - y);
      if (distance > radius * radius) continue;
      const gx = dx[v * width + u];
      const gy = dy[v * width + u];
      const turn = Math.atan2(gy, gx) / (2 * Math.PI);
      const bin = Math.floor((turn + 1) * ORIENTATION_BINS) % ORIENTATION_BINS;
      histogram[bin] += Math.sqrt(gx * gx + gy * gy) * Math.exp(falloff * distance);
    }
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
  const kept = peaks.filter((peak, i) => i < 2 && peak.height >= SECOND_ORIENTATION * peaks[0].height);
  return kept.map(({ angle }) => angle);
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

function describe(gradients: Gradients, keypoint: Keypoint, angle: number): Uint32Array {
  const { width, height, dx, dy } = gradients;
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const step = CELL_PX * (keypoint.scale / 1.2);
  const histogram = new Float32Array(BINS);
  for (let s = 0; s < PATCH.count; s++) {
    const u = PATCH.u[s] * step;
    const v = PATCH.v[s] * step;
    const x = Math.round(keypoint.x + u * cosine - v * sine);
    const y = Math.round(keypoint.y + u * sine + v * cosine);
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue;
    const gx = dx[y * width + x];
    const gy = dy[y * width + x];
    const magnitude = Math.sqrt(gx * gx + gy * gy);
    const turn = (Math.atan2(gy, gx) - angle) / (2 * Math.PI) + 2;
    const direction = (turn - Math.floor(turn)) * DIRECTIONS;
    const lower = Math.floor(direction) % DIRECTIONS;
    const upper = (lower + 1) % DIRECTIONS;
    const high = (direction - Math.floor(direction)) * magnitude;
    const low = magnitude - high;
    for (let corner = s * 4; corner < s * 4 + 4; corner++) {
      const weight = PATCH.weight[corner];
      const cell = PATCH.cell[corner];
      histogram[cell + lower] += weight * low;
      histogram[cell + upper] += weight * high;
    }
  }
  const words = new Uint32Array(DESCRIPTOR_WORDS);
  for (let bit = 0; bit < COMPARISONS.length; bit++) {
    if (histogram[COMPARISONS[bit][0]] > histogram[COMPARISONS[bit][1]]) words[bit >> 5] |= 1 << (bit & 31);
  }
  return words;
}

/** Pairs of bins whose order makes one bit each. */
const COMPARISONS: readonly (readonly [number, number])[] = (() => {
  const bin = (row: number, column: number, direction: number) =>
    (row * CELLS + column) * DIRECTIONS + ((direction + DIRECTIONS) % DIRECTIONS);
  const pairs: [number, number][] = [];
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      for (let d = 0; d < DIRECTIONS; d++) {
        pairs.push([bin(row, column, d), bin(row, column, d + 1)]);
        if (column + 1 < CELLS) pairs.push([bin(row, column, d), bin(row, column + 1, d)]);
        if (row + 1 < CELLS) pairs.push([bin(row, column, d), bin(row + 1, column, d)]);
      }
    }
  }
  return pairs;
})();

/**
 * For each bit the bit of the unmirrored picture that decides it. A picture mirrored left–right has its dominant
 * direction θ at π − θ; in the frame turned by it, the patch is mirrored top–bottom: rows swap, direction d
 * becomes −d. Where that swaps the two bins of a comparison, the bit is inverted.
 */
const MIRROR: readonly { bit: number; inverted: number }[] = (() => {
  const index = new Map(COMPARISONS.map(([a, b], bit) => [a * BINS + b, bit]));
  const mirrorBin = (bin: number) => {
    const direction = bin % DIRECTIONS;
    const cell = (bin - direction) / DIRECTIONS;
    const row = CELLS - 1 - Math.floor(cell / CELLS);
    return (row * CELLS + (cell % CELLS)) * DIRECTIONS + ((DIRECTIONS - direction) % DIRECTIONS);
  };
  return COMPARISONS.map(([a, b]) => {
    const same = index.get(mirrorBin(a) * BINS + mirrorBin(b));
    if (same !== undefined) return { bit: same, inverted: 0 };
    return { bit: index.get(mirrorBin(b) * BINS + mirrorBin(a)) as number, inverted: 1 };
  });
})();

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
