import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectOrdered } from '../../src/maths/order-statistic.js';

// Few distinct values on purpose: runs of equals are where partitions go wrong.
const numbers = fc.oneof(
  fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
);

describe('selectOrdered', () => {
  it('gives what sorting gives at every place, and leaves the rest on its side', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const sorted = Float64Array.from(values).sort();
        for (let place = 0; place < values.length; place++) {
          const copy = Float64Array.from(values);
          expect(selectOrdered(copy, place)).toBe(copy[place]);
          // Sorting tells -0 from 0, order does not.
          expect(copy[place] === sorted[place]).toBe(true);
          expect(copy.subarray(0, place).every((value) => value <= copy[place])).toBe(true);
          expect(copy.subarray(place).every((value) => value >= copy[place])).toBe(true);
        }
      }),
    );
  });
});
