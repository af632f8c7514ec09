import { describe, expect, it } from 'vitest';
import { fillText } from '../../../src/report/fill.js';
import { dimensions } from '../../../src/signals/metadata/dimensions.js';
import { photoOf } from '../../photo/raster-photo.js';
import { emptyExif } from './exif-facts.js';

function read(
  stated: [number | null, number | null],
  width: number,
  height: number,
  [make, model]: [string | null, string | null] = [null, null],
) {
  const exif = { ...emptyExif(), make, model, pixelXDimension: stated[0], pixelYDimension: stated[1] };
  const photo = photoOf({ width, height, data: new Uint8Array() });
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

  it.each([
    [3008, 2000, 'NIKON CORPORATION', 'NIKON D70', 'native'],
    [2000, 3008, 'Nikon', 'D70', 'native'],
    [3000, 2000, 'NIKON CORPORATION', 'NIKON D70', 'other'],
    [1440, 957, 'NIKON CORPORATION', 'NIKON D70', 'other'],
    [3008, 2000, 'Nobody', 'N1', 'unknown'],
    [3008, 2000, null, null, 'unknown'],
  ])('%i x %i of %s %s is a size that is %s, and no evidence', async (width, height, make, model, size) => {
    const reading = await read([3008, 2000], width, height, [make, model]);
    expect(reading).toMatchObject({ value: 0, details: { cameraSize: size } });
    if (reading.status !== 'measured') return;
    const { en, zh } = fillText(dimensions.text.measured, { ...reading, unit: dimensions.unit });
    expect(en).toMatch(/; (a size that|not among|the sizes of)/);
    expect(zh).toMatch(/；\p{Script=Han}/u);
  });

  it('does not apply without a stated size', async () => {
    expect(await read([null, null], 10, 10)).toMatchObject({ reason: 'no-metadata' });
    expect(await read([0, 0], 10, 10)).toMatchObject({ reason: 'no-metadata' });
  });
});
