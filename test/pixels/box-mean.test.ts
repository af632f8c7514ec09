import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxMean, subtractBoxMean } from '../../src/pixels/box-mean.js';
import type { Plane } from '../../src/pixels/plane.js';

function slowBoxMean({ width, height, data }: Plane, radius: number): number[] {
  return Array.from({ length: width * height }, (_, i) => {
    const [cx, cy] = [i % width, Math.floor(i / width)];
    let sum = 0;
    let count = 0;
    for (let y = Math.max(0, cy - radius); y <= Math.min(height - 1, cy + radius); y++)
      for (let x = Math.max(0, cx - radius); x <= Math.min(width - 1, cx + radius); x++) {
        sum += data[y * width + x];
        count++;
      }
    return sum / count;
  });
}

describe('boxMean', () => {
  it('equals the direct mean, windows larger than the plane included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 17 }),
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer(),
        (width, height, radius, seed) => {
          const data = Float32Array.from(
            { length: width * height },
            (_, i) => ((i * 7919 + seed) >>> 3) % 256,
          );
          const plane = { width, height, data };
          const fast = boxMean(plane, radius).data;
          for (const [i, value] of slowBoxMean(plane, radius).entries())
            expect(Math.abs(fast[i] - value)).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 60, seed: 17 },
    );
  });
});

describe('subtractBoxMean', () => {
  it('leaves nothing of a constant and little of a gradient', () => {
    const flat = subtractBoxMean({ width: 20, height: 20, data: new Float32Array(400).fill(77) }, 3);
    expect(Math.max(...flat.data.map(Math.abs))).toBeLessThan(1e-4);
    const ramp = { width: 40, height: 40, data: Float32Array.from({ length: 1600 }, (_, i) => 3 * (i % 40)) };
    expect(Math.abs(subtractBoxMean(ramp, 4).data[20 * 40 + 20])).toBeLessThan(1e-3);
  });

  it('is the plane minus its mean', () => {
    const data = Float32Array.from({ length: 13 * 7 }, (_, i) => (i * 7919) % 256);
    const plane = { width: 13, height: 7, data };
    for (const radius of [1, 4, 9]) {
      const means = boxMean(plane, radius).data;
      expect(subtractBoxMean(plane, radius).data).toEqual(data.map((value, i) => value - means[i]));
    }
  });
});
