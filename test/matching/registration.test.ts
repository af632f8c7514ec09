import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../../src/matching/descriptors.js';
import { applyHomography, composeHomographies, type Homography } from '../../src/matching/homography.js';
import { type MatchView, registerViews } from '../../src/matching/registration.js';
import { computeLuma } from '../../src/pixels/luma.js';
import type { Raster } from '../../src/pixels/plane.js';
import { addNoise, createScene, renderScene } from './scene.js';

const SIDE = 300;
const scene = createScene(21, SIDE);
const reference = open(renderScene(scene, SIDE, SIDE));

function open(raster: Raster): MatchView {
  const luma = computeLuma(raster);
  return { width: raster.width, height: raster.height, luma, features: extractFeatures(luma) };
}

/** What a noisy camera sees of the reference's scene through a map. */
function photograph(map: Homography, width = SIDE, height = SIDE): MatchView {
  return open(addNoise(renderScene(scene, width, height, map), 3, 5));
}

/** Largest distance between two maps over the part of the reference that the photo shows. */
function worstError(found: Homography, truth: Homography, photo: MatchView): number {
  let worst = 0;
  for (let y = 0; y < SIDE; y += 20) {
    for (let x = 0; x < SIDE; x += 20) {
      const [u, v] = applyHomography(truth, x, y);
      if (u < 0 || v < 0 || u >= photo.width || v >= photo.height) continue;
      const [a, b] = applyHomography(found, x, y);
      worst = Math.max(worst, Math.hypot(a - u, b - v));
    }
  }
  return worst;
}

const MIRROR: Homography = [-1, 0, SIDE - 1, 0, 1, 0, 0, 0, 1];

describe('registerViews', () => {
  it('aligns a picture with itself exactly', () => {
    const found = registerViews(reference, reference);
    expect(found).toMatchObject({
      mirrored: false,
      method: 'keypoints',
      overlap: { reference: 1, photo: 1 },
    });
    expect(worstError(found?.homography ?? [], [1, 0, 0, 0, 1, 0, 0, 0, 1], reference)).toBeLessThan(1e-3);
    expect(found?.inliers).toBe(found?.matches);
    expect(found?.coverage).toBeGreaterThan(0.9);
  });

  const cases: [string, Homography, number, number][] = [
    ['a crop', [1, 0, -80, 0, 1, -60, 0, 0, 1], 160, 180],
    ['an enlarged crop', [2, 0, -200, 0, 2, -160, 0, 0, 1], 280, 300],
    ['half the size', [0.5, 0, -0.25, 0, 0.5, -0.25, 0, 0, 1], 150, 150],
    ['a turn by 25°', [0.906, -0.423, 77, 0.423, 0.906, -50, 0, 0, 1], SIDE, SIDE],
    ['a quarter turn', [0, -1, SIDE - 1, 1, 0, 0, 0, 0, 1], SIDE, SIDE],
    ['perspective', [0.9, 0.05, 10, -0.04, 0.95, 20, 0.0004, 0.0001, 1], SIDE, SIDE],
    ['an inset on a page', [0.6, 0, 90, 0, 0.6, 40, 0, 0, 1], SIDE, SIDE],
  ];
  it.each(cases)('finds %s', (_name, map, width, height) => {
    const photo = photograph(map, width, height);
    const found = registerViews(reference, photo);
    expect(found?.mirrored).toBe(false);
    // The target is 2 px at 1024 px; these views are a third of that.
    expect(worstError(found?.homography ?? [], map, photo)).toBeLessThan(1);
  });

  it('finds a mirrored and cropped copy and says that it is mirrored', () => {
    const map = composeHomographies([1, 0, -50, 0, 1, -30, 0, 0, 1], MIRROR);
    const photo = photograph(map, 220, 240);
    const found = registerViews(reference, photo);
    expect(found?.mirrored).toBe(true);
    expect(worstError(found?.homography ?? [], map, photo)).toBeLessThan(1);
    expect(found?.overlap.photo).toBe(1);
    expect(found?.overlap.reference).toBeCloseTo((220 * 240) / SIDE ** 2, 1);
  });

  it('follows random similarities', () => {
    const arbitrary = fc.record({
      zoom: fc.double({ min: 0.6, max: 1.5, noNaN: true }),
      angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
      dx: fc.integer({ min: -40, max: 40 }),
      dy: fc.integer({ min: -40, max: 40 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ zoom, angle, dx, dy }) => {
        const [c, s] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
        const half = SIDE / 2;
        const map = [c, -s, half + dx - half * (c - s), s, c, half + dy - half * (s + c), 0, 0, 1];
        const photo = photograph(map);
        const found = registerViews(reference, photo);
        expect(worstError(found?.homography ?? [], map, photo)).toBeLessThan(1.5);
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  it('repeats exactly', () => {
    const photo = photograph([1, 0.1, 0, -0.1, 1, 20, 0, 0, 1]);
    expect(registerViews(reference, photo)).toEqual(registerViews(reference, photo));
  });

  it('refuses unrelated, flat and empty pictures', () => {
    for (const seed of [31, 32, 33])
      expect(registerViews(reference, open(renderScene(createScene(seed, SIDE), SIDE, SIDE)))).toBeNull();
    const flat = open({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(128) });
    expect(registerViews(reference, flat)).toBeNull();
    expect(registerViews(flat, reference)).toBeNull();
    expect(registerViews(flat, flat)).toBeNull();
  });
});
