import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findGrids } from '../../../src/forensics/grid/grid.js';
import { createRandom } from '../../../src/maths/random.js';
import { ingestPhoto } from '../../../src/photo/ingest.js';
import { grid } from '../../../src/signals/jpeg/grid.js';

const WIDTH = 320;
const HEIGHT = 256;

/** Waves and noise, as RGB. */
function scene(seed: number, width = WIDTH, height = HEIGHT): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return 120 + 50 * Math.sin(x / 11 + seed) + 40 * Math.cos(y / 7 + x / 23) + 12 * (random() - 0.5);
  });
}

const raw = (width = WIDTH, height = HEIGHT) => ({ raw: { width, height, channels: 3 as const } });

const jpeg = (rgb: Uint8Array, quality: number, width = WIDTH, height = HEIGHT) =>
  sharp(rgb, raw(width, height)).jpeg({ quality }).toBuffer();

async function measure(bytes: Uint8Array) {
  const reading = await grid.measure({ grids: findGrids(await ingestPhoto(bytes)) });
  if (reading.status !== 'measured') throw new Error(reading.reason);
  return reading;
}

/** A photo of quality `outer` with a part of another compressed photo pasted off its grid. */
async function paste(outer: number, inner: number): Promise<Uint8Array> {
  const part = await sharp(await jpeg(scene(2), inner))
    .extract({ left: 3, top: 5, width: 120, height: 96 })
    .png()
    .toBuffer();
  return sharp(await jpeg(scene(1), outer))
    .composite([{ input: part, left: 96, top: 80 }])
    .png()
    .toBuffer();
}

describe('jpeg/grid', () => {
  it('finds the grid of a JPEG at the corner and no other', async () => {
    const { value, details } = await measure(await jpeg(scene(1), 80));
    expect(value).toBe(0);
    expect(details).toMatchObject({ gridOrigin: [0, 0], ownGrid: true, earlierOrigins: [], readShare: 1 });
    expect(details?.gridLog10Nfa).toBeLessThan(-500);
  });

  it('tells how far a photo was cropped since its compression', async () => {
    const whole = await jpeg(scene(1), 80);
    for (const [dx, dy] of [
      [1, 0],
      [3, 5],
      [7, 4],
    ]) {
      const cropped = await sharp(whole)
        .extract({ left: dx, top: dy, width: 280, height: 200 })
        .png()
        .toBuffer();
      const origin = [(8 - dx) % 8, (8 - dy) % 8];
      expect((await measure(cropped)).details).toMatchObject({
        gridOrigin: origin,
        ownGrid: false,
        earlierOrigins: [origin],
      });
    }
  });

  it('knows where EXIF orientation moves the grid of the file itself', async () => {
    const sides = [WIDTH - 3, HEIGHT - 6] as const;
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await sharp(scene(1, ...sides), raw(...sides))
        .withMetadata({ orientation })
        .jpeg({ quality: 80 })
        .toBuffer();
      expect((await measure(bytes)).details).toMatchObject({
        ownGrid: true,
        earlierOrigins: [],
        regionCount: 0,
      });
    }
  });

  it('outlines a part pasted off the grid', async () => {
    const { value, details, regions } = await measure(await paste(90, 75));
    expect(value).toBeLessThan(-20);
    // The part begins 3, 5 px into a block and lies at 96, 80.
    expect(details).toMatchObject({ regionCount: 1, foreignOrigins: [[5, 3]], gridOrigin: [0, 0] });
    const xs = regions![0].polygon.map(([x]) => x);
    const ys = regions![0].polygon.map(([, y]) => y);
    expect([Math.min(...xs), Math.max(...xs)].map((x, i) => Math.abs(x - [96, 216][i]) <= 16)).toEqual([
      true,
      true,
    ]);
    expect([Math.min(...ys), Math.max(...ys)].map((y, i) => Math.abs(y - [80, 176][i]) <= 16)).toEqual([
      true,
      true,
    ]);
  });

  it('outlines a part that was never compressed, in a copy saved without loss or cropped and saved at 99', async () => {
    const part = await sharp(scene(2), raw())
      .extract({ left: 3, top: 5, width: 120, height: 96 })
      .png()
      .toBuffer();
    const pasted = await sharp(await jpeg(scene(1), 75))
      .composite([{ input: part, left: 96, top: 80 }])
      .removeAlpha()
      .png()
      .toBuffer();
    const cropped = sharp(pasted).extract({ left: 3, top: 5, width: 310, height: 240 });
    for (const [file, left, top] of [
      [pasted, 96, 80],
      [await cropped.jpeg({ quality: 99 }).toBuffer(), 93, 75],
    ] as const) {
      const { value, details, regions } = await measure(file);
      expect(value).toBeLessThan(-10);
      expect(details).toMatchObject({ regionCount: 1, missingCount: 1, foreignOrigins: [] });
      const [{ kind, polygon }] = regions ?? [];
      expect(kind).toBe('missing-grid');
      for (const [axis, from, size] of [
        [0, left, 120],
        [1, top, 96],
      ] as const) {
        const side = polygon.map((corner) => corner[axis]);
        expect(Math.abs(Math.min(...side) - from)).toBeLessThanOrEqual(16);
        expect(Math.abs(Math.max(...side) - from - size)).toBeLessThanOrEqual(16);
      }
    }
    // The file's own coder leaves nothing out.
    expect((await measure(await jpeg(scene(1), 75))).details).toMatchObject({ missingCount: null });
    expect((await measure(await sharp(pasted).jpeg({ quality: 80 }).toBuffer())).value).toBe(0);
  });

  it('keeps the part at quality 99, loses it to the compression of any platform', async () => {
    const forged = await paste(90, 75);
    const again = (quality: number) => sharp(forged).jpeg({ quality }).toBuffer();
    expect((await measure(await again(99))).value).toBeLessThan(-20);
    expect((await measure(await again(95))).value).toBe(0);
    expect((await measure(await again(55))).value).toBe(0);
  });

  it('takes the grid of a product before a white ground for that of the photo', async () => {
    const white = new Uint8Array(WIDTH * HEIGHT * 3).fill(255);
    const product = scene(1, 160, 120);
    for (let y = 0; y < 120; y++)
      white.set(product.subarray(y * 480, (y + 1) * 480), ((y + 60) * WIDTH + 70) * 3);
    const png = await sharp(await jpeg(white, 85))
      .png()
      .toBuffer();
    expect(await measure(png)).toMatchObject({
      value: 0,
      details: { gridOrigin: [0, 0], earlierOrigins: [[0, 0]] },
    });
  });

  it('takes the 4×4 blocks of WebP for its own', async () => {
    const webp = await sharp(scene(1), raw()).webp({ quality: 70 }).toBuffer();
    expect(await measure(webp)).toMatchObject({ value: 0, details: { earlierOrigins: [] } });
    // ... also in a copy that was saved without loss since.
    expect((await measure(await sharp(webp).png().toBuffer())).value).toBe(0);
  });

  it('finds nothing in flat and saturated pictures', async () => {
    for (const level of [0, 128, 255]) {
      const flat = new Uint8Array(WIDTH * HEIGHT * 3).fill(level);
      expect(await measure(await jpeg(flat, 75))).toMatchObject({ value: 0, details: { gridOrigin: null } });
    }
  });

  it('does not apply to small pictures', async () => {
    const small = await ingestPhoto(await jpeg(scene(1, 63, 200), 80, 63, 200));
    expect(await grid.measure({ grids: findGrids(small) })).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
  });
});
