import { type IfdEntry, readIfd, readIfdInteger, readTiffHeader, type TiffHeader } from './ifd.js';
import { readUint32 } from './numbers.js';

/** Where a file says that it was captured, rounded to about 100 m. */
export interface GpsPosition {
  /** Degrees, north positive, -90..90. */
  readonly latitude: number;
  /** Degrees, east positive, -180..180. */
  readonly longitude: number;
}

const GPS_IFD = 0x8825;
const LATITUDE = { reference: 0x0001, degrees: 0x0002, negative: 'S', limit: 90 };
const LONGITUDE = { reference: 0x0003, degrees: 0x0004, negative: 'W', limit: 180 };

const ASCII = 2;
const RATIONAL = 5;
/** Three decimals are about 100 m: enough for a town or a depot, too coarse for a front door. */
const STEPS_PER_DEGREE = 1000;

/**
 * Reads the place of capture. Nothing else of the package reads it: EXIF facts tell only that there is one.
 *
 * @param blocks TIFF structures in file order, as `walkContainer` extracts them
 * @returns the first well-formed position; null without one. Exactly 0, 0 is what devices write without a fix.
 * @see Exif 3.0 (CIPA DC-008-2023) section 4.6.7
 */
export function readGpsPosition(blocks: readonly { readonly data: Uint8Array }[]): GpsPosition | null {
  for (const { data } of blocks) {
    const header = readTiffHeader(data);
    if (!header || header.bigTiff) continue;
    const pointer = readIfd(data, header, header.firstIfd)?.entries.find(({ tag }) => tag === GPS_IFD);
    const offset = pointer ? readIfdInteger(data, header, pointer) : null;
    const entries = offset === null ? [] : (readIfd(data, header, offset)?.entries ?? []);
    const latitude = readAngle(data, header, entries, LATITUDE);
    const longitude = readAngle(data, header, entries, LONGITUDE);
    if (latitude === null || longitude === null || (latitude === 0 && longitude === 0)) continue;
    return { latitude: coarse(latitude), longitude: coarse(longitude) };
  }
  return null;
}

/** Degrees, minutes and seconds with their hemisphere; null unless all are there and make an angle. */
function readAngle(
  block: Uint8Array,
  { littleEndian }: TiffHeader,
  entries: readonly IfdEntry[],
  { reference, degrees, negative, limit }: typeof LATITUDE,
): number | null {
  const letter = entries.find(({ tag, type }) => tag === reference && type === ASCII);
  const angle = entries.find(({ tag, type, count }) => tag === degrees && type === RATIONAL && count === 3);
  if (!letter || !angle) return null;
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const numerator = readUint32(block, angle.offset + 8 * i, littleEndian);
    const denominator = readUint32(block, angle.offset + 8 * i + 4, littleEndian);
    // Seconds may be unknown (0/0) when the minutes carry decimals.
    if (denominator > 0) sum += numerator / denominator / 60 ** i;
    else if (i === 0 || numerator > 0) return null;
  }
  if (sum > limit) return null;
  return String.fromCharCode(block[letter.offset]).toUpperCase() === negative ? -sum : sum;
}

function coarse(degrees: number): number {
  return Math.round(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE + 0;
}
