import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, clopperPearsonUpper } from '../../src/maths/binomial.js';

// Expected values: SciPy 1.16.3, stats.beta.ppf(.95, k + 1, n - k) and stats.binom.cdf.
const UPPER: [k: number, n: number, bound: number][] = [
  [0, 10, 0.2588655508930522],
  [0, 351, 0.008498531349371695],
  [3, 60, 0.12418721047743608],
  [17, 351, 0.07176497709318702],
  [1000, 5000, 0.20953340965077247],
];
const CDF: [k: number, n: number, p: number, probability: number][] = [
  [0, 10, 0.1, 0.34867844009999993],
  [3, 10, 0.5, 0.171875],
  [40, 351, 0.1, 0.8322982307832975],
  [5, 5000, 0.002, 0.06689677137130322],
];

describe('clopperPearsonUpper', () => {
  it.each(UPPER)('bounds %i of %i as SciPy does', (k, n, bound) => {
    expect(clopperPearsonUpper(k, n)).toBeCloseTo(bound, 10);
  });

  it('is 1 when every trial succeeded, and grows with k', () => {
    expect(clopperPearsonUpper(7, 7)).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 399 }), (n, k) => {
        fc.pre(k < n);
        expect(clopperPearsonUpper(k + 1, n)).toBeGreaterThan(clopperPearsonUpper(k, n));
        expect(clopperPearsonUpper(k, n)).toBeGreaterThan(k / n);
      }),
    );
  });
});

describe('binomial tails', () => {
  it.each(CDF)('P(X <= %i), n %i, p %f', (k, n, p, probability) => {
    expect(binomialCdf(k, n, p)).toBeCloseTo(probability, 10);
  });
});
