import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeSsim } from '../../src/matching/ssim.js';
import { createPlane, type Plane } from '../../src/pixels/plane.js';

interface Vector {
  width: number;
  height: number;
  seed: number;
  box: Expected;
  gaussian?: Expected;
}
interface Expected {
  mean: number;
  points: [number, number, number][];
}

const vectors: { cases: Vector[] } = JSON.parse(
  readFileSync(new URL('./vectors/ssim.json', import.meta.url), 'utf8'),
);

/** The planes of vectors/ssim.py. */
function buildPair(width: number, height: number, seed: number): [Plane, Plane] {
  const a = createPlane(width, height);
  const b = createPlane(width, height);
  let state = seed;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const i = y * width + x;
      a.data[i] = (x * 3 + y * 2 + ((Math.floor(x / 5) * Math.floor(y / 3)) % 61)) % 256;
      const lift = x > Math.floor(width / 2) && y < Math.floor(height / 3) ? 40 : 0;
      b.data[i] = Math.min(255, Math.max(0, a.data[i] + (state >>> 27) - 16 + lift));
    }
  return [a, b];
}

describe('computeSsim against scikit-image', () => {
  for (const vector of vectors.cases)
    for (const window of ['box', 'gaussian'] as const) {
      const expected = vector[window];
      if (!expected) continue;
      it(`${window} ${vector.width}x${vector.height}`, () => {
        const [a, b] = buildPair(vector.width, vector.height, vector.seed);
        const { mean, map } = computeSsim(a, b, { window });
        expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-6);
        for (const [x, y, value] of expected.points)
          expect(Math.abs(map.data[y * vector.width + x] - value)).toBeLessThan(1e-6);
      });
    }
});

describe('computeSsim properties', () => {
  const planes = fc
    .record({
      width: fc.integer({ min: 11, max: 40 }),
      height: fc.integer({ min: 11, max: 40 }),
      seed: fc.nat(),
    })
    .map(({ width, height, seed }) => buildPair(width, height, seed));

  it('is 1 for a plane and itself, symmetric, and at most 1', () => {
    fc.assert(
      fc.property(planes, fc.constantFrom('box' as const, 'gaussian' as const), ([a, b], window) => {
        expect(computeSsim(a, a, { window }).mean).toBeCloseTo(1, 6);
        const forth = computeSsim(a, b, { window });
        const back = computeSsim(b, a, { window });
        expect(forth.mean).toBeCloseTo(back.mean, 9);
        expect(Math.max(...forth.map.data)).toBeLessThanOrEqual(1 + 1e-6);
        expect(forth.mean).toBeLessThan(1);
      }),
      { numRuns: 30, seed: 11 },
    );
  });

  it('stays finite at 513 x 513, where image-ssim returns NaN', () => {
    const [a, b] = buildPair(513, 513, 2);
    expect(computeSsim(a, b).mean).toBeGreaterThan(0);
  });

  it('is 1 in the map wherever the planes agree around a pixel', () => {
    const [a] = buildPair(40, 30, 4);
    const b = createPlane(40, 30, a.data.slice());
    for (let y = 10; y < 15; y++) for (let x = 10; x < 15; x++) b.data[y * 40 + x] += 80;
    const { map } = computeSsim(a, b);
    expect(map.data[12 * 40 + 12]).toBeLessThan(0.9);
    expect(map.data[25 * 40 + 30]).toBeCloseTo(1, 9);
  });
});

describe('computeSsim edges', () => {
  it('refuses planes of different sizes', () => {
    expect(() => computeSsim(createPlane(20, 20), createPlane(20, 21))).toThrowError(
      /ssim planes: expected equal sizes, got 20 x 20 and 20 x 21/,
    );
  });
  it('refuses planes smaller than the window', () => {
    expect(() => computeSsim(createPlane(6, 20), createPlane(6, 20))).toThrowError(/at least 7 px/);
    expect(() => computeSsim(createPlane(10, 20), createPlane(10, 20), { window: 'gaussian' })).toThrowError(
      /at least 11 px/,
    );
  });
  it('is 1 for two flat planes', () => {
    expect(computeSsim(createPlane(9, 9), createPlane(9, 9)).mean).toBe(1);
  });
});
