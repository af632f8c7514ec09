import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane } from '../../src/pixels/plane.js';
import { fitLongSide, shrinkLuma, shrinkPlane, shrinkRaster } from '../../src/pixels/resize.js';

describe('shrinkPlane', () => {
  it('averages whole blocks', () => {
    const plane = createPlane(4, 2, Float32Array.of(1, 3, 10, 20, 5, 7, 30, 40));
    expect([...shrinkPlane(plane, 2, 1).data]).toEqual([4, 25]);
  });

  it('splits a pixel between the outputs that share it', () => {
    const plane = createPlane(3, 1, Float32Array.of(3, 6, 12));
    expect([...shrinkPlane(plane, 2, 1).data]).toEqual([4, 10]);
  });

  it('keeps the mean of any plane at any size', () => {
    const planes = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 40 }),
        seed: fc.nat(),
      })
      .map(({ width, height, seed }) => {
        const data = Float32Array.from({ length: width * height }, (_, i) => ((i + 1) * (seed % 9973)) % 256);
        return createPlane(width, height, data);
      });
    fc.assert(
      fc.property(planes, fc.double({ min: 0.01, max: 1, noNaN: true }), (plane, scale) => {
        const width = Math.max(1, Math.floor(plane.width * scale));
        const height = Math.max(1, Math.floor(plane.height * scale));
        const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
        // Float32 rounding of values up to 255.
        expect(mean(shrinkPlane(plane, width, height).data)).toBeCloseTo(mean(plane.data), 2);
      }),
    );
  });

  it('returns the input at its own size and refuses to enlarge', () => {
    const plane = createPlane(4, 4);
    expect(shrinkPlane(plane, 4, 4)).toBe(plane);
    expect(() => shrinkPlane(plane, 5, 4)).toThrow(/expected a size within 4 x 4, got 5 x 4/);
  });
});

describe('shrinkRaster', () => {
  it('averages channels apart and rounds to the nearest level', () => {
    const raster = { width: 2, height: 1, data: Uint8Array.of(0, 10, 255, 1, 20, 255) };
    expect([...shrinkRaster(raster, 1, 1).data]).toEqual([1, 15, 255]);
  });
});

describe('shrinkLuma', () => {
  it('equals the shrunk luma', () => {
    const data = Uint8Array.from({ length: 37 * 23 * 3 }, (_, i) => (i * 7919) >> 3);
    const raster = { width: 37, height: 23, data };
    for (const [width, height] of [
      [37, 23],
      [20, 12],
      [11, 23],
      [1, 1],
    ])
      for (const [i, value] of shrinkPlane(computeLuma(raster), width, height).data.entries())
        expect(Math.abs(shrinkLuma(raster, width, height).data[i] - value)).toBeLessThan(1e-4);
  });
});

describe('fitLongSide', () => {
  it('keeps the aspect ratio and never enlarges', () => {
    expect(fitLongSide({ width: 4000, height: 3000 }, 1024)).toEqual({ width: 1024, height: 768 });
    expect(fitLongSide({ width: 3, height: 4000 }, 1000)).toEqual({ width: 1, height: 1000 });
    expect(fitLongSide({ width: 300, height: 200 }, 1024)).toEqual({ width: 300, height: 200 });
  });
});
