import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../src/maths/binomial.js';
import { log10BinomialTail } from '../../src/maths/binomial-tail.js';

describe('log10BinomialTail', () => {
  // scipy 1.16.3: scipy.stats.binom.logsf(k - 1, n, p) / numpy.log(10); the third in whole numbers of Python.
  it.each([
    [3, 10, 1 / 64, -3.375108924042156],
    [30, 200, 1 / 64, -19.69624787732189],
    [900, 1000, 0.25, -414.52633670103586],
    [3500, 187_500, 1 / 64, -24.45277752985728],
    [187_500, 187_500, 1 / 64, -187_500 * Math.log10(64)],
  ])('P(X >= %i) of %i at %f', (k, n, p, expected) => {
    expect(log10BinomialTail(k, n, p)).toBeCloseTo(expected, 7);
  });

  it('complements the sum of the lower terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        (n, p) => {
          const k = Math.min(n, Math.floor(n * p) + 1);
          if (k <= n * p) return;
          expect(10 ** log10BinomialTail(k, n, p)).toBeCloseTo(1 - binomialCdf(k - 1, n, p), 9);
        },
      ),
    );
  });

  it('is certain up to the mean and impossible beyond n', () => {
    expect(log10BinomialTail(0, 64, 0.5)).toBe(0);
    expect(log10BinomialTail(32, 64, 0.5)).toBe(0);
    expect(log10BinomialTail(65, 64, 0.5)).toBe(Number.NEGATIVE_INFINITY);
  });
});
