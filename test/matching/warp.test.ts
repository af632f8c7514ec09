import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyHomography, type Homography, IDENTITY } from '../../src/matching/homography.js';
import { sampleCubic, warpRaster } from '../../src/matching/warp.js';
import type { Raster } from '../../src/pixels/plane.js';

/** A smooth scene given by a formula, so that the warped value of any pixel is known. */
function scene(u: number, v: number): [number, number, number] {
  return [
    128 + 60 * Math.sin(u / 17) + 40 * Math.cos(v / 23),
    128 + 70 * Math.cos((u + v) / 31),
    128 + 50 * Math.sin((u - 2 * v) / 41),
  ];
}

function render(
  width: number,
  height: number,
  at: (x: number, y: number) => [number, number] = (x, y) => [x, y],
) {
  const raster: Raster = { width, height, data: new Uint8Array(width * height * 3) };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = scene(...at(x, y));
      for (let c = 0; c < 3; c++) raster.data[(y * width + x) * 3 + c] = Math.round(colour[c]);
    }
  return raster;
}

describe('warpRaster', () => {
  it('returns the source under the identity, pixel for pixel', () => {
    const source = render(37, 29);
    const warped = warpRaster(source, IDENTITY, source);
    expect(warped.coverage).toBe(1);
    for (let i = 0; i < 37 * 29; i++)
      for (let c = 0; c < 3; c++) expect(warped.channels[c].data[i]).toBe(source.data[i * 3 + c]);
  });

  it('shows a formula scene where rotation, perspective and shift put it, within rounding', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.double({ min: 0.95, max: 1.6, noNaN: true }),
        fc.double({ min: -2e-4, max: 2e-4, noNaN: true }),
        fc.boolean(),
        (angle, scale, tilt, mirrored) => {
          const cos = scale * Math.cos(angle);
          const sin = scale * Math.sin(angle);
          const flip = mirrored ? -1 : 1;
          const map: Homography = [
            flip * cos,
            -sin,
            mirrored ? 150 : 20,
            flip * sin,
            cos,
            10,
            tilt,
            tilt / 2,
            1,
          ];
          const source = render(160, 120);
          const warped = warpRaster(source, map, { width: 170, height: 130 });
          for (let v = 5; v < 115; v += 11)
            for (let u = 5; u < 155; u += 13) {
              const [x, y] = applyHomography(map, u, v).map(Math.round);
              if (x < 0 || y < 0 || x >= 170 || y >= 130) continue;
              const inverse = inversePoint(map, x, y);
              if (inverse[0] < 3 || inverse[1] < 3 || inverse[0] > 156 || inverse[1] > 116) continue;
              expect(warped.valid[y * 170 + x]).toBe(1);
              const colour = scene(...inverse);
              // Rounding of the source to 8 bits spreads over the taps: 0.5 level, plus interpolation error.
              for (let c = 0; c < 3; c++)
                expect(Math.abs(warped.channels[c].data[y * 170 + x] - colour[c])).toBeLessThan(1);
            }
        },
      ),
      { numRuns: 20, seed: 5 },
    );
  });

  it('averages when it shrinks: a fine checkerboard becomes grey', () => {
    const side = 200;
    const source: Raster = { width: side, height: side, data: new Uint8Array(side * side * 3) };
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        source.data.fill((x + y) % 2 ? 255 : 0, (y * side + x) * 3, (y * side + x) * 3 + 3);
    const map: Homography = [0.25, 0, -0.375, 0, 0.25, -0.375, 0, 0, 1];
    const warped = warpRaster(source, map, { width: 50, height: 50 });
    for (const value of warped.channels[0].data) expect(Math.abs(value - 127.5)).toBeLessThan(2);
  });

  it('keeps positions when it shrinks', () => {
    const source = render(300, 240);
    const s = 0.4;
    const map: Homography = [s, 0, 0.5 * s - 0.5, 0, s, 0.5 * s - 0.5, 0, 0, 1];
    const warped = warpRaster(source, map, { width: 120, height: 96 });
    const expected = render(120, 96, (x, y) => [(x + 0.5) / s - 0.5, (y + 0.5) / s - 0.5]);
    for (let y = 4; y < 92; y += 7)
      for (let x = 4; x < 116; x += 7)
        expect(
          Math.abs(warped.channels[0].data[y * 120 + x] - expected.data[(y * 120 + x) * 3]),
        ).toBeLessThan(1.5);
  });

  it('marks what the source does not cover', () => {
    const source = render(20, 20);
    const warped = warpRaster(source, [1, 0, 10, 0, 1, 0, 0, 0, 1], { width: 40, height: 20 });
    expect(warped.valid[5 * 40 + 9]).toBe(0);
    expect(warped.valid[5 * 40 + 10]).toBe(1);
    expect(warped.valid[5 * 40 + 29]).toBe(1);
    expect(warped.valid[5 * 40 + 30]).toBe(0);
    expect(warped.coverage).toBe(0.5);
  });

  it('refuses a singular map', () => {
    expect(() =>
      warpRaster(render(20, 20), [1, 1, 0, 1, 1, 0, 0, 0, 1], { width: 9, height: 9 }),
    ).toThrowError(/invertible/);
  });
});

describe('sampleCubic', () => {
  it('is exact for quadratics and for pixel centres', () => {
    const plane = { width: 20, height: 20, data: new Float32Array(400) };
    for (let y = 0; y < 20; y++) for (let x = 0; x < 20; x++) plane.data[y * 20 + x] = x * x - 2 * x * y + 3;
    expect(sampleCubic(plane, 7, 9)).toBe(7 * 7 - 2 * 63 + 3);
    expect(sampleCubic(plane, 7.25, 9.5)).toBeCloseTo(7.25 * 7.25 - 2 * 7.25 * 9.5 + 3, 9);
  });
});

function inversePoint(map: Homography, x: number, y: number): [number, number] {
  // Solve the two linear equations of the projective map for (u, v).
  const a = map[0] - x * map[6];
  const b = map[1] - x * map[7];
  const c = map[3] - y * map[6];
  const d = map[4] - y * map[7];
  const r = x - map[2];
  const s = y - map[5];
  const determinant = a * d - b * c;
  return [(r * d - b * s) / determinant, (a * s - r * c) / determinant];
}
