import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIHEDRAL } from '../../src/matching/dihedral.js';
import { hammingDistance } from '../../src/matching/hamming.js';
import { computePdq } from '../../src/matching/pdq.js';
import { createRandom } from '../../src/maths/random.js';
import { createPlane } from '../../src/pixels/plane.js';
import { createHashIndex } from '../../src/registry/hash-index.js';
import { groupQueries } from '../../src/registry/query-plan.js';
import { drawHash, turnBits } from './entries.js';

/** A query as a mirrored picture gives it: bits of some rows or columns of frequencies turned, and a few more. */
function mirror(hash: Uint32Array, random: () => number): Uint32Array {
  const [rows, columns] = [random() < 0.5, random() < 0.5];
  const mask = (rows ? 0xffff : 0) ^ (columns ? 0x5555_5555 : 0);
  return turnBits(
    hash.map((word) => word ^ mask),
    Math.floor(random() * 16),
    random,
  );
}

describe('hash index', () => {
  it('finds what brute force finds, at every radius', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 8 }),
        fc.oneof(fc.integer({ min: 0, max: 48 }), fc.integer({ min: 49, max: 256 })),
        (seed, size, queryCount, radius) => {
          const random = createRandom(seed);
          const queries = [drawHash(random)];
          while (queries.length < queryCount)
            queries.push(random() < 0.8 ? mirror(queries[0], random) : drawHash(random));
          const index = createHashIndex();
          const expected: { number: number; bits: number }[] = [];
          for (let number = 1; number <= size; number++) {
            // Most lie around the radius, where a wrong bound shows.
            const near = turnBits(queries[number % queryCount], Math.floor(random() * 64), random);
            const hash = random() < 0.7 ? near : drawHash(random);
            index.add(number, hash);
            const bits = Math.min(...queries.map((query) => hammingDistance(query, hash)));
            if (number % 5 === 0) index.remove(number);
            else if (bits <= radius) expected.push({ number, bits });
          }
          expected.sort((a, b) => a.bits - b.bits || a.number - b.number);
          expect(index.search(queries, radius)).toEqual(expected);
          expect(index.size).toBe(size - Math.floor(size / 5));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts the symmetries of a picture in two groups', () => {
    const random = createRandom(3);
    const luma = createPlane(90, 70);
    for (let i = 0; i < luma.data.length; i++) luma.data[i] = 255 * random();
    const { variants } = computePdq(luma);
    const groups = groupQueries(DIHEDRAL.map((name) => variants[name]));
    expect(groups.map((group) => group.length)).toEqual([4, 4]);
    expect(groups.flat().map(({ hash }) => hash)).toEqual(expect.arrayContaining(Object.values(variants)));
  });

  it('grows beyond one chunk and one memory step', () => {
    const random = createRandom(7);
    const index = createHashIndex();
    const kept = new Map<number, Uint32Array>();
    for (let number = 1; number <= 70_000; number++) {
      const hash = drawHash(random);
      if (number % 9_973 === 0 || number > 69_998) kept.set(number, hash);
      index.add(number, hash);
    }
    for (const [number, hash] of kept)
      expect(index.search([turnBits(hash, 31, random)], 31)).toEqual([{ number, bits: 31 }]);
    for (const [, hash] of kept) expect(index.search([turnBits(hash, 32, random)], 31)).toEqual([]);
  });

  it('ignores what is not there', () => {
    const index = createHashIndex();
    expect(index.search([new Uint32Array(8)], 256)).toEqual([]);
    index.add(4, new Uint32Array(8));
    for (const number of [3, 5, 4, 4]) index.remove(number);
    expect(index.size).toBe(0);
    expect(index.search([new Uint32Array(8)], 256)).toEqual([]);
  });
});
