import type { Claim } from '../../artifacts/claim.js';
import { certainHoursBefore, exifTimeSpan, isoTimeSpan, type TimeSpan } from '../../maths/time-span.js';
import { defineSignal, notApplicable } from '../signal.js';

// Clocks that were never set, or lost their battery, count from such years; phones take the time from the network.
const UNSET_CLOCK_BEFORE = Date.UTC(2005, 0, 1);

/**
 * Whether the camera's time fits the times of the claim.
 *
 * value: hours by which the capture certainly lies before the order (or the shipment, when that is later), or
 * certainly after the claim; the larger of both, 0 when some reading of all time zones fits. Higher is more
 * suspicious. A capture before the delivery is told in `beforeDeliveryHours` and not counted: parcels are often
 * opened before somebody records the delivery.
 */
export const captureTime = defineSignal({
  id: 'metadata/capture-time',
  needs: ['exif', 'claim'],
  unit: 'hours',
  tier: 'default',
  source: 'Exif 3.0 (CIPA DC-008-2023) tags 0x9003, 0x9011; ISO 8601',
  text: {
    title: { en: 'Capture time', zh: '拍摄时间' },
    measured: {
      en: 'The camera recorded {captured}: {value} h outside the time between order and claim ({relation})',
      zh: '相机记录的时间为 {captured}，超出下单至索赔的时间范围 {value} 小时（{relation}）',
    },
    nothing: {
      en: 'The camera recorded {captured}, which fits the dates of the claim',
      zh: '相机记录的时间为 {captured}，与索赔日期相符',
    },
    meaning: {
      en: 'The camera clock may be wrong, or the photo may show the product at another time. Time zones are already allowed for.',
      zh: '可能是相机时钟不准，也可能是在其他时间拍摄的照片。时区差异已计入。',
    },
  },
  measure({ exif, claim }) {
    const stated = exif?.original.date ? exif.original : exif?.digitized;
    const capture = exifTimeSpan(stated?.date ?? null, stated?.offset ?? null);
    if (!stated || !capture) return notApplicable('no-metadata');
    const begin = latestStart(claim);
    const end = claim.claimedAt ? isoTimeSpan(claim.claimedAt) : null;
    const delivery = claim.deliveredAt ? isoTimeSpan(claim.deliveredAt) : null;
    if (!begin && !end && !delivery) return notApplicable('no-claim-dates');

    const before = begin ? certainHoursBefore(capture, begin.span) : 0;
    const after = end ? certainHoursBefore(end, capture) : 0;
    const value = round(Math.max(before, after));
    return {
      status: 'measured',
      value,
      details: {
        captured: [stated.date, stated.offset].filter(Boolean).join(' '),
        zoneKnown: stated.offset !== null,
        relation: value === 0 ? 'fits' : before > after ? `before-${begin?.event}` : 'after-claim',
        beforeDeliveryHours: delivery ? round(certainHoursBefore(capture, delivery)) : 0,
        clockLikelyUnset: capture.latest < UNSET_CLOCK_BEFORE,
      },
    };
  },
});

/** The later of order and shipment: before it nobody can have the parcel. */
function latestStart(claim: Claim): { span: TimeSpan; event: 'order' | 'shipment' } | null {
  const order = claim.orderedAt ? isoTimeSpan(claim.orderedAt) : null;
  const shipment = claim.shippedAt ? isoTimeSpan(claim.shippedAt) : null;
  if (shipment && (!order || shipment.earliest > order.earliest))
    return { span: shipment, event: 'shipment' };
  return order && { span: order, event: 'order' };
}

function round(hours: number): number {
  return Math.round(hours * 100) / 100;
}
