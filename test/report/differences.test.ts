import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDifferences } from '../../src/report/differences.js';

describe('listDifferences', () => {
  it('names every leaf that differs, by its path', () => {
    const expected = { a: 1, b: [1, { c: 'x' }], gone: null, same: [true] };
    const actual = { a: 2, b: [1, { c: 'y' }, 3], new: 0, same: [true] };
    expect(listDifferences(expected, actual)).toEqual([
      { path: '$.a', expected: 1, actual: 2 },
      { path: '$.b[1].c', expected: 'x', actual: 'y' },
      { path: '$.b[2]', expected: undefined, actual: 3 },
      { path: '$.gone', expected: null, actual: undefined },
      { path: '$.new', expected: undefined, actual: 0 },
    ]);
  });

  it('tells lists from objects and null from both', () => {
    expect(listDifferences([], {})).toHaveLength(1);
    expect(listDifferences(null, {})).toHaveLength(1);
    expect(listDifferences({ a: [] }, { a: null })).toEqual([{ path: '$.a', expected: [], actual: null }]);
  });

  it('ignores keys at the top only, and −0', () => {
    expect(listDifferences({ t: 1, x: { t: 1 } }, { t: 2, x: { t: 2 } }, { ignore: ['t'] })).toEqual([
      { path: '$.x.t', expected: 1, actual: 2 },
    ]);
    expect(listDifferences({ a: 0 }, { a: -0 })).toEqual([]);
  });

  it('stops at the most that was asked for', () => {
    const zeros = new Array(50).fill(0);
    expect(
      listDifferences(
        zeros,
        zeros.map(() => 1),
        { most: 7 },
      ),
    ).toHaveLength(7);
  });

  it('finds nothing between equal values, and something between unequal ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const text = (value: unknown) => JSON.stringify(sortKeys(value));
        expect(listDifferences(a, structuredClone(a))).toEqual([]);
        expect(listDifferences(a, b).length === 0).toBe(text(a) === text(b));
      }),
    );
  });
});

/** Order of keys does not matter; JSON text writes −0 as 0 by itself. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => ({ [key]: sortKeys(item) }))
    .concat({ object: true });
}
