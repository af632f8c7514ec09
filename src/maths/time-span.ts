/** Instants (milliseconds since 1970 UTC) between which a stated time lies, both included. */
export interface TimeSpan {
  readonly earliest: number;
  readonly latest: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
// The clocks of the world lie between UTC-12 and UTC+14: a local time of unknown zone is this uncertain.
const WEST_MS = 12 * HOUR_MS;
const EAST_MS = 14 * HOUR_MS;

const EXIF_DATE = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/;
const EXIF_OFFSET = /^\s*([+-])(\d{2}):(\d{2})\s*$/;
const ISO_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The instants that an EXIF time can mean: one second with its offset, 26 hours without.
 *
 * @param date `YYYY:MM:DD HH:MM:SS`
 * @param offset `+08:00`; null or nonsense when unknown
 * @returns null for empty, impossible or placeholder dates (`0000:00:00 00:00:00`)
 */
export function exifTimeSpan(date: string | null, offset: string | null): TimeSpan | null {
  const fields = EXIF_DATE.exec(date ?? '')
    ?.slice(1)
    .map(Number);
  const local = fields && utc(fields);
  if (local === undefined || local === null) return null;
  const zone = EXIF_OFFSET.exec(offset ?? '');
  return spanOf(local, 999, zone ? offsetMs(zone[1], Number(zone[2]), Number(zone[3])) : null);
}

/**
 * The instants that an ISO 8601 time of a claim can mean. A date alone means any time of that day, and a time
 * without offset any zone.
 *
 * @returns null when the text is no ISO 8601 time
 */
export function isoTimeSpan(text: string): TimeSpan | null {
  const match = ISO_TIME.exec(text);
  if (!match) return null;
  const local = utc(match.slice(1, 7).map((field) => Number(field ?? 0)));
  if (local === null) return null;
  if (match[4] === undefined) return spanOf(local, 24 * HOUR_MS - 1, null);
  const widthMs = match[6] === undefined ? MINUTE_MS - 1 : 999;
  const zone = /^([+-])(\d{2}):?(\d{2})$/.exec(match[7] ?? '');
  if (match[7] === 'Z') return spanOf(local, widthMs, 0);
  return spanOf(local, widthMs, zone ? offsetMs(zone[1], Number(zone[2]), Number(zone[3])) : null);
}

/**
 * Hours by which one time lies before another under every reading of both.
 *
 * @returns 0 when some reading puts `first` at or after `second`
 */
export function certainHoursBefore(first: TimeSpan, second: TimeSpan): number {
  return Math.max(0, (second.earliest - first.latest) / HOUR_MS);
}

/** Milliseconds of a calendar time taken as UTC; null when there is no such time. */
function utc([year, month, day, hour, minute, second]: readonly number[]): number | null {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(time);
  const exists =
    year >= 1900 && back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60;
  return exists ? time : null;
}

function offsetMs(sign: string, hours: number, minutes: number): number {
  return (sign === '-' ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}

function spanOf(local: number, widthMs: number, zoneMs: number | null): TimeSpan {
  if (zoneMs === null) return { earliest: local - EAST_MS, latest: local + widthMs + WEST_MS };
  return { earliest: local - zoneMs, latest: local + widthMs - zoneMs };
}
