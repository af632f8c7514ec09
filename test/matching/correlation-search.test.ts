import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeTemplate, prepareSearch, searchTemplate } from '../../src/matching/correlation-search.js';
import { cropPlane } from '../../src/pixels/crop.js';
import { createPlane, type Plane } from '../../src/pixels/plane.js';

const ANYWHERE = { left: 0, right: 1000, top: 0, bottom: 1000 };

function noise(width: number, height: number, seed: number): Plane {
  let state = seed;
  return createPlane(
    width,
    height,
    Float32Array.from({ length: width * height }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 24;
    }),
  );
}

/** Pearson correlation by its definition. */
function pearson(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [cross, squareA, squareB] = [0, 0, 0];
  a.forEach((value, i) => {
    cross += (value - meanA) * (b[i] - meanB);
    squareA += (value - meanA) ** 2;
    squareB += (b[i] - meanB) ** 2;
  });
  return cross / Math.sqrt(squareA * squareB);
}

describe('searchTemplate', () => {
  it('agrees with the definition at every place', () => {
    const plane = noise(20, 15, 3);
    const shape = noise(6, 4, 8);
    const search = prepareSearch(plane);
    for (let y = 0; y <= 11; y++) {
      for (let x = 0; x <= 14; x++) {
        const range = { left: x, right: x, top: y, bottom: y };
        const place = searchTemplate(search, normalizeTemplate(shape)!, range, { bothSigns: true })!;
        const window = cropPlane(plane, { x, y, width: 6, height: 4 });
        expect(place.correlation).toBeCloseTo(pearson(shape.data, window.data), 4);
      }
    }
  });

  it('finds a part of the plane again, whatever its brightness and contrast', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(20), fc.double({ min: 0.2, max: 5, noNaN: true }), (x, y, gain) => {
        const plane = noise(40, 30, 5);
        const part = cropPlane(plane, { x, y, width: 9, height: 9 });
        const template = normalizeTemplate({ ...part, data: part.data.map((value) => gain * value - 7) })!;
        const place = searchTemplate(prepareSearch(plane), template, ANYWHERE)!;
        expect(place).toMatchObject({ x, y });
        expect(place.correlation).toBeCloseTo(1, 4);
      }),
      { numRuns: 25 },
    );
  });

  it('takes negatives only when asked', () => {
    const plane = noise(30, 30, 9);
    const part = cropPlane(plane, { x: 11, y: 4, width: 8, height: 8 });
    const negative = normalizeTemplate({ ...part, data: part.data.map((value) => -value) })!;
    const place = searchTemplate(prepareSearch(plane), negative, ANYWHERE, { bothSigns: true })!;
    expect(place.correlation).toBeCloseTo(-1, 4);
    expect(searchTemplate(prepareSearch(plane), negative, ANYWHERE)!.correlation).toBeLessThan(0.8);
  });

  it('has no answer on flat ground, outside, or for a flat template', () => {
    const template = normalizeTemplate(noise(5, 5, 1))!;
    expect(searchTemplate(prepareSearch(createPlane(20, 20)), template, ANYWHERE)).toBeNull();
    expect(searchTemplate(prepareSearch(noise(4, 4, 2)), template, ANYWHERE)).toBeNull();
    expect(normalizeTemplate(createPlane(5, 5))).toBeNull();
  });
});
