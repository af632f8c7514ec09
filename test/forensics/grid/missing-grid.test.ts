import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawNoiseLayer } from '../../../bench/speed/noise-layer.js';
import { createLatticeCount, isOnLattice } from '../../../src/forensics/grid/lattice.js';
import { findMissingGrid } from '../../../src/forensics/grid/missing-grid.js';
import { forwardDct8 } from '../../../src/maths/dct8.js';
import { createRandom } from '../../../src/maths/random.js';
import type { Raster } from '../../../src/pixels/plane.js';

interface Vector {
  name: string;
  width: number;
  height: number;
  luma: string;
  origin: [number, number];
  expected: {
    steps: number[];
    reach: number;
    frequencies: number;
    decided: number;
    blocks: number;
    parts: { blocks: number; log10Nfa: number; box: [number, number, number, number] }[];
  } | null;
}

const { cases }: { cases: Vector[] } = JSON.parse(
  readFileSync(new URL('./vectors/missing_grid.json', import.meta.url), 'utf8'),
);

function greyRaster({ width, height, luma }: Pick<Vector, 'width' | 'height' | 'luma'>): Raster {
  const grey = Buffer.from(luma, 'base64');
  const data = Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)]);
  return { width, height, data };
}

function boxOf(polygon: readonly (readonly [number, number])[]): number[] {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

describe('findMissingGrid against NumPy and SciPy', () => {
  it.each(cases)('$name', (vector) => {
    const { origin, expected } = vector;
    const found = findMissingGrid(greyRaster(vector), origin);
    if (!expected) {
      expect(found).toBeNull();
      return;
    }
    // Histograms of an eighth of a grey level may turn a value that lies on the edge of the reach.
    expect(found?.frequencies).toBe(expected.frequencies);
    expect(found?.decidedShare).toBeCloseTo(expected.decided / expected.blocks, 2);
    expect(found?.parts.length).toBe(expected.parts.length);
    for (const [i, part] of expected.parts.entries()) {
      expect(Math.abs((found?.parts[i].blocks ?? 0) - part.blocks)).toBeLessThanOrEqual(1);
      expect((found?.parts[i].log10Nfa ?? 0) / part.log10Nfa).toBeCloseTo(1, 1);
      expect(boxOf(found?.parts[i].polygon ?? [])).toEqual(part.box);
    }
  });

  it.each(cases.slice(1))('steps of $name', ({ width, height, luma, origin, expected }) => {
    const grey = Buffer.from(luma, 'base64');
    const count = createLatticeCount();
    const block = new Float64Array(64);
    for (let y = origin[1]; y + 8 <= height; y += 8)
      for (let x = origin[0]; x + 8 <= width; x += 8) {
        for (let i = 0; i < 64; i++) block[i] = grey[(y + (i >> 3)) * width + x + (i & 7)];
        if (block.every((value) => value > 0 && value < 255)) {
          forwardDct8(block);
          count.add(block);
        }
      }
    const { frequencies, reach } = count.fit();
    // The histograms round to an eighth of a grey level: medians to within 4 %, and of steps that fit equally well,
    // with a part in the way, two of 33 to 61 may differ.
    expect(Math.abs(reach / (expected?.reach ?? 0) - 1)).toBeLessThan(0.04);
    const otherwise = frequencies.filter(({ index, step }) => step !== expected?.steps[index]);
    expect(otherwise.length).toBeLessThanOrEqual(2);
  });
});

/** Coarse and fine noise as a camera might see it; the same seed gives the same picture. */
async function draw(width: number, height: number, seed: number): Promise<Buffer> {
  const random = createRandom(seed);
  const noise = (w: number, h: number, spread: number) =>
    drawNoiseLayer(random, [w, h], spread, { width, height });
  const [coarse, fine] = [await noise(16, 12, 120), await noise(width >> 1, height >> 1, 70)];
  return Buffer.from(coarse.map((value, i) => Math.max(3, Math.min(252, value + fine[i] - 128))));
}

async function decode(bytes: Buffer): Promise<Raster> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const WIDTH = 320;
const HEIGHT = 256;
const raw = (width: number, height: number) => ({ raw: { width, height, channels: 3 as const } });

/** A photo once compressed, with a part that never was, without loss. */
async function paste(quality: number, seed: number): Promise<Buffer> {
  const once = await sharp(await draw(WIDTH, HEIGHT, seed), raw(WIDTH, HEIGHT))
    .jpeg({ quality })
    .toBuffer();
  const part = await sharp(await draw(96, 80, seed + 1), raw(96, 80))
    .png()
    .toBuffer();
  return sharp(once)
    .composite([{ input: part, left: 130, top: 90 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

describe('findMissingGrid', () => {
  it('finds a part wherever a crop moves the origin', async () => {
    const forged = await paste(80, 7);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }), async (dx, dy) => {
        const cut = { left: dx, top: dy, width: 300, height: 240 };
        const cropped = await decode(await sharp(forged).extract(cut).png().toBuffer());
        const found = findMissingGrid(cropped, [(8 - dx) % 8, (8 - dy) % 8]);
        expect(found?.parts.length).toBe(1);
        expect(found?.parts[0].log10Nfa).toBeLessThan(-20);
        const box = boxOf(found?.parts[0].polygon ?? []);
        // To a block.
        for (const [i, side] of [130 - dx, 90 - dy, 226 - dx, 170 - dy].entries())
          expect(Math.abs(box[i] - side)).toBeLessThanOrEqual(8);
        // On any other grid no lattice shows.
        expect(findMissingGrid(cropped, [(10 - dx) % 8, (11 - dy) % 8])).toBeNull();
      }),
      { numRuns: 6, seed: 5 },
    );
  });

  it('finds it after a high quality on another grid, and nothing after a strong one', async () => {
    const cropped = sharp(await paste(75, 9)).extract({ left: 3, top: 5, width: 310, height: 240 });
    const again = async (quality: number) =>
      findMissingGrid(await decode(await cropped.clone().jpeg({ quality }).toBuffer()), [5, 3]);
    expect((await again(99))?.parts[0].log10Nfa).toBeLessThan(-20);
    expect((await again(98))?.parts[0].log10Nfa).toBeLessThan(-20);
    expect(await again(70)).toBeNull();
  });

  it('finds nothing in photos that were compressed as a whole', async () => {
    for (const quality of [50, 75, 90]) {
      const once = await sharp(await draw(WIDTH, HEIGHT, quality), raw(WIDTH, HEIGHT))
        .jpeg({ quality })
        .toBuffer();
      const found = findMissingGrid(await decode(once), [0, 0]);
      expect(found?.parts).toEqual([]);
      expect(found?.decidedShare).toBeGreaterThan(0.5);
    }
  });

  it('takes neither clipped, nor flat, nor striped places for a part', async () => {
    const width = WIDTH;
    const picture = await draw(width, HEIGHT, 11);
    const set = (x: number, y: number, value: number) =>
      picture.fill(value, (y * width + x) * 3, (y * width + x) * 3 + 3);
    for (let y = 40; y < 120; y++)
      for (let x = 40; x < 280; x++) set(x, y, x < 120 ? 255 : x < 200 ? 90 : 100 + 60 * Math.sin(x / 3));
    const once = await sharp(picture, raw(width, HEIGHT)).jpeg({ quality: 75 }).toBuffer();
    expect(findMissingGrid(await decode(once), [0, 0])?.parts).toEqual([]);
  });

  it('tells nothing of pictures without blocks', () => {
    expect(findMissingGrid({ width: 9, height: 9, data: new Uint8Array(243) }, [5, 5])).toBeNull();
  });
});

describe('isOnLattice', () => {
  it('holds within the reach of any multiple', () => {
    expect([0, 7.1, 8.9, 10, 15.2].map((value) => isOnLattice(value, 8, 1))).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
  });
});
