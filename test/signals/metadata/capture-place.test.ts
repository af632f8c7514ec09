import { describe, expect, it } from 'vitest';
import { createArtifacts } from '../../../src/artifacts/artifacts.js';
import type { Photo } from '../../../src/photo/photo.js';
import { fillText } from '../../../src/report/fill.js';
import { capturePlace } from '../../../src/signals/metadata/capture-place.js';
import * as w from '../../bytes/container-writer.js';

const word = (value: number) => w.u32(value).slice().reverse();
const angle = (tag: number, ...values: readonly number[]) => ({
  tag,
  type: 5,
  count: 3,
  value: w.concat(...values.flatMap((value) => [word(value), word(1)])),
});
const bytes = w.jpeg([
  w.exifSegment(
    w.tiff({
      gps: [w.textEntry(1, 'S'), angle(2, 33, 51, 24), w.textEntry(3, 'E'), angle(4, 151, 12, 54)],
    }),
  ),
]);
const raster = { width: 1, height: 1, data: new Uint8Array(3) };
const photo: Photo = {
  ...{ bytes, format: 'jpeg', sha256: '', width: 1, height: 1, orientation: 1, raster, notes: [] },
};
const placeOf = (gps?: boolean) => createArtifacts({ photo, claim: {}, references: [], gps })('capturePlace');

describe('metadata/capture-place', () => {
  it('tells the place in degrees and in words', async () => {
    const reading = await capturePlace.measure({ capturePlace: await placeOf(true) });
    expect(reading).toEqual({
      status: 'measured',
      value: 1,
      details: { place: '33.857 S, 151.215 E', latitude: -33.857, longitude: 151.215 },
    });
    if (reading.status !== 'measured') return;
    const text = fillText(capturePlace.text.measured, { ...reading, unit: capturePlace.unit });
    expect(text.en).toContain('33.857 S, 151.215 E');
    expect(text.zh).toContain('33.857 S, 151.215 E');
  });

  it('has nothing to tell unless the caller asks', async () => {
    expect(await placeOf()).toBeNull();
    expect(await placeOf(false)).toBeNull();
    expect(await capturePlace.measure({ capturePlace: null })).toMatchObject({ reason: 'no-metadata' });
  });
});
