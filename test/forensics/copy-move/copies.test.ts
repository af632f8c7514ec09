import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findCopies } from '../../../src/forensics/copy-move/copies.js';
import { computeLuma } from '../../../src/pixels/luma.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { addNoise, createScene, randomSource, renderScene } from '../../matching/scene.js';

const [WIDTH, HEIGHT] = [340, 240];

/** A still life with irregular fine texture, which the waves of the scene alone do not have. */
function photograph(seed: number): Raster {
  const raster = renderScene(createScene(seed, WIDTH), WIDTH, HEIGHT);
  const random = randomSource(seed + 1000);
  const coarse = Float32Array.from({ length: 170 * 120 }, () => (random() - 0.5) * 50);
  const data = Uint8Array.from(raster.data, (value, i) => {
    const pixel = Math.floor(i / 3);
    const x = (pixel % WIDTH) / 2;
    const y = Math.floor(pixel / WIDTH) / 2;
    const at = Math.floor(y) * 170 + Math.floor(x);
    return Math.max(0, Math.min(255, value + coarse[at]));
  });
  return addNoise({ ...raster, data }, 1.5, seed);
}

/** Pastes a disc of 38 px radius around (100, 150) at (260, 120), turned and zoomed. */
function paste(raster: Raster, turnDegrees: number, zoom: number): Raster {
  const data = raster.data.slice();
  const turn = (turnDegrees * Math.PI) / 180;
  for (let dy = -38; dy <= 38; dy++) {
    for (let dx = -38; dx <= 38; dx++) {
      if (dx * dx + dy * dy > 38 ** 2) continue;
      const u = 100 + (dx * Math.cos(turn) + dy * Math.sin(turn)) / zoom;
      const v = 150 + (dy * Math.cos(turn) - dx * Math.sin(turn)) / zoom;
      const [x, y] = [Math.floor(u), Math.floor(v)];
      for (let c = 0; c < 3; c++) {
        const at = (i: number, j: number) => raster.data[((y + j) * WIDTH + x + i) * 3 + c];
        const above = at(0, 0) + (u - x) * (at(1, 0) - at(0, 0));
        const below = at(0, 1) + (u - x) * (at(1, 1) - at(0, 1));
        data[((120 + dy) * WIDTH + 260 + dx) * 3 + c] = Math.round(above + (v - y) * (below - above));
      }
    }
  }
  return { ...raster, data };
}

async function recompress(raster: Raster, quality: number): Promise<Raster> {
  const { width, height } = raster;
  const jpeg = await sharp(raster.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  const data = await sharp(jpeg).raw().toBuffer();
  return { width, height, data: new Uint8Array(data) };
}

const centreOf = (outline: readonly (readonly [number, number])[]) => [
  outline.reduce((sum, [x]) => sum + x, 0) / outline.length,
  outline.reduce((sum, [, y]) => sum + y, 0) / outline.length,
];

describe('findCopies', () => {
  it.each([
    [0, 1],
    [30, 1],
    [90, 1],
    [180, 1],
    [0, 1.15],
    [10, 1],
  ])('finds a part that was turned by %d degrees and zoomed by %d', (turn, zoom) => {
    const { copies, log10Nfa } = findCopies(computeLuma(paste(photograph(3), turn, zoom)));
    expect(log10Nfa).toBeLessThan(-3);
    const [{ first, second, map }] = copies;
    const centres = [centreOf(first), centreOf(second)].sort((a, b) => a[0] - b[0]);
    expect(Math.hypot(centres[0][0] - 100, centres[0][1] - 150)).toBeLessThan(12);
    expect(Math.hypot(centres[1][0] - 260, centres[1][1] - 120)).toBeLessThan(12);
    const found = Math.sqrt(map[0] * map[4] - map[1] * map[3]);
    expect(Math.max(found, 1 / found)).toBeCloseTo(Math.max(zoom, 1 / zoom), 1);
  });

  it('finds it after a JPEG of quality 75 and not after one of quality 3', async () => {
    const pasted = paste(photograph(4), 0, 1);
    expect(findCopies(computeLuma(await recompress(pasted, 75))).log10Nfa).toBeLessThan(-3);
    expect(findCopies(computeLuma(await recompress(pasted, 3))).copies).toEqual([]);
  });

  it('finds nothing in 8 pictures without copies', () => {
    for (let seed = 20; seed < 28; seed++)
      expect(findCopies(computeLuma(photograph(seed))).copies).toEqual([]);
  });

  it('finds nothing in patterns that repeat, though they agree to the last digit', () => {
    const random = randomSource(8);
    const tile = Float32Array.from({ length: 48 * 40 }, () => 60 + 140 * random());
    const data = new Float32Array(WIDTH * HEIGHT);
    for (let i = 0; i < data.length; i++)
      data[i] = tile[(Math.floor(i / WIDTH) % 40) * 48 + ((i % WIDTH) % 48)] + random();
    expect(findCopies({ width: WIDTH, height: HEIGHT, data }).copies).toEqual([]);
  });

  it('finds nothing in a flat picture, and says so', () => {
    const data = new Float32Array(WIDTH * HEIGHT).fill(128);
    expect(findCopies({ width: WIDTH, height: HEIGHT, data })).toEqual({
      copies: [],
      log10Nfa: 0,
      texturedShare: 0,
    });
  });
});
