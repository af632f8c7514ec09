import { describe, expect, it } from 'vitest';
import { computeChroma, computeLuma } from '../../src/pixels/luma.js';

const COLOURS = {
  width: 5,
  height: 1,
  data: new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 128, 128]),
};

describe('luma and chroma', () => {
  it('weighs red, green and blue as Rec.601 does', () => {
    const { data } = computeLuma(COLOURS);
    expect([...data].map((value) => Number(value.toFixed(3)))).toEqual([76.245, 149.685, 29.07, 255, 128]);
  });

  it('is the same for a large picture, which is taken in bands', () => {
    const [width, height] = [2048, 1500];
    const data = new Uint8Array(3 * width * height).map((_, i) => (i * 7919) >> 3);
    const whole = computeLuma({ width, height, data }).data;
    for (const row of [0, 1, 1023, 1024, 1025, 1499]) {
      const line = computeLuma({
        width,
        height: 1,
        data: data.subarray(3 * row * width, 3 * (row + 1) * width),
      });
      expect(whole.subarray(row * width, (row + 1) * width)).toEqual(line.data);
    }
  });

  it('gives the JFIF chroma of primaries and none of greys', () => {
    const { cb, cr } = computeChroma(COLOURS);
    // JFIF: Cb = -0.168736 R - 0.331264 G + 0.5 B, Cr = 0.5 R - 0.418688 G - 0.081312 B
    expect(cb.data[0]).toBeCloseTo(-43.0277, 3);
    expect(cr.data[0]).toBeCloseTo(127.5, 3);
    expect(cb.data[2]).toBeCloseTo(127.5, 3);
    expect(cr.data[1]).toBeCloseTo(-106.7654, 3);
    expect(Math.abs(cb.data[3]) + Math.abs(cr.data[4])).toBeLessThan(1e-4);
  });
});
