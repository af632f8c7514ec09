import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatorSize } from '../../../src/signals/provenance/generator-size.js';
import { photoOf } from '../../photo/raster-photo.js';

const measure = async (width: number, height: number) => {
  const raster = { width: 1, height: 1, data: new Uint8Array(3) };
  const photo = photoOf(raster, { width, height });
  const reading = await generatorSize.measure({ photo });
  return reading.status === 'measured' ? reading : null;
};

describe('generator-size', () => {
  it('knows native sizes either way up, and calls them weak', async () => {
    expect(await measure(1664, 928)).toMatchObject({
      value: 1,
      details: { families: 'Qwen-Image', weak: true },
    });
    expect(await measure(928, 1664)).toMatchObject({ value: 1 });
    expect((await measure(1024, 1024))?.value).toBeGreaterThan(3);
  });

  it.each([
    [4032, 3024],
    [4000, 3000],
    [1920, 1080],
    [1280, 720],
    [640, 480],
    [1080, 1440],
    [1170, 2532],
    [800, 800],
    [750, 1000],
  ])('has no camera, screen or shop size: %i x %i', async (width, height) => {
    expect(await measure(width, height)).toMatchObject({ value: 0, details: { families: '' } });
  });

  it('does not mind which way up the picture is', async () => {
    const side = fc.integer({ min: 200, max: 5_000 });
    await fc.assert(
      fc.asyncProperty(side, side, async (width, height) => {
        expect((await measure(width, height))?.value).toBe((await measure(height, width))?.value);
      }),
    );
  });
});
