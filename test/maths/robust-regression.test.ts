import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRobustly, median, quantile } from '../../src/maths/robust-regression.js';

/** y = 3 + 2x with a share of gross outliers, all on one side. */
function line(n: number, outliers: number) {
  const rows = new Float64Array(n * 2);
  const target = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = (i % 50) / 10;
    rows.set([1, x], i * 2);
    target[i] = 3 + 2 * x + 0.1 * Math.sin(i * 12.9898) + (i % 100 < outliers ? 60 : 0);
  }
  return { rows, target };
}

describe('fitRobustly', () => {
  it('recovers a line through 30 % one-sided outliers, where least squares is 18 off', () => {
    const { rows, target } = line(1000, 30);
    const { coefficients, scale } = fitRobustly(rows, target);
    expect(Math.abs(coefficients[0] - 3)).toBeLessThan(0.02);
    expect(Math.abs(coefficients[1] - 2)).toBeLessThan(0.01);
    expect(scale).toBeLessThan(0.3);
  });

  it('keeps the prior without data, and is pulled to it by a large ridge', () => {
    expect([
      ...fitRobustly(new Float64Array(0), new Float64Array(0), { prior: [1, 2] }).coefficients,
    ]).toEqual([1, 2]);
    const { rows, target } = line(200, 0);
    const pulled = fitRobustly(rows, target, { prior: [5, 5], ridge: 1e9 }).coefficients;
    expect(pulled[0]).toBeCloseTo(5, 3);
    expect(pulled[1]).toBeCloseTo(5, 3);
  });

  it('fits exact data exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (a, b) => {
        const rows = new Float64Array(40);
        const target = new Float64Array(20);
        for (let i = 0; i < 20; i++) {
          rows.set([1, i], i * 2);
          target[i] = a + b * i;
        }
        const { coefficients } = fitRobustly(rows, target, { ridge: 0 });
        expect(coefficients[0]).toBeCloseTo(a, 6);
        expect(coefficients[1]).toBeCloseTo(b, 6);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});

describe('quantile', () => {
  it('is linear between order statistics and NaN when empty', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30], 0.75)).toBe(25);
    expect(median([5])).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
