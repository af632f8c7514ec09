import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Correspondences } from '../../src/matching/consensus.js';
import { applyHomography, type Homography, localAreaScale } from '../../src/matching/homography.js';
import { findConsensus } from '../../src/matching/ransac.js';
import { randomSource } from './scene.js';

const size = { width: 800, height: 600 };

/** Pairs of which the first `good` follow a map up to some noise and the others go anywhere. */
function makePairs(map: Homography, good: number, bad: number, seed: number, noisePx = 0.5): Correspondences {
  const random = randomSource(seed);
  const count = good + bad;
  const pairs = {
    count,
    from: new Float64Array(2 * count),
    to: new Float64Array(2 * count),
    zoom: new Float64Array(count),
    turn: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const [x, y] = [random() * size.width, random() * size.height];
    const [u, v] = i < good ? applyHomography(map, x, y) : [random() * size.width, random() * size.height];
    const [right, down] = applyHomography(map, x + 1, y);
    const [left, up] = applyHomography(map, x, y);
    pairs.from.set([x, y], 2 * i);
    pairs.to.set([u + (random() - 0.5) * 2 * noisePx, v + (random() - 0.5) * 2 * noisePx], 2 * i);
    const trueZoom = Math.sqrt(Math.abs(localAreaScale(map, x, y)));
    pairs.zoom[i] = (i < good ? trueZoom : 0.3 + 3 * random()) * (0.9 + 0.2 * random());
    const trueTurn = Math.atan2(down - up, right - left);
    pairs.turn[i] = i < good ? trueTurn + 0.1 * (random() - 0.5) : 2 * Math.PI * random();
  }
  return pairs;
}

describe('findConsensus', () => {
  it('finds the map among four times as many wrong pairs', () => {
    const arbitrary = fc.record({
      zoom: fc.double({ min: 0.4, max: 2.5, noNaN: true }),
      angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
      lean: fc.double({ min: -2e-4, max: 2e-4, noNaN: true }),
      seed: fc.nat(10_000),
    });
    fc.assert(
      fc.property(arbitrary, ({ zoom, angle, lean, seed }) => {
        const [c, s] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
        const map = [c, -s, 300, s, c, 200, lean, -lean, 1];
        const found = findConsensus(makePairs(map, 60, 240, seed), size);
        const [a, b] = applyHomography(map, 400, 300);
        const [u, v] = applyHomography(found?.homography ?? [], 400, 300);
        expect(Math.hypot(a - u, b - v)).toBeLessThan(1);
        const wrong = [...(found?.inliers ?? [])].filter((i) => i >= 60).length;
        expect(wrong).toBeLessThanOrEqual(2);
        expect(found?.inliers.length).toBeGreaterThan(50);
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it('measures the error of its inliers', () => {
    const found = findConsensus(makePairs([1, 0, 5, 0, 1, 9, 0, 0, 1], 200, 0, 1, 1), size);
    // Uniform noise of ±1 px on both axes: √(2/3) px.
    expect(found?.rmsePx).toBeCloseTo(Math.sqrt(2 / 3), 1);
  });

  it('returns null for too few pairs, chance, points on a line and folded maps', () => {
    const upright: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect(findConsensus(makePairs(upright, 7, 0, 1), size)).toBeNull();
    expect(findConsensus(makePairs(upright, 0, 200, 2), size)?.inliers.length ?? 0).toBeLessThan(12);
    const line = makePairs(upright, 40, 0, 3, 0);
    for (let i = 0; i < line.count; i++) line.from[2 * i + 1] = line.to[2 * i + 1] = 300;
    expect(findConsensus(line, size)).toBeNull();
    // A mirrored set of pairs is no photograph of the upright reference.
    const mirrored = makePairs([-1, 0, 799, 0, 1, 0, 0, 0, 1], 100, 0, 4);
    expect(findConsensus(mirrored, size)?.inliers.length ?? 0).toBeLessThan(12);
  });
});
