import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrapBySource,
  compareMasks,
  computeAuc,
  computeCllr,
  computeTprAtFpr,
  median,
} from '../../src/bench/metrics.js';
import { rasterizePolygons } from '../../src/bench/rasterize.js';

describe('computeAuc', () => {
  it('counts pairs, ties half', () => {
    // Pairs (forged, honest): (2,1) wins, (2,2) half, (3,1) and (3,2) win: 3.5 of 4.
    expect(computeAuc([2, 3], [1, 2])).toBe(0.875);
  });
  it('equals the slow count over all pairs', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, scores, (forged, honest) => {
        let wins = 0;
        for (const f of forged) for (const h of honest) wins += f > h ? 1 : f === h ? 0.5 : 0;
        expect(computeAuc(forged, honest)).toBeCloseTo(wins / (forged.length * honest.length), 12);
      }),
    );
  });
});

describe('computeTprAtFpr', () => {
  it('keeps the false-alarm rate', () => {
    const honest = Array.from({ length: 100 }, (_, i) => i);
    // 5 of 100 honest scores (95..99) may exceed the threshold, which is 94.
    expect(computeTprAtFpr([94, 94.5, 120, 3], honest, 0.05)).toBe(0.5);
  });
});

describe('computeCllr', () => {
  it('is 1 for a system that says nothing and near 0 for a perfect one', () => {
    expect(computeCllr([0, 0], [0])).toBe(1);
    expect(computeCllr([6], [-6])).toBeLessThan(1e-5);
    expect(computeCllr([-1], [1])).toBeCloseTo(Math.log2(11), 12);
  });
});

describe('compareMasks', () => {
  it('gives F1 and IoU of overlapping masks', () => {
    const { f1, iou } = compareMasks(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0));
    expect(f1).toBe(0.5);
    expect(iou).toBeCloseTo(1 / 3, 12);
  });
});

describe('rasterizePolygons', () => {
  it('fills pixels whose centre is inside', () => {
    const square: [number, number][] = [
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
    ];
    const mask = rasterizePolygons([square], 5, 4);
    expect([...mask].join('')).toBe('00000011000110000000');
  });
});

describe('bootstrapBySource', () => {
  it('resamples sources, not items', () => {
    const items = ['a', 'b'].flatMap((source) =>
      Array.from({ length: 50 }, () => ({ source, value: source === 'a' ? 0 : 1 })),
    );
    const [low, high] = bootstrapBySource(
      items,
      (sample) => sample.reduce((sum, item) => sum + item.value, 0) / sample.length,
    );
    expect([low, high]).toEqual([0, 1]);
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });
});
