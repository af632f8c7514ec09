import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureNoiseLevels } from '../../../src/forensics/noise/noise-level.js';
import { createPlane, type Plane } from '../../../src/pixels/plane.js';
import { randomSource } from '../../matching/scene.js';

const vectors = JSON.parse(readFileSync(new URL('vectors/noise_level.json', import.meta.url), 'utf8')) as {
  width: number;
  height: number;
  levels: { luma: number; sigma: number }[];
  log10Nfa: number;
};

/** The picture of `noise_level.py`: grain everywhere but in one square. */
function vectorPicture(width: number, height: number): Plane {
  const plane = createPlane(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const word = Number((BigInt(x * 73856093) ^ BigInt(y * 19349663)) & 0xfffffn);
      const grain = (Math.floor((word * word) / 1024) % 23) - 11;
      const quiet = x >= 96 && x < 144 && y >= 48 && y < 96;
      plane.data[y * width + x] = 60 + Math.floor(x / 2) + (quiet ? 0 : grain);
    }
  return plane;
}

/** A slope of brightness under Gaussian noise, whose strength `sigmaAt` gives. */
function noisy(seed: number, sigmaAt: (x: number, y: number) => number, size = 256): Plane {
  const random = randomSource(seed);
  const plane = createPlane(size, size);
  for (let i = 0; i < plane.data.length; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const [x, y] = [i % size, Math.floor(i / size)];
    plane.data[i] = 60 + (120 * x) / size + sigmaAt(x, y) * normal;
  }
  return plane;
}

describe('measureNoiseLevels', () => {
  it('gives what NumPy and SciPy give by definition', () => {
    const found = measureNoiseLevels(vectorPicture(vectors.width, vectors.height));
    expect(found?.levels.length).toBe(vectors.levels.length);
    found?.levels.forEach(({ luma, sigma }, i) => {
      // Energies are kept in single precision.
      expect(luma).toBeCloseTo(vectors.levels[i].luma, 3);
      expect(sigma).toBeCloseTo(vectors.levels[i].sigma, 4);
    });
    expect(found?.log10Nfa).toBeCloseTo(vectors.log10Nfa, 6);
  });

  it.each([1.5, 4, 10])('measures white noise of %d levels at every brightness', (sigma) => {
    const { levels } = measureNoiseLevels(noisy(3, () => sigma)) ?? { levels: [] };
    expect(levels.length).toBeGreaterThan(1);
    // 28 coefficients of some hundred overlapping blocks: within 4 %.
    for (const level of levels) expect(Math.abs(level.sigma / sigma - 1)).toBeLessThan(0.04);
    // A chi-square of 28 degrees: 32.2 / 24.0 at 70 and 30 %.
    expect(measureNoiseLevels(noisy(3, () => sigma))?.spread).toBeCloseTo(1.33, 1);
  });

  it('sees that noise grows with brightness', () => {
    const { levels } = measureNoiseLevels(noisy(4, (x) => 2 + x / 64)) ?? { levels: [] };
    expect(levels[levels.length - 1].sigma).toBeGreaterThan(1.5 * levels[0].sigma);
  });

  it('keeps its promise of false alarms: at most 0.1 a picture, over 40 pictures of one noise', () => {
    let alarms = 0;
    for (let seed = 100; seed < 140; seed++)
      if ((measureNoiseLevels(noisy(seed, () => 3))?.windows.length ?? 0) > 0) alarms++;
    // 4 expected at most; 9 or more would have a chance of 2 %.
    expect(alarms).toBeLessThan(9);
  });

  it('finds a square with less noise, and not one with the same', () => {
    const inside = (x: number, y: number) => x >= 144 && x < 208 && y >= 64 && y < 128;
    const found = measureNoiseLevels(noisy(9, (x, y) => (inside(x, y) ? 1 : 3)));
    const strongest = found?.windows[0];
    expect(strongest?.log10Nfa).toBeLessThan(-5);
    const overlapX =
      Math.min((strongest?.x ?? 0) + (strongest?.sidePx ?? 0), 208) - Math.max(strongest?.x ?? 0, 144);
    const overlapY =
      Math.min((strongest?.y ?? 0) + (strongest?.sidePx ?? 0), 128) - Math.max(strongest?.y ?? 0, 64);
    expect(Math.min(overlapX, overlapY)).toBeGreaterThan(20);
    expect(measureNoiseLevels(noisy(9, () => 3))?.log10Nfa).toBe(0);
  });

  it('does not measure what is clipped or too small', () => {
    expect(measureNoiseLevels(createPlane(300, 300, new Float32Array(90_000).fill(255)))).toBeNull();
    expect(measureNoiseLevels(noisy(1, () => 3, 64))).toBeNull();
  });
});
