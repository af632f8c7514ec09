import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyHomography,
  composeHomographies,
  fitHomography,
  type Homography,
  IDENTITY,
  invertHomography,
  localAreaScale,
} from '../../src/matching/homography.js';

const small = fc.double({ min: -0.3, max: 0.3, noNaN: true });
const map: fc.Arbitrary<Homography> = fc
  .tuple(small, small, small, small, fc.double({ min: -2e-4, max: 2e-4, noNaN: true }), small)
  .map(([a, b, c, d, e, f]) => [1 + a, b, 100 * c, d, 1 + a / 2, 50 * f, e, -e / 2, 1]);

describe('homography', () => {
  it('maps by the textbook formula', () => {
    expect(applyHomography([2, 0, 1, 0, 4, 3, 0, 0, 1], 5, 6)).toEqual([11, 27]);
    // w = 0.5 at x = 1: coordinates double.
    expect(applyHomography([1, 0, 0, 0, 1, 0, -0.5, 0, 1], 1, 3)).toEqual([2, 6]);
  });

  it('applies the first argument of a composition last', () => {
    const shift: Homography = [1, 0, 10, 0, 1, 0, 0, 0, 1];
    const double: Homography = [2, 0, 0, 0, 2, 0, 0, 0, 1];
    expect(applyHomography(composeHomographies(double, shift), 1, 1)).toEqual([22, 2]);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(map, fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (h, x, y) => {
        const [u, v] = applyHomography(composeHomographies(invertHomography(h), h), x, y);
        expect(Math.hypot(u - x, v - y)).toBeLessThan(1e-6);
      }),
    );
  });

  it('refuses to invert a singular map', () => {
    expect(() => invertHomography([1, 2, 0, 2, 4, 0, 0, 0, 1])).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('has the area scale that finite differences show', () => {
    fc.assert(
      fc.property(map, (h) => {
        const [x, y, step] = [120, 80, 1e-3];
        const [a, b] = applyHomography(h, x - step, y);
        const [c, d] = applyHomography(h, x + step, y);
        const [e, f] = applyHomography(h, x, y - step);
        const [g, k] = applyHomography(h, x, y + step);
        const area = ((c - a) * (k - f) - (d - b) * (g - e)) / (4 * step * step);
        expect(Math.abs(localAreaScale(h, x, y) - area)).toBeLessThan(1e-3 * Math.abs(area) + 1e-6);
      }),
    );
    expect(localAreaScale([-1, 0, 99, 0, 1, 0, 0, 0, 1], 5, 5)).toBe(-1);
  });
});

describe('fitHomography', () => {
  const grid = Array.from({ length: 25 }, (_, i) => [(i % 5) * 200 + 7 * i, Math.floor(i / 5) * 150]).flat();
  const image = (h: Homography) => {
    const out: number[] = [];
    for (let i = 0; i < grid.length; i += 2) out.push(...applyHomography(h, grid[i], grid[i + 1]));
    return out;
  };

  it('recovers the map that made the points', () => {
    fc.assert(
      fc.property(map, (h) => {
        const fitted = fitHomography(grid, image(h)) ?? IDENTITY;
        const [x, y] = applyHomography(h, 333, 222);
        const [u, v] = applyHomography(fitted, 333, 222);
        expect(Math.hypot(u - x, v - y)).toBeLessThan(1e-5);
      }),
    );
  });

  it('ignores points of weight 0', () => {
    const to = image(IDENTITY);
    to[0] += 500;
    const weights = grid.slice(0, 25).map((_, i) => (i === 0 ? 0 : 1));
    const fitted = fitHomography(grid, to, weights) ?? [];
    for (const [i, entry] of fitted.entries()) expect(entry).toBeCloseTo(IDENTITY[i], 6);
  });

  it('returns null when the points do not determine a map', () => {
    expect(fitHomography([0, 0, 1, 0, 1, 1], [0, 0, 1, 0, 1, 1])).toBeNull();
    const line = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4];
    expect(fitHomography(line, line)).toBeNull();
    const same = [5, 5, 5, 5, 5, 5, 5, 5];
    expect(fitHomography(same, same)).toBeNull();
  });
});
