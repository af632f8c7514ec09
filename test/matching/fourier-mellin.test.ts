import { describe, expect, it } from 'vitest';
import { measureCellAgreement } from '../../src/matching/cell-agreement.js';
import { extractFeatures } from '../../src/matching/descriptors.js';
import { registerSpectra } from '../../src/matching/fourier-mellin.js';
import {
  applyHomography,
  composeHomographies,
  type Homography,
  IDENTITY,
} from '../../src/matching/homography.js';
import { registerViews } from '../../src/matching/registration.js';
import { correlatePhase, transformSquare } from '../../src/matching/spectrum.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane, type Plane } from '../../src/pixels/plane.js';
import { addNoise, createScene, randomSource, renderScene, type Scene } from './scene.js';

const [WIDTH, HEIGHT] = [300, 220];
const scene = createScene(61, WIDTH);
const reference = computeLuma(renderScene(scene, WIDTH, HEIGHT));

function photograph(of: Scene, map: Homography): Plane {
  return computeLuma(addNoise(renderScene(of, WIDTH, HEIGHT, map), 2, 8));
}

function similarity(zoom: number, degrees: number, dx: number, dy: number): Homography {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
  const [x, y] = [WIDTH / 2, HEIGHT / 2];
  return [c, -s, x + dx - c * x + s * y, s, c, y + dy - s * x - c * y, 0, 0, 1];
}

function errorAt(found: Homography | undefined, truth: Homography): number {
  const [a, b] = applyHomography(truth, 100, 80);
  const [u, v] = applyHomography(found ?? [], 100, 80);
  return Math.hypot(u - a, v - b);
}

describe('registerSpectra', () => {
  it.each([
    ['a shift', similarity(1, 0, 24, -15)],
    ['a turn', similarity(1, 30, 0, 0)],
    ['half a turn', similarity(1, 180, 5, 0)],
    ['zoom in', similarity(1.4, 3, 0, 0)],
    ['zoom out', similarity(0.8, -12, 10, 5)],
  ])('follows %s', (_name, map) => {
    const found = registerSpectra(reference, photograph(scene, map));
    expect(errorAt(found?.homography, map)).toBeLessThan(0.5);
    expect(found?.agreeing).toBeGreaterThan(0.8 * (found?.textured ?? Number.POSITIVE_INFINITY));
  });

  it('refuses unrelated and flat pictures', () => {
    expect(registerSpectra(reference, photograph(createScene(62, WIDTH), IDENTITY))).toBeNull();
    expect(registerSpectra(reference, createPlane(200, 100))).toBeNull();
    expect(registerSpectra(createPlane(32, 32), createPlane(40, 40))).toBeNull();
  });
});

describe('registerViews on pictures of little texture', () => {
  // A board with soft stains, of which the keypoint side is given ten points: too few for a consensus.
  const random = randomSource(5);
  const stains = Array.from({ length: 40 }, () => [random() * WIDTH, random() * HEIGHT, 4 + 4 * random()]);
  const board: Scene = (u, v) => {
    let value = 150;
    for (const [x, y, radius] of stains) value += 25 * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / radius ** 2);
    return [value, value, value];
  };
  const open = (luma: Plane) => ({
    width: luma.width,
    height: luma.height,
    luma,
    features: extractFeatures(luma, 10),
  });
  const base = open(computeLuma(renderScene(board, WIDTH, HEIGHT)));

  it('falls back to spectra, mirrored or not', () => {
    const mirror: Homography = [-1, 0, WIDTH - 1, 0, 1, 0, 0, 0, 1];
    for (const mirrored of [false, true]) {
      const map = composeHomographies(similarity(1, 4, 12, 6), mirrored ? mirror : IDENTITY);
      const found = registerViews(base, open(computeLuma(renderScene(board, WIDTH, HEIGHT, map))));
      expect(found).toMatchObject({ method: 'fourier-mellin', mirrored });
      expect(errorAt(found?.homography, map)).toBeLessThan(0.5);
      expect(found?.coverage).toBeGreaterThan(0.3);
    }
  });

  it('needs the pixels of both pictures', () => {
    expect(registerViews({ ...base, luma: null }, base, { leastInliers: 20 })).toBeNull();
    expect(registerViews(base, base, { leastInliers: 20 })?.method).toBe('fourier-mellin');
  });
});

describe('correlatePhase', () => {
  it('finds cyclic shifts of noise', () => {
    const side = 32;
    const random = randomSource(3);
    const a = Float64Array.from({ length: side * side }, () => random());
    const shifted = a.map((_, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return a[((y + 5) % side) * side + ((x + side - 9) % side)];
    });
    const found = correlatePhase(transformSquare(a, side), transformSquare(shifted, side));
    expect(found.dx).toBeCloseTo(9, 1);
    expect(found.dy).toBeCloseTo(-5, 1);
  });
});

describe('measureCellAgreement', () => {
  it('counts every textured cell of a copy and next to none of another scene', () => {
    const photo = photograph(scene, IDENTITY);
    const right = measureCellAgreement(reference, photo, IDENTITY);
    expect(right.textured).toBeGreaterThan(100);
    expect(right.agreeing).toBeGreaterThan(0.95 * right.textured);
    expect(right.rmsePx).toBeLessThan(0.3);
    const wrong = measureCellAgreement(reference, photograph(createScene(62, WIDTH), IDENTITY), IDENTITY);
    expect(wrong.agreeing).toBeLessThan(0.05 * wrong.textured);
  });

  it('finds nothing to compare in flat pictures', () => {
    expect(measureCellAgreement(createPlane(64, 64), createPlane(64, 64), IDENTITY)).toEqual({
      textured: 0,
      agreeing: 0,
      points: [],
      rmsePx: 0,
    });
  });
});
