import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sparklePlane } from '../../../src/matching/ai-mark-shapes.js';
import { findAiMarks } from '../../../src/matching/ai-marks.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { visibleAiMark } from '../../../src/signals/provenance/visible-ai-mark.js';
import { photoOf } from '../../photo/raster-photo.js';

const WIDTH = 800;
const HEIGHT = 600;

interface Stroke {
  readonly width: number;
  readonly height: number;
  /** 0..1 */
  readonly data: Float32Array;
}

interface Overlay {
  readonly opacity: number;
  /** Distance from the right and lower edge, in pixels. */
  readonly margin: number;
  readonly corner?: 'bottom-right' | 'top-left';
  readonly colour?: number;
}

/** A soft scene with some grain and edges; `seed` moves everything. */
function scene(seed: number, texture = 10): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  let state = seed;
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i += 3) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const grain = (state / 2 ** 32 - 0.5) * texture;
      const shapes =
        25 * Math.sin(x / 31 + seed) * Math.cos(y / 23) + (x + 2 * y > 1500 + 40 * seed ? 30 : 0);
      const value = 95 + shapes + grain;
      data[i] = value + 10;
      data[i + 1] = value;
      data[i + 2] = value - 12;
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** A text of fixtures/files/labels, set at a character height. */
async function text(name: string, em: number): Promise<Stroke> {
  const file = new URL(`../../../fixtures/files/labels/${name}.png`, import.meta.url).pathname;
  const { width } = await sharp(file).metadata();
  const { data, info } = await sharp(file)
    .resize(Math.round((width * em) / 40))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: Float32Array.from(data, (value) => value / 255) };
}

async function print(ground: Raster, stroke: Stroke, overlay: Overlay, quality: number): Promise<Raster> {
  const { opacity, margin, corner = 'bottom-right', colour = 255 } = overlay;
  const left = corner === 'top-left' ? margin : WIDTH - stroke.width - margin;
  const top = corner === 'top-left' ? margin : HEIGHT - stroke.height - margin;
  const data = ground.data.slice();
  for (let y = 0, i = 0; y < stroke.height; y++) {
    for (let x = 0; x < stroke.width; x++, i++) {
      const alpha = stroke.data[i] * opacity;
      const at = ((top + y) * WIDTH + left + x) * 3;
      for (let c = 0; c < 3; c++) data[at + c] = data[at + c] * (1 - alpha) + colour * alpha;
    }
  }
  return compress({ ...ground, data }, quality);
}

async function compress(raster: Raster, quality: number): Promise<Raster> {
  const jpeg = await sharp(raster.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return { ...raster, data: await sharp(jpeg).raw().toBuffer() };
}

async function measure(raster: Raster) {
  const photo = photoOf(raster);
  const reading = await visibleAiMark.measure({ photo, aiMarks: findAiMarks(photo.raster) });
  if (reading.status !== 'measured') throw new Error(reading.reason);
  return reading;
}

describe('provenance/visible-ai-mark', () => {
  it.each([
    ['ai-shengcheng-noto', 24, 0.5, 90, 'AI生成'],
    ['ai-shengcheng-microhei', 30, 0.7, 60, 'AI生成'],
    ['ai-shengcheng-zenhei', 36, 0.9, 75, 'AI生成'],
    ['ai-shengcheng-droid', 26, 0.6, 60, 'AI生成'],
    ['content-zenhei', 28, 0.8, 75, 'AI生成'],
    ['doubao-microhei', 24, 0.7, 75, '豆包AI生成'],
    ['jimeng-noto', 26, 0.8, 75, '即梦AI'],
    ['ai-generated-noto', 28, 0.7, 60, 'AI Generated'],
    ['ai-generated-liberation', 30, 0.8, 75, 'AI Generated'],
  ])('finds %s, %i px high, opacity %d, JPEG %i', async (name, em, opacity, quality, expected) => {
    const stroke = await text(name, em);
    const reading = await measure(await print(scene(em), stroke, { opacity, margin: 18 }, quality));
    expect(reading.value).toBeGreaterThanOrEqual(1);
    expect(reading.details!.found).toEqual([expected]);
    expect(reading.marks!.every(({ mark }) => mark === 'visible-ai-mark')).toBe(true);
    // The region of the whole text may be that of its last characters: its right end and its height must fit.
    const [, [right, top], [, bottom]] = reading.regions![0].polygon;
    expect(Math.abs(right - (WIDTH - 18))).toBeLessThan(12);
    expect(Math.abs(bottom - (HEIGHT - 18))).toBeLessThan(12);
    expect(Math.abs(bottom - top - stroke.height)).toBeLessThan(12);
  });

  it.each([
    [34, 0.35, 60],
    [48, 0.5, 75],
  ])('finds the sparkle, %i px, opacity %d, JPEG %i', async (size, opacity, quality) => {
    const star: Stroke = sparklePlane(size);
    const margin = Math.round((size * 2) / 3);
    const reading = await measure(await print(scene(2), star, { opacity, margin }, quality));
    expect(reading.details).toMatchObject({
      mark: 'Gemini sparkle',
      corner: 'bottom-right',
      polarity: 'light',
    });
    const [[left, top]] = reading.regions![0].polygon;
    expect(Math.abs(left - (WIDTH - margin - size))).toBeLessThan(6);
    expect(Math.abs(top - (HEIGHT - margin - size))).toBeLessThan(6);
  });

  it('finds dark letters at the top left', async () => {
    const overlay = { opacity: 0.8, margin: 20, corner: 'top-left', colour: 0 } as const;
    const reading = await measure(await print(scene(4), await text('ai-shengcheng-noto', 28), overlay, 75));
    expect(reading.details).toMatchObject({ corner: 'top-left', polarity: 'dark', mark: 'AI生成' });
  });

  it('finds nothing in plain pictures and in other words of the same fonts', async () => {
    for (const seed of [1, 5]) {
      const reading = await measure(await compress(scene(seed, 60), 75));
      expect(reading.value).toBeLessThan(1);
      expect(reading.marks).toEqual([]);
    }
    for (const name of ['other-noto', 'other-liberation']) {
      const overlay = { opacity: 0.9, margin: 18 };
      const reading = await measure(await print(scene(3), await text(name, 28), overlay, 80));
      expect(reading.value).toBeLessThan(1);
    }
  });

  it('does not apply to small pictures and is 0 for flat ones', async () => {
    const small = { width: 150, height: 400, data: new Uint8Array(180_000) };
    await expect(measure(small)).rejects.toThrow('too-small');
    const flat = { width: 300, height: 300, data: new Uint8Array(270_000).fill(90) };
    expect(await measure(flat)).toMatchObject({ value: 0, marks: [], regions: [] });
  });
});
