import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findResampling } from '../../../src/forensics/resampling/resampling.js';
import { createRandom } from '../../../src/maths/random.js';
import type { Raster } from '../../../src/pixels/plane.js';

interface Axis {
  frequency: number;
  log10Nfa: number;
}

const { cases }: { cases: { name: string; across: Axis; down: Axis }[] } = JSON.parse(
  readFileSync(new URL('./vectors/resampling.json', import.meta.url), 'utf8'),
);

type Rows = number[][];

/** The picture of vectors/resampling.py. */
function noise(width: number, height: number, seed: number): Rows {
  let state = seed;
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return 90 + (state >>> 26) + Math.floor((x * 2 + y) / 16);
    }),
  );
}

function transpose(rows: Rows): Rows {
  return rows[0].map((_, x) => rows.map((row) => row[x]));
}

/** Linear interpolation by 7/5 along both axes, rounded down. */
function enlarge(rows: Rows): Rows {
  const along = (row: number[]) =>
    Array.from({ length: Math.floor(((row.length - 1) * 7) / 5) }, (_, i) => {
      const k = Math.floor((5 * i) / 7);
      const r = 5 * i - 7 * k;
      return Math.floor((row[k] * (7 - r) + row[k + 1] * r) / 7);
    });
  return transpose(transpose(rows.map(along)).map(along));
}

function toRaster(rows: Rows): Raster {
  const data = Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
  return { width: rows[0].length, height: rows.length, data };
}

describe('findResampling against NumPy', () => {
  it.each([
    ['noise', noise(400, 300, 1), cases[0]],
    ['noise enlarged by 7/5', enlarge(noise(300, 260, 2)), cases[1]],
  ] as const)('%s', (_, rows, expected) => {
    const facts = findResampling(toRaster(rows));
    for (const axis of ['across', 'down'] as const) {
      expect(facts?.[axis].frequency).toBeCloseTo(expected[axis].frequency, 12);
      expect(facts?.[axis].log10Nfa).toBeCloseTo(expected[axis].log10Nfa, 6);
    }
  });
});

/** Grain as a sensor leaves it: correlated over a pixel, on waves. */
function grain(width: number, height: number, seed: number): Buffer {
  const random = createRandom(seed);
  const white = Float64Array.from({ length: (width + 1) * (height + 1) }, () => random() + random() - 1);
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const at = y * (width + 1) + x;
    const wave = 120 + 40 * Math.sin(x / 31) + 30 * Math.cos(y / 19 + x / 57);
    data.fill(wave + 6 * (white[at] + white[at + 1] + white[at + width + 1]), 3 * i, 3 * i + 3);
  }
  return data;
}

const raw = (width: number, height: number) => ({ raw: { width, height, channels: 3 as const } });

async function decode(bytes: Buffer): Promise<Raster> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const resized = (width: number, kernel: 'cubic' | 'lanczos3' | 'linear') =>
  sharp(grain(400, 400, 4), raw(400, 400))
    .resize(width, width, { kernel })
    .png()
    .toBuffer();

describe('findResampling', () => {
  // 1/s folded into 0..0.5.
  it.each([
    [520, 'cubic', 1 - 400 / 520],
    [520, 'lanczos3', 1 - 400 / 520],
    [600, 'linear', 400 / 600 - 1 / 3],
    [680, 'cubic', 1 - 400 / 680],
    [1000, 'cubic', 400 / 1000],
  ] as const)('to %i px by %s', async (width, kernel, frequency) => {
    const facts = findResampling(await decode(await resized(width, kernel)));
    expect(facts?.both.log10Nfa).toBeLessThan(-5);
    expect(Math.abs((facts?.both.frequency ?? 0) - frequency)).toBeLessThan(2 / width);
    expect(facts?.parts).toEqual([]);
  });

  it('still sees it at JPEG quality 95 and no longer at 50', async () => {
    const enlarged = sharp(await resized(520, 'cubic'));
    const at = async (quality: number) =>
      findResampling(await decode(await enlarged.jpeg({ quality }).toBuffer()))?.both.log10Nfa;
    expect(await at(95)).toBeLessThan(-2);
    expect(await at(50)).toBeGreaterThan(-2);
  });

  it('outlines a part that was enlarged, and none in the photo as it was', async () => {
    const [width, height] = [1024, 900];
    const photo = grain(width, height, 5);
    const part = await sharp(photo, raw(width, height))
      .extract({ left: 40, top: 60, width: 260, height: 260 })
      .resize(338, 338, { kernel: 'cubic' })
      .png()
      .toBuffer();
    const forged = await sharp(photo, raw(width, height))
      .composite([{ input: part, left: 560, top: 430 }])
      .png()
      .toBuffer();
    const [found] = findResampling(await decode(forged))?.parts ?? [];
    expect(found.log10Nfa).toBeLessThan(-4);
    expect(found.frequency).toBeCloseTo(1 - 1 / 1.3, 2);
    const xs = found.polygon.map(([x]) => x);
    const ys = found.polygon.map(([, y]) => y);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(384);
    expect(Math.max(...xs)).toBe(1024);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(256);
    expect(findResampling({ width, height, data: photo })?.parts).toEqual([]);
  });

  // An NFA below 0.1 is expected in at most 6 of them, one below 0.01 in none.
  it('finds periods and parts in few of 60 pictures of noise', () => {
    let periods = 0;
    let parts = 0;
    for (let seed = 0; seed < 60; seed++) {
      const facts = findResampling({ width: 640, height: 512, data: grain(640, 512, seed) });
      if (facts && facts.both.log10Nfa < -1) periods++;
      if (facts?.parts.length) parts++;
    }
    expect(periods).toBeLessThanOrEqual(6);
    expect(parts).toBe(0);
  });

  it('finds nothing in flat pictures and does not apply to small ones', () => {
    const flat = { width: 300, height: 300, data: new Uint8Array(300 * 300 * 3).fill(200) };
    expect(findResampling(flat)).toMatchObject({ across: { frequency: 0 }, parts: [] });
    expect(findResampling(flat)?.both.log10Nfa).toBeGreaterThan(0);
    expect(findResampling({ width: 255, height: 900, data: new Uint8Array(255 * 900 * 3) })).toBeNull();
  });
});
