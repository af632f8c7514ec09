import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  describeRings,
  RING_FEATURES,
  RING_MARGIN_PX,
} from '../../../src/forensics/copy-move/ring-features.js';
import { createPlane } from '../../../src/pixels/plane.js';

const vectors = JSON.parse(readFileSync(new URL('vectors/rings.json', import.meta.url), 'utf8')) as {
  width: number;
  height: number;
  places: { x: number; y: number; features: number[] }[];
};

function picture(width: number, height: number) {
  const plane = createPlane(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) plane.data[y * width + x] = (x * x * 3 + y * y * 5 + x * y * 7) % 251;
  return plane;
}

describe('describeRings', () => {
  it('gives what NumPy gives by definition', () => {
    const { width, data } = describeRings(picture(vectors.width, vectors.height));
    for (const { x, y, features } of vectors.places) {
      const at = (y * width + x) * RING_FEATURES;
      // Features are rounded to grey levels.
      for (let k = 0; k < RING_FEATURES; k++)
        expect(Math.abs(data[at + k] - features[k])).toBeLessThanOrEqual(0.5001);
    }
  });

  it('does not change when the picture is turned by a quarter', () => {
    const size = 33;
    const upright = picture(size, size);
    const turned = createPlane(size, size);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) turned.data[x * size + size - 1 - y] = upright.data[y * size + x];
    const a = describeRings(upright).data;
    const b = describeRings(turned).data;
    for (const [x, y] of [
      [12, 9],
      [20, 20],
    ])
      for (let k = 0; k < RING_FEATURES; k++) {
        const before = a[(y * size + x) * RING_FEATURES + k];
        const after = b[(x * size + size - 1 - y) * RING_FEATURES + k];
        // Samples on half pixels round the other way: radius 4.5 moves two of 16 samples by a pixel.
        expect(Math.abs(after - before)).toBeLessThan(6);
      }
  });

  it('leaves the margin empty and finds no contrast in flat pictures', () => {
    const flat = describeRings(createPlane(40, 30, new Float32Array(1200).fill(90)));
    expect(Math.max(...flat.contrast)).toBeLessThan(1e-3);
    const { contrast, width } = describeRings(picture(40, 30));
    expect(contrast[(RING_MARGIN_PX - 1) * width + 20]).toBe(0);
    expect(contrast[RING_MARGIN_PX * width + 20]).toBeGreaterThan(1);
  });
});
