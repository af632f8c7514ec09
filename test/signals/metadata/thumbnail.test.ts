import { describe, expect, it } from 'vitest';
import { computeView } from '../../../src/artifacts/view.js';
import type { Photo } from '../../../src/photo/photo.js';
import { encodeJpeg } from '../../../src/pixels/decode.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { shrinkRaster } from '../../../src/pixels/resize.js';
import { thumbnail } from '../../../src/signals/metadata/thumbnail.js';
import { photoOf } from '../../photo/raster-photo.js';
import { emptyExif } from './exif-facts.js';

const WIDTH = 600;
const HEIGHT = 400;

function raster(phase: number, hole = false): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i += 3) {
      const value = 128 + 60 * Math.sin(x / 37 + phase) + 50 * Math.cos((x * phase + y) / 29);
      const inside = hole && x > 120 && x < 220 && y > 240 && y < 340;
      data.fill(inside ? 250 : value, i, i + 3);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

async function read(picture: Raster, thumb: Uint8Array | null) {
  const photo = photoOf(picture);
  const exif = { ...emptyExif(), thumbnail: thumb };
  return thumbnail.measure({ exif, photo, view: computeView(picture) });
}

describe('metadata/thumbnail', () => {
  it('is small for the thumbnail of the picture after JPEG', async () => {
    const reading = await read(raster(1), await encodeJpeg(shrinkRaster(raster(1), 160, 107), 40));
    expect(reading).toMatchObject({ status: 'measured', regions: [] });
    expect(reading.status === 'measured' && reading.value).toBeLessThan(6);
  });

  it('points at the part that was painted over', async () => {
    const reading = await read(raster(1, true), await encodeJpeg(shrinkRaster(raster(1), 160, 107)));
    if (reading.status !== 'measured') throw new Error(reading.status);
    expect(reading.value).toBeGreaterThan(40);
    const [[left, top], , [right, bottom]] = reading.regions![0].polygon;
    expect((left + right) / 2).toBeGreaterThan(110);
    expect((left + right) / 2).toBeLessThan(230);
    expect((top + bottom) / 2).toBeGreaterThan(230);
    expect((top + bottom) / 2).toBeLessThan(350);
  });

  it('does not apply without a thumbnail that can be read', async () => {
    expect(await read(raster(1), null)).toMatchObject({ reason: 'no-thumbnail' });
    expect(await read(raster(1), Uint8Array.of(0xff, 0xd8, 0xff, 1, 2, 3))).toMatchObject({
      reason: 'no-thumbnail',
    });
    expect(
      await thumbnail.measure({ exif: null, photo: {} as Photo, view: computeView(raster(1)) }),
    ).toMatchObject({
      reason: 'no-thumbnail',
    });
  });
});
