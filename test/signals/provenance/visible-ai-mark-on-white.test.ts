import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findAiMarks } from '../../../src/matching/ai-marks.js';
import { createRandom } from '../../../src/maths/random.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { visibleAiMark } from '../../../src/signals/provenance/visible-ai-mark.js';
import { photoOf } from '../../photo/raster-photo.js';

// Doubao prints white letters with a thin dark line and a soft shadow around them. On white ground the rim is all that
// is seen.

const LETTERS = new URL('../../../fixtures/files/labels/doubao-microhei.png', import.meta.url).pathname;
const SIDE = 1280;
const GROUND = 253;

/** A white picture with slight grain, and the rim of the letters at the lower right. */
async function whiteWithRim(emShare: number, { line = 22, shadow = 9 } = {}): Promise<Raster> {
  const random = createRandom(Math.round(emShare * 1e4));
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < data.length; i += 3) data.fill(GROUND + Math.round(random() * 2 - 1), i, i + 3);
  const em = emShare * SIDE;
  const { width: drawn } = await sharp(LETTERS).metadata();
  const { data: ink, info } = await sharp(LETTERS)
    .resize(Math.round((drawn * em) / 40))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const reach = Math.round(em * 0.2);
  const [left, top] = [
    SIDE - info.width - Math.round(0.017 * SIDE),
    SIDE - info.height - Math.round(0.02 * SIDE),
  ];
  for (let y = -reach; y < info.height + reach; y++)
    for (let x = -reach; x < info.width + reach; x++) {
      const distance = distanceToInk(ink, info, x, y, reach);
      const at = ((top + y) * SIDE + left + x) * 3;
      if (at < 0 || left + x >= SIDE || top + y >= SIDE || distance > reach) continue;
      const depth = distance < 1.5 ? line : shadow * Math.exp(-distance / (0.07 * em));
      data.fill(distance === 0 ? 254 : data[at] - depth, at, at + 3);
    }
  return { width: SIDE, height: SIDE, data };
}

function distanceToInk(
  ink: Uint8Array,
  { width, height }: { width: number; height: number },
  x: number,
  y: number,
  reach: number,
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const [px, py] = [x + dx, y + dy];
      if (px < 0 || py < 0 || px >= width || py >= height || ink[py * width + px] < 128) continue;
      best = Math.min(best, Math.hypot(dx, dy));
    }
  return best;
}

async function measure(raster: Raster, sidePx: number, quality: number) {
  const { width, height } = raster;
  const jpeg = await sharp(raster.data, { raw: { width, height, channels: 3 } })
    .resize(sidePx)
    .jpeg({ quality })
    .toBuffer();
  const data = await sharp(jpeg).raw().toBuffer();
  const picture = { width: sidePx, height: sidePx, data };
  const photo = photoOf(picture);
  const reading = await visibleAiMark.measure({ photo, aiMarks: findAiMarks(photo.raster) });
  if (reading.status !== 'measured') throw new Error(reading.reason);
  return reading;
}

describe('provenance/visible-ai-mark on white ground', () => {
  it.each([
    [0.034, 1280, 60],
    [0.0356, 1280, 95],
    [0.0356, 720, 75],
    [0.0356, 480, 60],
    [0.04, 720, 75],
  ])('finds the rim of the Doubao mark: character height %d, %i px, JPEG %i', async (em, sidePx, quality) => {
    const { value, details, regions } = await measure(await whiteWithRim(em), sidePx, quality);
    expect(value).toBeGreaterThanOrEqual(1);
    expect(details).toMatchObject({ found: ['豆包AI生成'], corner: 'bottom-right', polarity: 'light' });
    const [, [right], [, bottom]] = regions![0].polygon;
    expect(Math.abs(right - 0.983 * sidePx)).toBeLessThan(0.02 * sidePx);
    expect(Math.abs(bottom - 0.98 * sidePx)).toBeLessThan(0.02 * sidePx);
  });

  it('finds nothing on the same ground without it', async () => {
    for (const quality of [95, 60]) {
      const raster = await whiteWithRim(0.037, { line: 0, shadow: 0 });
      expect((await measure(raster, 960, quality)).marks).toEqual([]);
    }
  });
});
