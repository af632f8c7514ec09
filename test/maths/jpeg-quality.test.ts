import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateQuality, scaledTable } from '../../src/maths/jpeg-quality.js';

const quality = fc.integer({ min: 1, max: 100 });

describe('scaledTable', () => {
  it('is annex K itself at quality 50', () => {
    expect([...scaledTable(50, 'luma').subarray(0, 8)]).toEqual([16, 11, 10, 16, 24, 40, 51, 61]);
    expect([...scaledTable(50, 'chroma').subarray(0, 8)]).toEqual([17, 18, 24, 47, 99, 99, 99, 99]);
  });

  it('is all ones at quality 100 and clamped at quality 1', () => {
    expect(new Set(scaledTable(100, 'luma'))).toEqual(new Set([1]));
    expect(new Set(scaledTable(1, 'luma'))).toEqual(new Set([255]));
    expect(scaledTable(1, 'luma', { maxStep: 32767 })[0]).toBe(800);
  });

  it('gives cjpeg -quality 75 as `djpeg -verbose` lists it', () => {
    expect([...scaledTable(75, 'luma').subarray(0, 8)]).toEqual([8, 6, 5, 8, 12, 20, 26, 31]);
  });
});

describe('estimateQuality', () => {
  it('recovers every quality of both scales exactly', () => {
    fc.assert(
      fc.property(quality, fc.constantFrom('ijg', 'mozjpeg'), fc.boolean(), (q, scale, grey) => {
        const luma = scaledTable(q, 'luma', { scale });
        const found = estimateQuality(luma, grey ? null : scaledTable(q, 'chroma', { scale }));
        const expectedScale = new Set(luma).size === 1 ? 'ijg' : scale; // all 1 or all 255 fit both
        expect(found.exact).toBe(expectedScale);
        expect(found.distance).toBe(0);
        expect([...scaledTable(found.luma, 'luma', { scale })]).toEqual([...luma]);
      }),
    );
  });

  it('finds the quality within 1 when one step was altered, and says that it is not exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 95 }), fc.integer({ min: 0, max: 63 }), (q, at) => {
        const luma = scaledTable(q, 'luma');
        luma[at] += 1;
        const found = estimateQuality(luma, scaledTable(q, 'chroma'));
        expect(found.exact).toBeNull();
        expect(Math.abs(found.luma - q)).toBeLessThanOrEqual(1);
        expect(found.distance).toBeGreaterThan(0);
      }),
    );
  });

  it('tells luma and chroma quality apart', () => {
    const found = estimateQuality(scaledTable(90, 'luma'), scaledTable(60, 'chroma'));
    expect(found).toMatchObject({ luma: 90, chroma: 60, exact: null });
  });

  it('survives forbidden zero steps', () => {
    expect(estimateQuality(new Uint16Array(64), null).luma).toBe(100);
  });
});
