import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelComponents } from '../../src/matching/components.js';
import { traceOutline } from '../../src/matching/outline.js';

function parseMask(rows: string[]): Uint8Array {
  return Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0));
}

/** Twice the signed area of a polygon. */
function shoelace(polygon: readonly (readonly [number, number])[]): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [u, v] = polygon[(i + 1) % polygon.length];
    return sum + x * v - u * y;
  }, 0);
}

describe('labelComponents', () => {
  it('joins diagonal neighbours and numbers parts by their first pixel', () => {
    const { labels, count, sizes, starts } = labelComponents(parseMask(['#..#', '.#..', '...#']), 4);
    expect(count).toBe(3);
    expect([...labels]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3]);
    expect([...sizes].slice(1)).toEqual([2, 1, 1]);
    expect([...starts].slice(1)).toEqual([0, 3, 11]);
  });
});

describe('traceOutline', () => {
  it('walks around a rectangle', () => {
    const { labels, starts } = labelComponents(parseMask(['....', '.##.', '.##.', '....']), 4);
    expect(traceOutline(labels, 4, 1, starts[1], 0.5)).toEqual([
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
    ]);
  });

  it('walks around diagonal touches in one ring', () => {
    const { labels, starts } = labelComponents(parseMask(['#..', '.#.', '..#']), 3);
    const ring = traceOutline(labels, 3, 1, starts[1], 0);
    expect(shoelace(ring)).toBe(2 * 3);
  });

  it('encloses exactly the pixels of a part without holes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }), (heights) => {
        // Columns standing on one ground line have no holes.
        const width = heights.length;
        const mask = new Uint8Array(width * 11);
        for (let y = 0; y < 11; y++)
          for (let x = 0; x < width; x++) mask[y * width + x] = 10 - y <= heights[x] ? 1 : 0;
        const { labels, sizes, starts } = labelComponents(mask, width);
        expect(shoelace(traceOutline(labels, width, 1, starts[1], 0))).toBe(2 * sizes[1]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('simplifies a staircase to about its diagonal', () => {
    const side = 30;
    const mask = new Uint8Array(side * side);
    for (let y = 0; y < side; y++) for (let x = 0; x <= y; x++) mask[y * side + x] = 1;
    const { labels, starts } = labelComponents(mask, side);
    expect(traceOutline(labels, side, 1, starts[1], 1.5).length).toBeLessThanOrEqual(6);
  });
});
