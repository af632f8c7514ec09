import { describe, expect, it } from 'vitest';
import { mirrorFeatures } from '../../src/matching/descriptor-bits.js';
import { extractFeatures } from '../../src/matching/descriptors.js';
import { matchFeatures } from '../../src/matching/feature-matches.js';
import { DESCRIPTOR_WORDS, strongestFeatures } from '../../src/matching/features.js';
import { hammingDistance } from '../../src/matching/hamming.js';
import { buildPyramid } from '../../src/matching/pyramid.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane } from '../../src/pixels/plane.js';
import { addNoise, createScene, renderScene } from './scene.js';
import { mirror } from './symmetry.js';

const raster = renderScene(createScene(11, 240), 240, 200);
const luma = computeLuma(raster);
const features = extractFeatures(luma);

const descriptor = (of: typeof features, i: number) =>
  of.descriptors.subarray(i * DESCRIPTOR_WORDS, (i + 1) * DESCRIPTOR_WORDS);

describe('extractFeatures', () => {
  it('finds a blob where it is, at its size', () => {
    const [x, y, sigma] = [61.3, 47.8, 4];
    const plane = createPlane(128, 96);
    for (let v = 0; v < 96; v++)
      for (let u = 0; u < 128; u++)
        plane.data[v * 128 + u] = 40 + 150 * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * sigma ** 2));
    const found = extractFeatures(plane);
    expect(found.count).toBeGreaterThan(0);
    expect(Math.hypot(found.x[0] - x, found.y[0] - y)).toBeLessThan(0.3);
    // Half an octave of scale steps.
    expect(Math.abs(Math.log2(found.scale[0] / sigma))).toBeLessThan(0.5);
  });

  it('finds nothing in a flat plane and in one too small for a patch', () => {
    expect(extractFeatures(createPlane(64, 64)).count).toBe(0);
    expect(extractFeatures(createPlane(1, 1)).count).toBe(0);
    expect(extractFeatures(createPlane(9, 300)).count).toBe(0);
  });

  it('repeats exactly, and a smaller limit gives a prefix spread over the picture', () => {
    expect(extractFeatures(luma)).toEqual(features);
    const few = extractFeatures(luma, 40);
    expect(few.count).toBe(40);
    const quadrants = new Set(Array.from(few.x, (x, i) => `${x < 120}${few.y[i] < 100}`));
    expect(quadrants.size).toBe(4);
  });

  it('describes the mirrored picture as mirrorFeatures says', () => {
    const actual = extractFeatures(mirror(luma));
    const predicted = mirrorFeatures(features, 240);
    const matches = matchFeatures(predicted, actual);
    expect(matches.count).toBeGreaterThan(0.8 * features.count);
    let near = 0;
    let same = 0;
    for (let k = 0; k < matches.count; k++) {
      const [i, j] = [matches.reference[k], matches.photo[k]];
      if (Math.hypot(predicted.x[i] - actual.x[j], predicted.y[i] - actual.y[j]) < 0.75) near++;
      if (hammingDistance(descriptor(predicted, i), descriptor(actual, j)) <= 32) same++;
    }
    expect(near).toBeGreaterThan(0.95 * matches.count);
    expect(same).toBeGreaterThan(0.8 * matches.count);
  });

  it('undoes a mirror by a mirror', () => {
    const twice = mirrorFeatures(mirrorFeatures(features, 240), 240);
    for (const [i, x] of twice.x.entries()) expect(x).toBeCloseTo(features.x[i], 4);
    expect([...twice.descriptors]).toEqual([...features.descriptors]);
    for (const [i, angle] of twice.angle.entries())
      expect(Math.cos(angle - features.angle[i])).toBeCloseTo(1, 6);
  });
});

describe('matchFeatures', () => {
  it('pairs each feature with itself', () => {
    const matches = matchFeatures(features, features);
    expect([...matches.reference]).toEqual([...matches.photo]);
    expect(matches.count).toBeGreaterThan(0.9 * features.count);
  });

  it('equals a plain search over whole descriptors where that is decided', () => {
    const noisy = extractFeatures(computeLuma(addNoise(raster, 6, 3)));
    const a = strongestFeatures(features, 120);
    const b = strongestFeatures(noisy, 120);
    const matches = matchFeatures(a, b);
    expect(matches.count).toBeGreaterThan(30);
    for (let k = 0; k < matches.count; k++) {
      const i = matches.reference[k];
      const distances = Array.from({ length: b.count }, (_, j) =>
        hammingDistance(descriptor(a, i), descriptor(b, j)),
      );
      expect(distances[matches.photo[k]]).toBe(Math.min(...distances));
    }
  });

  it('offers few pairs between unrelated pictures', () => {
    const other = extractFeatures(computeLuma(renderScene(createScene(12, 240), 240, 200)));
    expect(matchFeatures(features, other).count).toBeLessThan(0.05 * features.count);
  });

  it('copes with no features', () => {
    const none = strongestFeatures(features, 0);
    expect(matchFeatures(none, features).count).toBe(0);
    expect(matchFeatures(features, none).count).toBe(0);
  });
});

describe('buildPyramid', () => {
  it('keeps positions: a blob lies at the same view coordinates in every level', () => {
    const [x, y] = [70.4, 55.2];
    const plane = createPlane(161, 119);
    for (let v = 0; v < 119; v++)
      for (let u = 0; u < 161; u++)
        plane.data[v * 161 + u] = 100 * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * 36));
    const levels = buildPyramid(plane);
    expect(levels.length).toBe(4);
    for (const { plane: level, stepX, stepY } of levels) {
      let [sum, sumX, sumY] = [0, 0, 0];
      for (let i = 0; i < level.data.length; i++) {
        sum += level.data[i];
        sumX += level.data[i] * ((i % level.width) + 0.5) * stepX;
        sumY += level.data[i] * (Math.floor(i / level.width) + 0.5) * stepY;
      }
      expect(sumX / sum - 0.5).toBeCloseTo(x, 1);
      expect(sumY / sum - 0.5).toBeCloseTo(y, 1);
    }
  });
});
