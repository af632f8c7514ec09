import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMap, shareAltered } from '../../bench/quality/map-agreement.js';
import { compareMasks } from '../../src/bench/metrics.js';

/** A mask of 2 × 2 cells of 4 px, one column wider: a block of 4 × 2 px in the first cell, and (8, 0) outside. */
const mask = (() => {
  const data = new Uint8Array(9 * 8 * 3);
  const set = (x: number, y: number) => data.fill(255, (y * 9 + x) * 3, (y * 9 + x) * 3 + 3);
  for (let y = 0; y < 2; y++) for (let x = 0; x < 4; x++) set(x, y);
  set(8, 0);
  return { width: 9, height: 8, data };
})();
const grid = { columns: 2, rows: 2, sidePx: 4 };

describe('shareAltered', () => {
  it('gives the altered share of each cell, and what lies outside', () => {
    expect(shareAltered(mask, grid)).toEqual({ shares: new Float32Array([0.5, 0, 0, 0]), missed: 1 / 16 });
  });
});

describe('judgeMap', () => {
  it('counts pixels, not cells', () => {
    const judged = { values: [0.9, 0.2, 0.7, 0.1], ...shareAltered(mask, grid) };
    const [strict, all] = judgeMap(judged, [0.8, 0]);
    // 16 px found, 8 of them altered, 1 altered pixel missed.
    expect(strict.f1).toBeCloseTo((2 * 8) / (16 + 9), 12);
    expect(strict.iou).toBeCloseTo(8 / 17, 12);
    expect(all.f1).toBeCloseTo((2 * 8) / (64 + 9), 12);
    expect(all.mcc).toBeLessThan(0);
  });

  it('gives what compareMasks gives when cells are pixels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 }),
        (cells) => {
          const shares = Float32Array.from(cells, ([, altered]) => Number(altered));
          const values = cells.map(([value]) => value);
          const [found] = judgeMap({ values, shares, missed: 0 }, [0.5]);
          const expected = compareMasks(
            Uint8Array.from(values, (value) => Number(value >= 0.5)),
            Uint8Array.from(shares),
          );
          expect(found.f1).toBeCloseTo(expected.f1, 9);
          expect(found.iou).toBeCloseTo(expected.iou, 9);
          expect(found.mcc).toBeCloseTo(expected.mcc, 9);
        },
      ),
    );
  });
});
