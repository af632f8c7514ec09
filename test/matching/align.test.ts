import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignPixels } from '../../src/matching/align.js';
import {
  applyHomography,
  composeHomographies,
  type Homography,
  IDENTITY,
} from '../../src/matching/homography.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane } from '../../src/pixels/plane.js';
import { addNoise, createScene, renderScene } from './scene.js';

const corners = [
  [20, 20],
  [230, 20],
  [20, 180],
  [230, 180],
] as const;

function worstError(found: Homography, truth: Homography): number {
  return Math.max(
    ...corners.map(([x, y]) => {
      const [ax, ay] = applyHomography(found, x, y);
      const [bx, by] = applyHomography(truth, x, y);
      return Math.hypot(ax - bx, ay - by);
    }),
  );
}

describe('alignPixels', () => {
  it('brings a map that is a pixel off to within 0.12 px, under noise and changed contrast', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        fc.boolean(),
        (seed, dx, dy, angle, mirrored) => {
          const scene = createScene(seed, 260);
          const flip = mirrored ? -1 : 1;
          const truth: Homography = [
            flip * Math.cos(angle),
            -Math.sin(angle),
            mirrored ? 250 : 10,
            flip * Math.sin(angle),
            Math.cos(angle),
            mirrored ? 20 : 5,
            2e-5,
            -3e-5,
            1,
          ];
          const reference = computeLuma(renderScene(scene, 250, 200));
          const photo = computeLuma(addNoise(renderScene(scene, 250, 200, truth), 2, seed));
          for (let i = 0; i < photo.data.length; i++) photo.data[i] = photo.data[i] * 0.8 + 20;
          const off: Homography = [1 + dy / 300, 0, dx, 0, 1 - dx / 300, dy, 0, 0, 1];
          const given = composeHomographies(off, truth);
          const { homography } = alignPixels(reference, photo, given);
          expect(worstError(homography, truth)).toBeLessThan(0.12);
        },
      ),
      { numRuns: 8, seed: 7 },
    );
  });

  it('leaves the map alone when there is no texture', () => {
    const flat = createPlane(120, 90);
    const { homography, samples } = alignPixels(flat, flat, IDENTITY);
    expect(homography).toBe(IDENTITY);
    expect(samples).toBe(0);
  });

  it('does not run away on pictures that share nothing', () => {
    const a = computeLuma(renderScene(createScene(1, 250), 250, 200));
    const b = computeLuma(renderScene(createScene(2, 250), 250, 200));
    expect(alignPixels(a, b, IDENTITY).movedPx).toBeLessThan(6);
  });
});
