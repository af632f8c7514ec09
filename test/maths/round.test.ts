import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTo } from '../../src/maths/round.js';

describe('roundTo', () => {
  it('keeps so many decimals and knows no negative zero', () => {
    expect([roundTo(1.23456, 2), roundTo(-17.06, 1), roundTo(12.5, 0)]).toEqual([1.23, -17.1, 13]);
    expect(Object.is(roundTo(-0.0004, 3), 0)).toBe(true);
  });

  it('moves no number by more than half a step, and a rounded one not at all', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          const rounded = roundTo(value, digits);
          // Doubles of this size are exact to 1e-10.
          expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-9);
          expect(roundTo(rounded, digits)).toBe(rounded);
        },
      ),
    );
  });
});
