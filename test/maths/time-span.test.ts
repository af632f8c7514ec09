import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certainHoursBefore, exifTimeSpan, isoTimeSpan } from '../../src/maths/time-span.js';

const HOUR = 3_600_000;

describe('exifTimeSpan', () => {
  it('is one second with an offset', () => {
    expect(exifTimeSpan('2025:03:02 08:30:00', '+08:00')).toEqual({
      earliest: Date.UTC(2025, 2, 2, 0, 30),
      latest: Date.UTC(2025, 2, 2, 0, 30, 0, 999),
    });
  });

  it('is all zones of the world without one', () => {
    const span = exifTimeSpan('2025:03:02 12:00:00', null)!;
    expect((span.latest - span.earliest - 999) / HOUR).toBe(26);
    // Noon on Kiritimati (+14) is the evening before in UTC, noon on Baker Island (-12) the next midnight.
    expect(new Date(span.earliest).toISOString()).toBe('2025-03-01T22:00:00.000Z');
    expect(new Date(span.latest).toISOString()).toBe('2025-03-03T00:00:00.999Z');
  });

  it.each([
    null,
    '',
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2025:02:30 10:00:00',
    '2025:13:01 10:00:00',
    '2025:01:01 25:00:00',
    'yesterday',
  ])('is null for %j', (date) => {
    expect(exifTimeSpan(date, null)).toBeNull();
  });

  it('takes a nonsense offset for none', () => {
    expect(exifTimeSpan('2025:03:02 12:00:00', 'Z?')).toEqual(exifTimeSpan('2025:03:02 12:00:00', null));
  });
});

describe('isoTimeSpan', () => {
  it('reads instants, local times, offsets and days', () => {
    expect(isoTimeSpan('2025-03-02T08:00:00Z')!.earliest).toBe(Date.UTC(2025, 2, 2, 8));
    expect(isoTimeSpan('2025-03-02T08:00:00.5+08:00')!.earliest).toBe(Date.UTC(2025, 2, 2, 0));
    expect(isoTimeSpan('2025-03-02T08:00-03:30')!.earliest).toBe(Date.UTC(2025, 2, 2, 11, 30));
    const day = isoTimeSpan('2025-03-02')!;
    expect(day.earliest).toBe(Date.UTC(2025, 2, 1, 10));
    expect(day.latest).toBe(Date.UTC(2025, 2, 3, 12) - 1);
    const local = isoTimeSpan('2025-03-02T08:00:00')!;
    expect((local.latest - local.earliest - 999) / HOUR).toBe(26);
    expect(isoTimeSpan('2. March')).toBeNull();
  });
});

describe('certainHoursBefore', () => {
  it('never claims a contradiction that some pair of zones dissolves', () => {
    const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
    const zone = fc.integer({ min: -12 * 4, max: 14 * 4 });
    const written = (time: number, quarters: number) =>
      new Date(Math.floor(time / 1000) * 1000 + quarters * 900_000).toISOString().slice(0, 19);
    fc.assert(
      fc.property(instant, fc.nat(10 ** 9), zone, zone, (order, later, buyer, merchant) => {
        const capture = exifTimeSpan(written(order + later, buyer).replace('T', ' '), null)!;
        const ordered = isoTimeSpan(written(order, merchant))!;
        expect(certainHoursBefore(capture, ordered)).toBe(0);
      }),
    );
  });

  it('finds every contradiction of more than the width of the zones', () => {
    const capture = exifTimeSpan('2025:03:01 12:00:00', null)!;
    const order = isoTimeSpan('2025-03-04T12:00:00Z')!;
    expect(certainHoursBefore(capture, order)).toBeCloseTo(72 - 12, 3);
    expect(certainHoursBefore(order, capture)).toBe(0);
  });
});
