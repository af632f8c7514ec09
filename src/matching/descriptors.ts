import type { Plane } from '../pixels/plane.js';
import { DESCRIPTOR_WORDS, type Features } from './features.js';
import { detectKeypoints, type Keypoint, LEVEL_SCALE_PX } from './keypoints.js';
import { buildPyramid, type PyramidLevel } from './pyramid.js';

/** Keypoints per picture. More raise the cost of matching with their square and add weak points only. */
export const MOST_KEYPOINTS = 1500;

// The patch: CELLS × CELLS cells of CELL_PX scale-normalized pixels, SAMPLES × SAMPLES gradients, 8 directions.
const CELLS = 4;
const DIRECTIONS = 8;
const CELL_PX = 5;
const SAMPLES = 16;
const BINS = CELLS * CELLS * DIRECTIONS;
// Radius of the disc that decides on the orientation, in scale-normalized pixels, and its histogram.
const ORIENTATION_RADIUS_PX = 8;
const ORIENTATION_STEP_PX = 1;
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
  const records: FeatureRecord[] = [];
  for (const keypoint of detectKeypoints(levels, limit)) {
    const { plane } = levels[keypoint.level];
    for (const angle of dominantAngles(plane, keypoint)) {
      records.push({ keypoint, angle, words: describe(plane, keypoint, angle) });
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
    for (let bit = 0; bit < COMPARISON_COUNT; bit++) {
      const source = MIRROR.source[bit];
      const set = (features.descriptors[offset + (source >> 5)] >>> (source & 31)) & 1;
      if (set !== MIRROR.inverted[bit]) mirrored.descriptors[offset + (bit >> 5)] |= 1 << (bit & 31);
    }
  }
  return mirrored;
}

interface FeatureRecord {
  keypoint: Keypoint;
  angle: number;
  words: Uint32Array;
}

/** Offsets and weights of the samples of the orientation disc. */
const DISC = (() => {
  const samples: { u: number; v: number; weight: number }[] = [];
  const reach = Math.floor(ORIENTATION_RADIUS_PX / ORIENTATION_STEP_PX);
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const u = column * ORIENTATION_STEP_PX;
      const v = row * ORIENTATION_STEP_PX;
      const distance = (u * u + v * v) / ORIENTATION_RADIUS_PX ** 2;
      if (distance <= 1) samples.push({ u, v, weight: Math.exp(-2 * distance) });
    }
  }
  return {
    count: samples.length,
    u: Float32Array.from(samples, ({ u }) => u),
    v: Float32Array.from(samples, ({ v }) => v),
    weight: Float32Array.from(samples, ({ weight }) => weight),
  };
})();

function dominantAngles({ width, height, data }: Plane, keypoint: Keypoint): number[] {
  const histogram = new Float64Array(ORIENTATION_BINS);
  const zoom = keypoint.scale / LEVEL_SCALE_PX;
  for (let s = 0; s < DISC.count; s++) {
    const x = Math.round(keypoint.x + DISC.u[s] * zoom);
    const y = Math.round(keypoint.y + DISC.v[s] * zoom);
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue;
    const i = y * width + x;
    const gx = data[i + 1] - data[i - 1];
    const gy = data[i + width] - data[i - width];
    const bin = Math.floor(eighths(gx, gy) * (ORIENTATION_BINS / 8));
    histogram[bin === ORIENTATION_BINS ? 0 : bin] += Math.sqrt(gx * gx + gy * gy) * DISC.weight[s];
  }
  return histogramPeaks(smoothCircular(smoothCircular(histogram)));
}

/**
 * Direction of a vector in eighths of a turn, 0..8, within 0.005 eighths (0.2°).
 *
 * Within an octant atan(t) ≈ t·(π/4 + 0.273·(1 − t)); a quarter of the time of `Math.atan2`, which took half of
 * the time of a descriptor.
 */
function eighths(x: number, y: number): number {
  const ax = x < 0 ? -x : x;
  const ay = y < 0 ? -y : y;
  if (ax + ay === 0) return 0;
  const steep = ay > ax;
  const t = steep ? ax / ay : ay / ax;
  const octant = t * (1 + 0.3476 * (1 - t));
  const quadrant = steep ? 2 - octant : octant;
  const half = x < 0 ? 4 - quadrant : quadrant;
  return y < 0 ? 8 - half : half;
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

function describe({ width, height, data }: Plane, keypoint: Keypoint, angle: number): Uint32Array {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const step = CELL_PX * (keypoint.scale / LEVEL_SCALE_PX);
  const histogram = HISTOGRAM.fill(0);
  for (let s = 0; s < PATCH.count; s++) {
    const u = PATCH.u[s] * step;
    const v = PATCH.v[s] * step;
    const x = Math.round(keypoint.x + u * cosine - v * sine);
    const y = Math.round(keypoint.y + u * sine + v * cosine);
    if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue;
    const i = y * width + x;
    const gx = data[i + 1] - data[i - 1];
    const gy = data[i + width] - data[i - width];
    const direction = eighths(cosine * gx + sine * gy, cosine * gy - sine * gx);
    const whole = Math.floor(direction);
    const lower = whole % DIRECTIONS;
    const upper = (whole + 1) % DIRECTIONS;
    const magnitude = Math.sqrt(gx * gx + gy * gy);
    const high = (direction - whole) * magnitude;
    const low = magnitude - high;
    for (let corner = s * 4; corner < s * 4 + 4; corner++) {
      const weight = PATCH.weight[corner];
      const cell = PATCH.cell[corner];
      histogram[cell + lower] += weight * low;
      histogram[cell + upper] += weight * high;
    }
  }
  const words = new Uint32Array(DESCRIPTOR_WORDS);
  for (let bit = 0; bit < COMPARISON_COUNT; bit++) {
    if (histogram[LEFT[bit]] > histogram[RIGHT[bit]]) words[bit >> 5] |= 1 << (bit & 31);
  }
  return words;
}

// Scratch of `describe`: one allocation for all features.
const HISTOGRAM = new Float32Array(BINS);

/**
 * Pairs of bins whose order makes one bit each, those near the centre of the patch first: they are the steadiest,
 * and matching looks at the first words before the rest.
 */
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
  const offCentre = (index: number) => {
    const cell = Math.floor(index / DIRECTIONS);
    return Math.hypot(Math.floor(cell / CELLS) - (CELLS - 1) / 2, (cell % CELLS) - (CELLS - 1) / 2);
  };
  return pairs.sort((a, b) => offCentre(a[0]) + offCentre(a[1]) - offCentre(b[0]) - offCentre(b[1]));
})();
const COMPARISON_COUNT = COMPARISONS.length;
const LEFT = Uint8Array.from(COMPARISONS, ([left]) => left);
const RIGHT = Uint8Array.from(COMPARISONS, ([, right]) => right);

/**
 * For each bit the bit of the unmirrored picture that decides it. A picture mirrored left–right has its dominant
 * direction θ at π − θ; in the frame turned by it, the patch is mirrored top–bottom: rows swap, direction d
 * becomes −d. Where that swaps the two bins of a comparison, the bit is inverted.
 */
const MIRROR = (() => {
  const index = new Map(COMPARISONS.map(([a, b], bit) => [a * BINS + b, bit]));
  const mirrorBin = (bin: number) => {
    const direction = bin % DIRECTIONS;
    const cell = (bin - direction) / DIRECTIONS;
    const row = CELLS - 1 - Math.floor(cell / CELLS);
    return (row * CELLS + (cell % CELLS)) * DIRECTIONS + ((DIRECTIONS - direction) % DIRECTIONS);
  };
  const source = new Uint16Array(COMPARISON_COUNT);
  const inverted = new Uint8Array(COMPARISON_COUNT);
  COMPARISONS.forEach(([a, b], bit) => {
    const same = index.get(mirrorBin(a) * BINS + mirrorBin(b));
    const swapped = index.get(mirrorBin(b) * BINS + mirrorBin(a));
    source[bit] = same ?? swapped ?? bit;
    inverted[bit] = same === undefined ? 1 : 0;
  });
  return { source, inverted };
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
