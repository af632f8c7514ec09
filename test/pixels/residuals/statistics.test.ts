import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inHeap } from '../../../src/kernels/heap.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { PATTERN_NAMES } from '../../../src/pixels/residuals/patterns.js';
import { cutTile } from '../../../src/pixels/residuals/planes.js';
import {
  computeResidualStatistics,
  describeTile,
  poolPatterns,
  poolTiles,
  STATISTIC_NAMES,
} from '../../../src/pixels/residuals/statistics.js';
import { hashedPicture, rearrange } from './picture.js';

const vectors: (number | null)[] = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));

function describeWhole(raster: Raster): Float64Array {
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  return inHeap(8e6, (heap) => describeTile(cutTile(raster, whole, heap), heap));
}

function flat(width: number, height: number, level: number): Raster {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}

/** The plain numbers follow the patterns, both in a tile and in the statistics. */
const FIRST_NUMBER = STATISTIC_NAMES.indexOf('luma-log-mean');

describe('describeTile', () => {
  it('agrees with the independent computation of oracle.py', () => {
    const numbers = describeWhole(hashedPicture(192));
    expect(numbers.length).toBe(vectors.length);
    const wrong = vectors.flatMap((expected, i) => {
      // Integer counts agree exactly; transforms and logarithms to the last digits of a double.
      const same = expected === null ? Number.isNaN(numbers[i]) : Math.abs(numbers[i] - expected) < 1e-7;
      return same ? [] : [`number ${i}: expected ${expected}, got ${numbers[i]}`];
    });
    expect(wrong).toEqual([]);
  });

  it('counts the same patterns in a mirrored, turned or negated picture', () => {
    const side = 128;
    const raster = hashedPicture(side);
    const last = side - 1;
    const twins: Raster[] = [
      rearrange(raster, raster, (x, y) => [last - x, y]),
      rearrange(raster, raster, (x, y) => [x, last - y]),
      rearrange(raster, raster, (x, y) => [y, last - x]),
      { ...raster, data: raster.data.map((level) => 255 - level) },
    ];
    const patterns = describeWhole(raster).slice(0, PATTERN_NAMES.length);
    // Negation rounds luma and chroma to other quarter levels here and there; counts move by fractions of a per cent, most
    // at an eighth of the size, where few triples are left.
    const tolerances = [1e-9, 1e-9, 1e-9, 0.03];
    for (const [i, twin] of twins.entries()) {
      const others = describeWhole(twin).slice(0, PATTERN_NAMES.length);
      const furthest = Math.max(...others.map((value, k) => Math.abs(value - patterns[k])));
      expect(furthest, `twin ${i}`).toBeLessThan(tolerances[i]);
    }
  });

  it('tells noise from its blurred self', () => {
    const raster = hashedPicture(192);
    const blurred = rearrange(raster, raster, (x, y) => [x & ~1, y & ~1]);
    const strength = PATTERN_NAMES.length + STATISTIC_NAMES.indexOf('luma-lag-1-0') - FIRST_NUMBER;
    expect(describeWhole(blurred)[strength]).toBeGreaterThan(describeWhole(raster)[strength] + 0.1);
  });
});

describe('computeResidualStatistics', () => {
  it('has one name per number, none twice', () => {
    expect(new Set(STATISTIC_NAMES).size).toBe(STATISTIC_NAMES.length);
    const statistics = computeResidualStatistics(hashedPicture(200, 130));
    expect(statistics?.values.length).toBe(STATISTIC_NAMES.length);
    expect(statistics?.patterns.length).toBe(PATTERN_NAMES.length);
  });

  it.each([
    ['black', 0],
    ['grey', 128],
    ['white', 255],
  ])('is finite on a %s picture', (_, level) => {
    const statistics = computeResidualStatistics(flat(300, 200, level));
    expect(statistics?.values.every(Number.isFinite)).toBe(true);
    // All triples are zeros: class of (0, 0, 0) has frequency one.
    expect(statistics?.values[REVERSIBLE_ZERO]).toBe(1);
  });

  it('gives nothing below 64 px', () => {
    expect(computeResidualStatistics(hashedPicture(63, 300))).toBeNull();
    expect(computeResidualStatistics(hashedPicture(300, 63))).toBeNull();
    expect(computeResidualStatistics(hashedPicture(64, 64))?.tiles.length).toBe(1);
  });

  it('is finite and repeatable on any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 260 }), fc.integer({ min: 64, max: 260 }), (width, height) => {
        const raster = hashedPicture(width, height);
        const first = computeResidualStatistics(raster);
        expect(first?.values.every(Number.isFinite)).toBe(true);
        expect(computeResidualStatistics(raster)).toEqual(first);
      }),
      { numRuns: 12, seed: 7 },
    );
  });
});

/** (0, 0, 0) is the last class to be met when counting up from (−2, −2, −2). */
const REVERSIBLE_ZERO = 38;

describe('poolPatterns', () => {
  it('is the root of the mean frequency', () => {
    const tiles = [0.1, 0.7].map((root) => new Float64Array(vectors.length).fill(root));
    // (0.01 + 0.49) / 2 = 0.25.
    expect(poolPatterns(tiles).every((value) => value === 0.5)).toBe(true);
  });
});

describe('poolTiles', () => {
  it('takes mean and spread, and leaves NaN out', () => {
    const length = vectors.length;
    const tiles = [1, 3].map((value) => new Float64Array(length).fill(value));
    tiles[0][length - 1] = Number.NaN;
    const pooled = poolTiles(tiles);
    expect(pooled[0]).toBe(2);
    const lastMean = STATISTIC_NAMES.length - (length - PATTERN_NAMES.length) - 1;
    expect(pooled[lastMean - 1]).toBe(2);
    expect(pooled[lastMean]).toBe(3);
    expect(pooled[STATISTIC_NAMES.length - 2]).toBe(1);
    expect(pooled[STATISTIC_NAMES.length - 1]).toBe(0);
  });

  it('gives 0 where no tile has a number', () => {
    const tile = new Float64Array(vectors.length).fill(Number.NaN, PATTERN_NAMES.length);
    expect(poolTiles([tile, tile]).every((value) => value === 0)).toBe(true);
  });
});
