import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hammingDistance } from '../../src/matching/hamming.js';
import { createRandom } from '../../src/maths/random.js';
import { createHashIndex } from '../../src/registry/hash-index.js';

/** A hash with `bits` bits of another one turned. */
function turn(hash: Uint32Array, bits: number, random: () => number): Uint32Array {
  const turned = hash.slice();
  const places = new Set<number>();
  while (places.size < bits) places.add(Math.floor(random() * 256));
  for (const place of places) turned[place >> 5] ^= 1 << (place & 31);
  return turned;
}

const draw = (random: () => number) => Uint32Array.from({ length: 8 }, () => random() * 2 ** 32);

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
          const queries = Array.from({ length: queryCount }, () => draw(random));
          const index = createHashIndex();
          const expected: { number: number; bits: number }[] = [];
          for (let number = 1; number <= size; number++) {
            // Most lie around the radius, where a wrong bound shows.
            const near = turn(queries[number % queryCount], Math.floor(random() * 64), random);
            const hash = random() < 0.7 ? near : draw(random);
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

  it('grows beyond one chunk and one memory step', () => {
    const random = createRandom(7);
    const index = createHashIndex();
    const kept = new Map<number, Uint32Array>();
    for (let number = 1; number <= 70_000; number++) {
      const hash = draw(random);
      if (number % 9_973 === 0 || number > 69_998) kept.set(number, hash);
      index.add(number, hash);
    }
    for (const [number, hash] of kept)
      expect(index.search([turn(hash, 31, random)], 31)).toEqual([{ number, bits: 31 }]);
    for (const [, hash] of kept) expect(index.search([turn(hash, 32, random)], 31)).toEqual([]);
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
