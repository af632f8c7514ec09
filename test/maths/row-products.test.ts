import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyRows, sumOuterProducts } from '../../src/maths/row-products.js';

/** A count × t and B count × d of whole numbers, whose products are exact in any order. */
const MATRICES = fc
  .record({
    count: fc.integer({ min: 1, max: 11 }),
    t: fc.integer({ min: 1, max: 9 }),
    d: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ count, t, d }) =>
    fc.record({
      count: fc.constant(count),
      t: fc.constant(t),
      d: fc.constant(d),
      a: numbers(count * t),
      b: numbers(count * d),
      keep: fc.uint8Array({ minLength: count, maxLength: count, max: 1 }),
    }),
  );

describe('sumOuterProducts', () => {
  it('is AᵀB over the kept rows', () => {
    fc.assert(
      fc.property(MATRICES, ({ count, t, d, a, b, keep }) => {
        expect(sumOuterProducts(a, b, count, keep)).toEqual(outerProducts(a, b, count, t, d, keep));
        expect(sumOuterProducts(a, b, count)).toEqual(outerProducts(a, b, count, t, d));
      }),
    );
  });

  it('is AᵀA, both halves of it, for one and the same array', () => {
    fc.assert(
      fc.property(MATRICES, ({ count, t, a, keep }) => {
        expect(sumOuterProducts(a, a, count, keep)).toEqual(outerProducts(a, a, count, t, t, keep));
      }),
    );
  });
});

describe('multiplyRows', () => {
  it('multiplies by hand', () => {
    const product = multiplyRows(Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), 2);
    expect([...product]).toEqual([19, 22, 43, 50]);
  });

  it('is AB for any shape', () => {
    fc.assert(
      fc.property(MATRICES, ({ count, t, d, b }) => {
        // B as the rows, d wide, times a d × t matrix made of the same numbers.
        const right = Float64Array.from({ length: d * t }, (_, i) => b[i % b.length] - i);
        const expected = new Float64Array(count * t);
        for (let i = 0; i < count; i++)
          for (let k = 0; k < t; k++)
            for (let r = 0; r < d; r++) expected[i * t + k] += b[i * d + r] * right[r * t + k];
        expect(multiplyRows(b, right, count)).toEqual(expected);
      }),
    );
  });
});

function numbers(length: number) {
  return fc
    .array(fc.integer({ min: 1, max: 99 }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));
}

function outerProducts(
  a: Float64Array,
  b: Float64Array,
  count: number,
  t: number,
  d: number,
  keep?: Uint8Array,
): Float64Array {
  const out = new Float64Array(t * d);
  for (let i = 0; i < count; i++) {
    if (keep && !keep[i]) continue;
    for (let r = 0; r < t; r++) for (let k = 0; k < d; k++) out[r * d + k] += a[i * t + r] * b[i * d + k];
  }
  return out;
}
