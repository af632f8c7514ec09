import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../src/photo/photo.js';
import { dimensions } from '../../../src/signals/metadata/dimensions.js';
import { emptyExif } from './exif-facts.js';

function read(stated: [number | null, number | null], width: number, height: number) {
  const exif = { ...emptyExif(), pixelXDimension: stated[0], pixelYDimension: stated[1] };
  const photo: Photo = {
    bytes: new Uint8Array(),
    sha256: '',
    format: 'jpeg',
    width,
    height,
    orientation: 1,
    raster: { width, height, data: new Uint8Array() },
    notes: [],
  };
  return dimensions.measure({ exif, photo });
}

describe('metadata/dimensions', () => {
  it.each([
    [4032, 3024, 4032, 3024, 'same'],
    [4032, 3024, 3024, 4032, 'same'],
    [4032, 3024, 1440, 1080, 'reduced'],
    [4032, 3024, 1080, 1439, 'reduced'],
    [1000, 750, 4000, 3000, 'enlarged'],
  ])('%i x %i as %i x %i is 0, %s', async (statedWidth, statedHeight, width, height, relation) => {
    expect(await read([statedWidth, statedHeight], width, height)).toMatchObject({
      value: 0,
      details: { relation },
    });
  });

  it('measures how far the shape moved', async () => {
    expect(await read([4000, 3000], 3000, 3000)).toMatchObject({
      value: 0.25,
      details: { relation: 'other-shape' },
    });
    expect(await read([4000, 3000], 4000, 2250)).toMatchObject({ value: 0.25 });
  });

  it('does not apply without a stated size', async () => {
    expect(await read([null, null], 10, 10)).toMatchObject({ reason: 'no-metadata' });
    expect(await read([0, 0], 10, 10)).toMatchObject({ reason: 'no-metadata' });
  });
});
