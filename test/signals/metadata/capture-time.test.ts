import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/artifacts/claim.js';
import type { ExifFacts } from '../../../src/bytes/exif.js';
import { captureTime } from '../../../src/signals/metadata/capture-time.js';
import { emptyExif } from './exif-facts.js';

function read(date: string | null, offset: string | null, claim: Claim, more: Partial<ExifFacts> = {}) {
  const exif = { ...emptyExif(), original: { date, offset, subSeconds: null }, ...more };
  return captureTime.measure({ exif, claim });
}

describe('metadata/capture-time', () => {
  const claim = { orderedAt: '2025-03-10T12:00:00+08:00', claimedAt: '2025-03-20T12:00:00+08:00' };

  it('is 0 between order and claim', async () => {
    expect(await read('2025:03:15 09:00:00', '+08:00', claim)).toMatchObject({
      value: 0,
      details: { relation: 'fits', zoneKnown: true, captured: '2025:03:15 09:00:00 +08:00' },
    });
  });

  it('counts the hours before the order', async () => {
    expect(await read('2025:03:08 12:00:00', '+08:00', claim)).toMatchObject({
      value: 48,
      details: { relation: 'before-order' },
    });
  });

  it('needs more than the width of all zones when the zone is unknown', async () => {
    expect(await read('2025:03:09 23:00:00', null, claim)).toMatchObject({ value: 0 });
    // 12:00 of the 8th is 0:00 UTC of the 9th at the latest, the order 4:00 UTC of the 10th.
    expect(await read('2025:03:08 12:00:00', null, claim)).toMatchObject({ value: 28 });
  });

  it('counts the hours after the claim', async () => {
    expect(await read('2025:03:21 12:00:00', '+08:00', claim)).toMatchObject({
      value: 24,
      details: { relation: 'after-claim' },
    });
  });

  it('takes the shipment where it is later, and only tells of the delivery', async () => {
    const shipped = {
      ...claim,
      shippedAt: '2025-03-12T12:00:00+08:00',
      deliveredAt: '2025-03-16T12:00:00+08:00',
    };
    expect(await read('2025:03:11 12:00:00', '+08:00', shipped)).toMatchObject({
      value: 24,
      details: { relation: 'before-shipment', beforeDeliveryHours: 120 },
    });
    expect(await read('2025:03:14 12:00:00', '+08:00', shipped)).toMatchObject({
      value: 0,
      details: { relation: 'fits', beforeDeliveryHours: 48 },
    });
  });

  it('falls back to the digitized time and marks clocks that were never set', async () => {
    const digitized = { date: '2000:01:01 00:03:00', offset: null, subSeconds: null };
    expect(await read(null, null, claim, { digitized })).toMatchObject({
      details: { clockLikelyUnset: true, relation: 'before-order' },
    });
  });

  it('does not apply without times', async () => {
    expect(await captureTime.measure({ exif: null, claim })).toMatchObject({ reason: 'no-metadata' });
    expect(await read('0000:00:00 00:00:00', null, claim)).toMatchObject({ reason: 'no-metadata' });
    expect(await read('2025:03:11 12:00:00', null, {})).toMatchObject({ reason: 'no-claim-dates' });
  });
});
