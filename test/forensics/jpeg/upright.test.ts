import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { markSilentBlocks } from '../../../src/forensics/jpeg/silent-blocks.js';
import { toUpright, turnUpright } from '../../../src/forensics/jpeg/upright.js';
import { createPlane } from '../../../src/pixels/plane.js';

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];
const WIDTH = 40;
const HEIGHT = 24;

/** Grey, with one white pixel, turned upright by the decoder. */
async function decodeUpright(orientation: number, x: number, y: number) {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).fill(100);
  data.fill(255, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
  const stored = await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .withMetadata({ orientation })
    .tiff()
    .toBuffer();
  const { data: upright, info } = await sharp(stored)
    .autoOrient()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(upright) };
}

describe('stored geometry', () => {
  it.each(ORIENTATIONS)('agrees with the decoder about orientation %i', async (orientation) => {
    const stored = { width: WIDTH, height: HEIGHT, orientation };
    const raster = await decodeUpright(orientation, 29, 5);
    const at = raster.data.indexOf(255) / 3;
    const [x, y] = toUpright([29.5, 5.5], stored);
    expect([Math.floor(x), Math.floor(y)]).toEqual([at % raster.width, Math.floor(at / raster.width)]);

    const marks = markSilentBlocks(raster, stored);
    expect([...marks].flatMap((mark, i) => (mark ? [i] : []))).toEqual([3]);

    const map = createPlane(WIDTH, HEIGHT);
    map.data[5 * WIDTH + 29] = 1;
    const turned = turnUpright(map, orientation);
    expect([turned.width, turned.height, turned.data.indexOf(1)]).toEqual([raster.width, raster.height, at]);
  });
});

describe('markSilentBlocks', () => {
  it('marks the blocks that reach beyond the picture', () => {
    const raster = { width: 20, height: 17, data: new Uint8Array(20 * 17 * 3).fill(90) };
    const marks = markSilentBlocks(raster, { width: 20, height: 17, orientation: 1 });
    expect([...marks]).toEqual([0, 0, 1, 0, 0, 1, 1, 1, 1]);
  });
});
