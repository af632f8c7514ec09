import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { launder } from '../../../models/data/launder.js';
import { drawRecipe, MIN_SHORT_SIDE_PX } from '../../../models/data/launder-recipe.js';
import { createRandom } from '../../../models/data/random-source.js';
import { safeArea } from '../../../models/data/safe-area.js';

const row = { blob: 'a'.repeat(40) };

describe('launder', () => {
  test('same bytes, row and seed give the same bytes; another seed another view', async () => {
    const picture = await noisePicture(700, 500, 'png');
    const first = await launder(picture, row, 1);
    expect((await launder(picture, row, 1)).bytes.equals(first.bytes)).toBe(true);
    expect((await launder(picture, row, 2)).bytes.equals(first.bytes)).toBe(false);
  });

  test('the recipe does not depend on what the picture was: format and content change nothing', async () => {
    const jpeg = await launder(await noisePicture(640, 480, 'jpeg'), row, 7);
    const png = await launder(await noisePicture(640, 480, 'png'), row, 7);
    const withClass = { ...row, role: 'generated', generator: 'x', repo: 'y' };
    const labelled = await launder(await noisePicture(640, 480, 'webp'), withClass, 7);
    expect(png.recipe).toEqual(jpeg.recipe);
    expect(labelled.recipe).toEqual(jpeg.recipe);
  });

  test('what comes out decodes, has the size it states and no metadata', async () => {
    const picture = await sharp(await noisePicture(900, 600, 'jpeg'))
      .withExif({ IFD0: { Make: 'Camera' } })
      .jpeg()
      .toBuffer();
    for (let seed = 0; seed < 25; seed++) {
      const view = await launder(picture, row, seed);
      const metadata = await sharp(view.bytes).metadata();
      expect([metadata.width, metadata.height, metadata.exif]).toEqual([view.width, view.height, undefined]);
    }
  });

  test('a mask moves with its picture', async () => {
    const white = { width: 200, height: 160, channels: 3 as const, background: '#ffffff' };
    const square = await sharp({ create: white }).png().toBuffer();
    const scene = { width: 640, height: 480, channels: 3 as const, background: '#404040' };
    const picture = await sharp({ create: scene })
      .composite([{ input: square, left: 220, top: 150 }])
      .png()
      .toBuffer();
    for (let seed = 0; seed < 25; seed++) {
      // `pair` keeps the flat border of this drawn scene.
      const view = await launder(picture, { ...row, pair: 'p' }, seed, { mask: picture });
      if (view.recipe.bars) continue;
      const seen = await sharp(view.bytes).greyscale().threshold(150).raw().toBuffer();
      const mask = await sharp(view.mask!).toColourspace('b-w').raw().toBuffer();
      let different = 0;
      for (let i = 0; i < mask.length; i++) if (mask[i] > 128 !== seen[i] > 128) different++;
      // 2% of the pixels: the seam of a resampled, compressed edge.
      expect(mask.length).toBe(view.width * view.height);
      expect(different / mask.length).toBeLessThan(0.02);
    }
  });
});

describe('drawRecipe', () => {
  test('stays within the picture and above the smallest side, for any size', () => {
    for (const [width, height] of [
      [240, 240],
      [348, 310],
      [1024, 921],
      [4000, 2700],
      [2700, 900],
    ])
      for (let seed = 0; seed < 200; seed++) {
        const { window, sizes } = drawRecipe({ width, height }, createRandom(`${seed}`));
        expect(window.left + window.width).toBeLessThanOrEqual(width);
        expect(window.top + window.height).toBeLessThanOrEqual(height);
        const last = sizes.at(-1) ?? window;
        expect(Math.min(last.width, last.height)).toBeGreaterThanOrEqual(MIN_SHORT_SIDE_PX);
      }
  });

  test('channel and quality are drawn alike for small and large pictures', () => {
    const meanQuality = (side: number) => {
      let sum = 0;
      for (let seed = 0; seed < 2000; seed++)
        sum += drawRecipe({ width: side, height: side }, createRandom(`${side}/${seed}`)).encodings.at(
          -1,
        )!.quality;
      return sum / 2000;
    };
    // Standard error of a mean of 2000 draws with a deviation of 9 is 0.2; the difference of two, 0.3.
    expect(Math.abs(meanQuality(512) - meanQuality(3000))).toBeLessThan(1);
  });
});

describe('safeArea', () => {
  test('leaves out the corner where generators sign, in every draw', async () => {
    const picture = {
      width: 400,
      height: 300,
      data: new Uint8Array(400 * 300 * 3).map((_, i) => (i * 7919) % 251),
    };
    for (let seed = 0; seed < 100; seed++) {
      const area = safeArea(picture, { random: createRandom(`${seed}`) });
      expect(area.top + area.height).toBeLessThanOrEqual(270);
    }
  });

  test('applies the crop of the manifest and cuts blank borders', () => {
    const width = 200;
    const data = new Uint8Array(width * 300 * 3).fill(255);
    // Texture in rows 20..199; rows above are blank, rows from 220 on a caption.
    for (let i = 20 * width * 3; i < 200 * width * 3; i++) data[i] = (i * 7919) % 251;
    for (let i = 220 * width * 3; i < data.length; i++) data[i] = (i * 104729) % 251;
    const crop = { left: 0, top: 0, width, height: 210 };
    const area = safeArea({ width, height: 300, data }, { crop, random: createRandom('x') });
    expect(area.top).toBeGreaterThanOrEqual(20);
    expect(area.top + area.height).toBeLessThanOrEqual(200);
  });
});

async function noisePicture(width: number, height: number, format: 'png' | 'jpeg' | 'webp'): Promise<Buffer> {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = Math.imul(i, 2654435761) >>> 24;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .toFormat(format, { quality: 90 })
    .toBuffer();
}
