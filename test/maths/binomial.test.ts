import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialCdf,
  clopperPearsonUpper,
  log10BinomialTail,
  logFactorial,
} from '../../src/maths/binomial.js';

// Expected values: SciPy 1.16.3, stats.beta.ppf(.95, k + 1, n - k), stats.binom.cdf and stats.binom.logsf.
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
const TAIL: [k: number, n: number, p: number, log10: number][] = [
  [1, 10, 0.1, -0.18620454566957323],
  [8, 10, 0.01, -14.354542359690091],
  [64, 64, 0.015625, -115.59551833496876],
  [300, 5000, 0.01, -129.2107162446989],
  [50, 5000, 0.01, -0.28475600990702027],
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

  it.each(TAIL)('log10 P(X >= %i), n %i, p %f', (k, n, p, log10) => {
    expect(log10BinomialTail(k, n, p)).toBeCloseTo(log10, 8);
  });

  it('includes k itself in the upper tail', () => {
    expect(log10BinomialTail(1, 1, 0.25)).toBeCloseTo(Math.log10(0.25), 12);
    expect(log10BinomialTail(0, 5, 0.25)).toBe(0);
    expect(log10BinomialTail(6, 5, 0.25)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is the complement of the lower tail', () => {
    const cases = fc.tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    );
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 300 }), ([n, p], k) => {
        fc.pre(k <= n);
        expect(10 ** log10BinomialTail(k, n, p) + binomialCdf(k - 1, n, p)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('logFactorial', () => {
  it('joins products and series without a step', () => {
    // ln 21! = ln 20! + ln 21
    expect(logFactorial(21) - logFactorial(20)).toBeCloseTo(Math.log(21), 10);
    expect(logFactorial(0)).toBe(0);
  });
});
