import { describe, expect, it } from 'vitest';
import { type AskNetwork, mapEdits } from '../../../src/forensics/localization/edit-map.js';
import { measureCells } from '../../../src/forensics/noise/cells.js';
import { type Inconsistency, measureInconsistency } from '../../../src/forensics/noise/inconsistency.js';
import type { Raster } from '../../../src/pixels/plane.js';

/** Black, with a white rectangle: 320 × 160 px at (`left`, `top`). */
function pictureOf(width: number, height: number, left: number, top: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = top; y < top + 160; y++) data.fill(255, (y * width + left) * 3, (y * width + left + 320) * 3);
  return { width, height, data };
}

/** Calls a cell edited where its first pixel of green is bright, and is sure of itself where that of blue is. */
const stub: AskNetwork = async (levels, width, height) => {
  const [columns, area] = [width / 8, width * height];
  const cells = (plane: number) =>
    Float32Array.from({ length: columns * (height / 8) }, (_, i) =>
      levels[plane * area + Math.floor(i / columns) * 8 * width + (i % columns) * 8 + 4] > 127 ? 8 : -8,
    );
  return { map: cells(1), trust: cells(2).map((value) => -value) };
};

function quietly(raster: Raster): Inconsistency {
  const found = measureInconsistency(measureCells(raster));
  if (!found) throw new Error('expected enough windows');
  found.map.data.fill(0);
  return found;
}

describe('mapEdits', () => {
  it.each([
    ['cells of 8 px', 960, 640, 8],
    ['larger cells of a picture above 1 Mpx', 1600, 1200, 16],
  ])('lays what the network sees at two sizes over one grid: %s', async (_, width, height, cellPx) => {
    const picture = pictureOf(width, height, width - 400, height - 240);
    const inconsistency = quietly(picture);
    expect(inconsistency.cellPx).toBe(cellPx);
    const { map, confidence } = await mapEdits(picture, inconsistency, stub);
    const at = (plane: typeof map, x: number, y: number) =>
      plane.data[Math.floor(y / cellPx) * map.width + Math.floor(x / cellPx)];
    const [left, top] = [width - 400, height - 240];
    const margin = 3 * cellPx;
    // The network has 0.4 of the say, the distances, which see nothing, the rest.
    for (const [x, y] of [
      [left + margin, top + margin],
      [left + 320 - margin, top + 160 - margin],
    ]) {
      expect(at(map, x, y)).toBeCloseTo(0.4, 2);
      expect(at(confidence, x, y)).toBeCloseTo(0, 2);
    }
    for (const [x, y] of [
      [left - margin, top + 80],
      [left + 320 + margin, top + 80],
      [left + 160, top - margin],
      [left + 160, top + 160 + margin],
    ]) {
      expect(at(map, x, y)).toBeCloseTo(0, 2);
      expect(at(confidence, x, y)).toBeCloseTo(1, 2);
    }
  });

  it('averages the log-odds of both sizes', async () => {
    const picture = pictureOf(480, 400, 40, 40);
    const torn: AskNetwork = async (_, width, height) => {
      const logits = new Float32Array((width * height) / 64).fill(width === 480 ? 7 : -3);
      return { map: logits, trust: logits };
    };
    const { map, confidence } = await mapEdits(picture, quietly(picture), torn);
    const even = 1 / (1 + Math.exp(-2));
    for (const value of map.data) expect(value).toBeCloseTo(0.4 * even, 4);
    for (const value of confidence.data) expect(value).toBeCloseTo(even, 4);
  });

  it('keeps what the distances say', async () => {
    const picture = pictureOf(480, 400, 40, 40);
    const inconsistency = quietly(picture);
    inconsistency.map.data.fill(0.5);
    const silent: AskNetwork = async (_, width, height) => ({
      map: new Float32Array((width * height) / 64).fill(-20),
      trust: new Float32Array((width * height) / 64),
    });
    const { map, confidence } = await mapEdits(picture, inconsistency, silent);
    for (const value of map.data) expect(value).toBeCloseTo(0.3, 4);
    for (const value of confidence.data) expect(value).toBeCloseTo(0.5, 4);
  });
});
