import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { ingestPhoto } from '../../src/photo/ingest.js';
import * as decode from '../../src/pixels/decode.js';

vi.mock('../../src/pixels/decode.js', async (load) => {
  const actual = await load<typeof decode>();
  return { ...actual, decodeRaster: vi.fn(actual.decodeRaster) };
});

it('refuses a size by the header, before any pixel is decoded', async () => {
  const draw = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#a07050' } })
      .png()
      .toBuffer();
  for (const [width, height] of [
    [31, 64],
    [8001, 8000],
  ])
    await expect(ingestPhoto(await draw(width, height))).rejects.toMatchObject({ code: 'limit-exceeded' });
  expect(decode.decodeRaster).not.toHaveBeenCalled();
  await ingestPhoto(await draw(64, 64));
  expect(decode.decodeRaster).toHaveBeenCalledTimes(1);
});
