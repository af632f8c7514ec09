import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureCells } from '../../../src/forensics/noise/cells.js';
import { measureInconsistency, smoothMap } from '../../../src/forensics/noise/inconsistency.js';
import { PATTERN_COUNT } from '../../../src/forensics/noise/pattern-classes.js';
import { createPlane, type Raster } from '../../../src/pixels/plane.js';
import { addNoise, createScene, randomSource, renderScene } from '../../matching/scene.js';

const vectors = JSON.parse(readFileSync(new URL('vectors/inconsistency.json', import.meta.url), 'utf8')) as {
  width: number;
  height: number;
  columns: number;
  rows: number;
  patterns: number[];
  distances: number[];
  colourOutlier: number;
};

/** The picture of `inconsistency.py`. */
function vectorPicture(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  const clip = (value: number) => Math.max(0, Math.min(255, value));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const word = Number((BigInt(x * 73856093) ^ BigInt(y * 19349663)) & 0xfffffn);
      const grain = (Math.floor((word * word) / 1024) % 23) - 11;
      const extra = x >= 40 && x < 80 && y >= 32 && y < 72 ? ((x + 2 * y) % 7) - 3 : 0;
      data[i++] = clip(110 + Math.floor(x / 3) + grain + extra);
      data[i++] = clip(100 + Math.floor(y / 4) + Math.floor(grain / 2) + extra);
      data[i++] = clip(90 + Math.floor((x + y) / 5) - Math.floor(grain / 3) + extra);
    }
  }
  return { width, height, data };
}

const [WIDTH, HEIGHT] = [320, 240];

function photograph(seed: number, sigma = 3): Raster {
  return addNoise(renderScene(createScene(seed, WIDTH), WIDTH, HEIGHT), sigma, seed);
}

/** A square of 64 px at (200, 80), as it would be with other noise. */
function patch(raster: Raster, other: Raster): Raster {
  const data = raster.data.slice();
  for (let y = 80; y < 144; y++) {
    const begin = (y * WIDTH + 200) * 3;
    data.set(other.data.subarray(begin, begin + 64 * 3), begin);
  }
  return { ...raster, data };
}

const measure = (raster: Raster) => {
  const found = measureInconsistency(measureCells(raster));
  if (!found) throw new Error('expected enough windows');
  return found;
};

describe('measureInconsistency', () => {
  it('gives what NumPy gives by definition', () => {
    const cells = measureCells(vectorPicture(vectors.width, vectors.height));
    const at = (3 * cells.columns + 5) * 2 * PATTERN_COUNT;
    // The classes are numbered in another order.
    const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
    expect(sorted(cells.patterns.subarray(at, at + PATTERN_COUNT))).toEqual(sorted(vectors.patterns));
    const found = measureInconsistency(cells);
    expect([found?.windows.columns, found?.windows.rows]).toEqual([vectors.columns, vectors.rows]);
    // Seven digits are recorded.
    vectors.distances.forEach((distance, i) => {
      expect((found?.distances[i] ?? 0) / distance).toBeCloseTo(1, 5);
    });
    expect(found?.colourOutlier).toBeCloseTo(vectors.colourOutlier, 5);
  });

  it.each([
    ['less', 1],
    ['more', 6],
  ])('finds a part with %s noise than the rest', (_name, sigma) => {
    const found = measure(patch(photograph(5), photograph(5, sigma)));
    const { map, windows, distances, outlier } = found;
    const strongest = distances.indexOf(distances.reduce((most, value) => Math.max(most, value), 0));
    const x = (strongest % windows.columns) * 8 + 16;
    const y = Math.floor(strongest / windows.columns) * 8 + 16;
    expect(Math.max(Math.abs(x - 232), Math.abs(y - 112))).toBeLessThanOrEqual(40);
    expect(outlier).toBeGreaterThan(measure(photograph(5)).outlier + 0.5);
    const mean = (inside: boolean) => {
      const values = [...map.data].filter((_, i) => {
        const [cx, cy] = [(i % map.width) * 8, Math.floor(i / map.width) * 8];
        return inside === (cx >= 200 && cx < 264 && cy >= 80 && cy < 144);
      });
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean(true)).toBeGreaterThan(2 * mean(false));
  });

  it('finds little in pictures of one noise', () => {
    // A chi-square of 8 degrees has its median at 7.3: among 1,000 windows, of which a sixteenth are independent,
    // the largest lies near 20, log(20 / 7.3) = 1; overlap and content move it a little.
    const outliers = Array.from({ length: 12 }, (_, seed) => {
      const grey = { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(120) };
      return measure(addNoise(grey, 3, seed + 1)).outlier;
    });
    expect(Math.max(...outliers)).toBeLessThan(2);
  });

  it('needs 80 windows, and stands a picture without any noise', () => {
    const small = { width: 96, height: 88, data: new Uint8Array(96 * 88 * 3) };
    expect(measureInconsistency(measureCells(small))).toBeNull();
    const flat = { width: 200, height: 160, data: new Uint8Array(200 * 160 * 3).fill(77) };
    expect(Number.isFinite(measure(flat).outlier)).toBe(true);
  });

  it('shows what holds together rather than single strong cells', () => {
    const map = createPlane(40, 30);
    map.data[5 * 40 + 5] = 1;
    for (let y = 15; y < 22; y++) map.data.fill(0.5, y * 40 + 20, y * 40 + 27);
    const { data } = smoothMap(map);
    const strongest = data.indexOf(data.reduce((most, value) => Math.max(most, value), 0));
    expect([strongest % 40, Math.floor(strongest / 40)]).toEqual([23, 18]);
    expect(data[18 * 40 + 23]).toBeGreaterThan(8 * data[5 * 40 + 5]);
    expect(smoothMap({ ...map, data: new Float32Array(1200).fill(0.3) }).data[0]).toBeCloseTo(0.3, 6);
  });

  it('trusts what the photo has much of to compare with', () => {
    // A dark and busy square in a plain photograph: nothing in the photo is like it.
    const photo = photograph(5);
    const data = photo.data.slice();
    const random = randomSource(4);
    for (let y = 160; y < 208; y++)
      for (let x = 32; x < 80; x++)
        data.fill(20 + 60 * random(), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    const { confidence } = measure({ ...photo, data });
    const inside = confidence.data[23 * confidence.width + 7];
    const mean = confidence.data.reduce((sum, value) => sum + value, 0) / confidence.data.length;
    expect(inside).toBeLessThan(0.75 * mean);
    expect(Math.max(...confidence.data)).toBeLessThanOrEqual(1);
    expect(Math.min(...confidence.data)).toBeGreaterThanOrEqual(0);
  });

  it('takes larger cells in larger photos', () => {
    const cells = measureCells({ width: 1600, height: 1200, data: new Uint8Array(1600 * 1200 * 3) });
    expect([cells.sidePx, cells.columns, cells.rows]).toEqual([16, 100, 75]);
  });
});
