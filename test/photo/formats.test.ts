import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Raster } from '../../src/pixels/plane.js';
import { writeHeic } from './bmff.js';

const WIDTH = 96;
const HEIGHT = 64;
const RED = [200, 40, 30];
const GREEN = [40, 160, 60];
const BLUE = [30, 60, 190];
const GREY = [128, 128, 128];

/** Quadrants: red and green above, blue and grey below. */
function drawQuadrants(corners = [RED, GREEN, BLUE, GREY], width = WIDTH, height = HEIGHT): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3)
      data.set(corners[2 * Number(y >= height / 2) + Number(x >= width / 2)], i);
  return { width, height, data };
}

function open({ width, height, data } = drawQuadrants()): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The colours in the middle of the quadrants. */
function sample({ width, height, data }: Raster): number[][] {
  return [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x, y]) => {
    const i = (Math.floor((y * height) / 4) * width + Math.floor((x * width) / 4)) * 3;
    return [...data.subarray(i, i + 3)];
  });
}

function expectColours(raster: Raster, expected: number[][], tolerance: number): void {
  const worst = Math.max(
    ...sample(raster).flatMap((colour, i) => colour.map((value, c) => Math.abs(value - expected[i][c]))),
  );
  expect({ worst, within: worst <= tolerance }).toEqual({ worst, within: true });
}

const QUADRANTS = [RED, GREEN, BLUE, GREY];

describe('formats', () => {
  // Tolerances in code values: none for lossless formats, chroma rounding for lossy ones.
  it.each<[string, string, (image: Sharp) => Promise<Buffer>, number]>([
    ['JPEG', 'jpeg', (image) => image.jpeg({ quality: 95 }).toBuffer(), 3],
    ['progressive JPEG', 'jpeg', (image) => image.jpeg({ quality: 95, progressive: true }).toBuffer(), 3],
    ['PNG', 'png', (image) => image.png().toBuffer(), 0],
    ['palette PNG', 'png', (image) => image.png({ palette: true, colours: 8 }).toBuffer(), 2],
    ['lossless WebP', 'webp', (image) => image.webp({ lossless: true }).toBuffer(), 0],
    ['lossy WebP', 'webp', (image) => image.webp({ quality: 95 }).toBuffer(), 6],
    ['AVIF', 'avif', (image) => image.avif({ quality: 90, effort: 0 }).toBuffer(), 4],
    ['TIFF', 'tiff', (image) => image.tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['GIF', 'gif', (image) => image.gif().toBuffer(), 4],
  ])('%s', async (_, format, encode, tolerance) => {
    const photo = await ingestPhoto(await encode(open()));
    expect([photo.format, photo.width, photo.height, photo.orientation]).toEqual([format, WIDTH, HEIGHT, 1]);
    expect(photo.raster.data.length).toBe(WIDTH * HEIGHT * 3);
    expect(photo.notes).toEqual([]);
    expectColours(photo.raster, QUADRANTS, tolerance);
  });

  it('takes the first frame of an animation and says so', async () => {
    const second = drawQuadrants([GREY, GREY, RED, RED]);
    for (const encode of [
      (image: Sharp) => image.gif({ delay: 100 }),
      (image: Sharp) => image.webp({ lossless: true }),
    ]) {
      const frames = [await open().png().toBuffer(), await open(second).png().toBuffer()];
      const photo = await ingestPhoto(await encode(sharp(frames, { join: { animated: true } })).toBuffer());
      expect(photo.notes).toEqual(['first-frame-of-animation']);
      expect([photo.width, photo.height]).toEqual([WIDTH, HEIGHT]);
      expectColours(photo.raster, QUADRANTS, 4);
    }
  });

  it('flattens alpha over white and says so', async () => {
    const { data } = drawQuadrants();
    const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
    for (let p = 0; p < WIDTH * HEIGHT; p++) {
      rgba.set(data.subarray(p * 3, p * 3 + 3), p * 4);
      rgba[p * 4 + 3] = p % WIDTH < WIDTH / 2 ? 255 : 0;
    }
    const bytes = await sharp(rgba, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
      .png()
      .toBuffer();
    const photo = await ingestPhoto(bytes);
    expect(photo.notes).toEqual(['alpha-flattened']);
    expectColours(photo.raster, [RED, [255, 255, 255], BLUE, [255, 255, 255]], 0);
  });

  it('reads 16-bit PNG as its upper eight bits', async () => {
    const { data } = drawQuadrants();
    const wide = Uint16Array.from(data, (value) => value * 257);
    const bytes = await sharp(wide, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    const photo = await ingestPhoto(bytes);
    expectColours(photo.raster, QUADRANTS, 1);
  });

  it('reads greyscale and CMYK as RGB', async () => {
    const grey = await ingestPhoto(await open().greyscale().png().toBuffer());
    for (const [r, g, b] of sample(grey.raster)) expect([g, b]).toEqual([r, r]);
    const cmyk = await open().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const photo = await ingestPhoto(cmyk);
    expect(photo.raster.data.length).toBe(WIDTH * HEIGHT * 3);
    // Without its profile CMYK is only roughly the same colour: the quadrants keep their hue.
    const [red, green, blue, middle] = sample(photo.raster);
    expect(red.indexOf(Math.max(...red))).toBe(0);
    expect(green.indexOf(Math.max(...green))).toBe(1);
    expect(blue.indexOf(Math.max(...blue))).toBe(2);
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(30);
  });

  it('leaves code values alone where a colour profile would move them', async () => {
    const bytes = await open().withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect((await sharp(bytes).metadata()).icc).toBeDefined();
    expect(Buffer.compare(Buffer.from((await ingestPhoto(bytes)).raster.data), stored)).toBe(0);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i upright', async (orientation) => {
    // Where the corners of the upright picture are stored: top left, top right, bottom left, bottom right.
    const stored = [
      [0, 1, 2, 3],
      [1, 0, 3, 2],
      [3, 2, 1, 0],
      [2, 3, 0, 1],
      [0, 2, 1, 3],
      [1, 3, 0, 2],
      [3, 1, 2, 0],
      [2, 0, 3, 1],
    ][orientation - 1].map((corner) => QUADRANTS[corner]);
    const turned = orientation >= 5;
    const raster = drawQuadrants(stored, turned ? HEIGHT : WIDTH, turned ? WIDTH : HEIGHT);
    const bytes = await open(raster).withMetadata({ orientation }).png().toBuffer();
    const photo = await ingestPhoto(bytes);
    expect([photo.width, photo.height, photo.orientation]).toEqual([WIDTH, HEIGHT, orientation]);
    expect(photo.notes).toEqual(orientation === 1 ? [] : ['oriented']);
    expectColours(photo.raster, QUADRANTS, 0);
  });

  it('decodes a truncated JPEG as far as it goes', async () => {
    const data = Uint8Array.from(
      { length: 256 * 256 * 3 },
      (_, i) => (Math.imul(i + 1, 2654435761) >>> 24) & 255,
    );
    const bytes = await open({ width: 256, height: 256, data }).jpeg({ quality: 95 }).toBuffer();
    const whole = (await ingestPhoto(bytes)).raster.data;
    const half = (await ingestPhoto(bytes.subarray(0, bytes.length / 2))).raster.data;
    const row = 256 * 3;
    expect(Buffer.compare(half.subarray(0, 96 * row), whole.subarray(0, 96 * row))).toBe(0);
    expect(new Set(half.subarray(200 * row)).size).toBe(1);
  });
});

describe('refused formats', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  it.each<[string, Uint8Array, string]>([
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'), 'svg'],
    ['SVG behind XML', text('<?xml version="1.0"?>\n<!-- x -->\n<svg width="64" height="64"></svg>'), 'svg'],
    ['PDF', text('%PDF-1.7\n1 0 obj <<>> endobj'), 'pdf'],
    ['JPEG XL', Uint8Array.of(0xff, 0x0a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 'jxl'],
    ['JPEG 2000', text('\0\0\0\x0cjP  \r\n'), 'jp2'],
    ['Photoshop', text('8BPS\0\x01'), 'psd'],
    ['BMP', text('BM......'), 'bmp'],
    ['an icon', Uint8Array.of(0, 0, 1, 0, 1, 0), 'ico'],
    ['video', text('\0\0\0\x18ftypisom\0\0\0\0isom'), 'video'],
  ])('%s', async (_, bytes, name) => {
    await expect(ingestPhoto(bytes)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringMatching(new RegExp(`^photo: expected one of jpeg, .*, got ${name}$`)),
    });
  });

  it('HEIC without a decoder names the package to install', async () => {
    await expect(ingestPhoto(writeHeic(64, 64), { what: 'references[2]' })).rejects.toMatchObject({
      code: 'missing-decoder',
      message: expect.stringMatching(/^references\[2\]: .*npm install heic-decode/),
    });
  });

  it.each<[string, Uint8Array]>([
    ['empty', new Uint8Array()],
    ['text', text('not a picture at all')],
    ['a JPEG marker alone', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['a PNG signature alone', text('\x89PNG\r\n\x1a\n')],
    ['a WebP head alone', text('RIFF\x04\0\0\0WEBP')],
  ])('%s is unreadable', async (_, bytes) => {
    await expect(ingestPhoto(bytes)).rejects.toMatchObject({ code: 'unreadable-photo' });
  });
});
