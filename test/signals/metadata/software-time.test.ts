import { describe, expect, it } from 'vitest';
import { softwareTime } from '../../../src/signals/metadata/software-time.js';
import { emptyExif } from './exif-facts.js';

function read(original: [string | null, string | null], modified: [string | null, string | null]) {
  const date = ([text, offset]: [string | null, string | null]) => ({ date: text, offset, subSeconds: null });
  return softwareTime.measure({
    exif: { ...emptyExif(), original: date(original), modified: date(modified) },
  });
}

describe('metadata/software-time', () => {
  it('is 0 when the camera wrote both', async () => {
    expect(await read(['2025:03:02 10:00:00', null], ['2025:03:02 10:00:00', null])).toMatchObject({
      value: 0,
    });
  });

  it('counts hours on the same clock', async () => {
    expect(await read(['2025:03:02 10:00:00', null], ['2025:03:04 11:30:00', null])).toMatchObject({
      value: 49.5,
    });
    expect(await read(['2025:03:02 10:00:00', '+08:00'], ['2025:03:02 09:00:00', '+08:00'])).toMatchObject({
      value: -1,
    });
  });

  it('compares instants when both zones are known and differ', async () => {
    expect(await read(['2025:03:02 10:00:00', '+08:00'], ['2025:03:02 10:00:00', '+00:00'])).toMatchObject({
      value: 8,
      details: { zonesKnown: true },
    });
  });

  it('does not apply without both times', async () => {
    expect(await softwareTime.measure({ exif: null })).toMatchObject({ reason: 'no-metadata' });
    expect(await read(['2025:03:02 10:00:00', null], [null, null])).toMatchObject({ reason: 'no-metadata' });
  });
});
