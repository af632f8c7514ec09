import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findGrids } from '../../../src/forensics/grid/grid.js';
import { findOwnGrid, isEcho } from '../../../src/forensics/grid/own-grid.js';
import { createRandom } from '../../../src/maths/random.js';
import type { Photo } from '../../../src/photo/photo.js';

interface Vector {
  name: string;
  width: number;
  height: number;
  luma: string;
  best: number;
  log10Nfa: number;
}

const { cases }: { cases: Vector[] } = JSON.parse(
  readFileSync(new URL('./vectors/votes.json', import.meta.url), 'utf8'),
);

/** A grey photo without a coder of its own. */
function greyPhoto(luma: Uint8Array, width: number, height: number): Photo {
  const data = new Uint8Array(luma.length * 3);
  for (let i = 0; i < data.length; i++) data[i] = luma[Math.floor(i / 3)];
  return {
    bytes: new Uint8Array(),
    sha256: '',
    format: 'png',
    width,
    height,
    orientation: 1,
    raster: { width, height, data },
    notes: [],
  };
}

describe('findGrids against SciPy', () => {
  it.each(cases.slice(0, 5))('$name', ({ luma, width, height, best, log10Nfa }) => {
    const facts = findGrids(greyPhoto(new Uint8Array(Buffer.from(luma, 'base64')), width, height));
    expect(facts?.log10Nfa).toBeCloseTo(log10Nfa, 6);
    expect(facts?.main?.origin ?? null).toEqual(log10Nfa < 0 ? [best % 8, Math.floor(best / 8)] : null);
  });
});

describe('findGrids', () => {
  // The bound is 1,000 by definition (an NFA below 1 each); the test is of how far below it lies.
  it('finds grids and parts in few of 1,000 pictures of noise', () => {
    let grids = 0;
    let parts = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const random = createRandom(seed);
      const strength = 2 + 10 * random();
      // Sums of three are near to normal; the mean of two neighbours makes every other picture smooth.
      const white = Float64Array.from({ length: 72 * 72 + 1 }, () => random() + random() + random() - 1.5);
      const luma = Uint8Array.from(
        { length: 72 * 72 },
        (_, i) => 128.5 + strength * (seed % 2 ? white[i] : white[i] + white[i + 1]),
      );
      const facts = findGrids(greyPhoto(luma, 72, 72));
      if (facts?.main) grids++;
      if (facts?.foreign.length) parts++;
    }
    // Seeds are fixed: 30 of 1,000 with a grid, none with a part.
    expect(grids).toBeLessThanOrEqual(30);
    expect(parts).toBe(0);
  });

  it('reads large photos in bands and says so', () => {
    const random = createRandom(2);
    const [width, height] = [2000, 2400];
    const noise = Uint8Array.from({ length: width * height }, () => 120 + 9 * random());
    const facts = findGrids(greyPhoto(noise, width, height));
    expect(facts?.readShare).toBeCloseTo((12 * 160) / 2400, 9);
    expect(facts?.decidedShare).toBeGreaterThan(0.2);
  });
});

describe('findOwnGrid', () => {
  it('follows the stored corner through every orientation', () => {
    const grids = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) =>
      findOwnGrid({ format: 'jpeg', width: 101, height: 203, orientation }),
    );
    expect(grids).toEqual([0, 5, 29, 24, 0, 5, 29, 24]);
    expect(findOwnGrid({ format: 'png', width: 101, height: 203, orientation: 1 })).toBeNull();
  });

  it('knows grids half a block apart', () => {
    const grids = Array.from({ length: 64 }, (_, grid) => grid);
    expect(grids.filter((grid) => isEcho(grid, 0))).toEqual([0, 4, 32, 36]);
    expect(grids.filter((grid) => isEcho(grid, 29))).toEqual([25, 29, 57, 61]);
  });
});
