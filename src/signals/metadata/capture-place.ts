import type { GpsPosition } from '../../bytes/gps-position.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Where the file says that it was captured, for callers that ask (`gps`); it does not run otherwise.
 *
 * value: always 1, a position is stated. No direction is suspicious: the reading is a fact for the person who decides.
 * Latitude and longitude are degrees, north and east positive, rounded to about 100 m.
 */
export const capturePlace = defineSignal({
  id: 'metadata/capture-place',
  needs: ['capturePlace'],
  unit: 'boolean',
  tier: 'gps',
  source: 'Exif 3.0 (CIPA DC-008-2023) section 4.6.7',
  text: {
    title: { en: 'Place of capture', zh: '拍摄地点' },
    measured: {
      en: 'The file states the place of capture as {place} (rounded to about 100 m)',
      zh: '文件记录的拍摄地点为 {place}（精度约 100 米）',
    },
    meaning: {
      en: 'A fact that the caller asked for, not evidence. People photograph at work or with friends, and anyone can write a place.',
      zh: '应调用方要求提供的事实，并非证据。用户可能在工作地点或朋友处拍摄，任何人也可写入地点。',
    },
  },
  measure({ capturePlace: position }) {
    if (!position) return notApplicable('no-metadata');
    return { status: 'measured', value: 1, details: { place: namePlace(position), ...position } };
  },
});

/** `31.230 N, 121.474 E` */
function namePlace({ latitude, longitude }: GpsPosition): string {
  const angle = (degrees: number, positive: string, negative: string) =>
    `${Math.abs(degrees).toFixed(3)} ${degrees < 0 ? negative : positive}`;
  return `${angle(latitude, 'N', 'S')}, ${angle(longitude, 'E', 'W')}`;
}
