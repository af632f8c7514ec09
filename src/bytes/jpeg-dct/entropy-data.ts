// No block reads further than its 64 codes of 16 bits with 16 more each.
const PADDING = 256;

/** The entropy-coded data of a scan without stuffing: one interval between restart markers after the other. */
export interface EntropyData {
  /** All intervals, one behind the other; zeros behind the last. */
  readonly data: Uint8Array;
  /** First and last-plus-one byte of each interval in `data`. */
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  /** Where each interval begins in the file. */
  readonly offsets: readonly number[];
}

/**
 * Takes stuffed zeros out of a scan and splits it at restart markers, so that decoding is plain bit counting.
 *
 * @param begin first byte behind the SOS segment
 * @param end offset of the next marker that is no restart, or the length of the file
 * @param maxIntervals further intervals are left out
 * @see ITU-T T.81 F.1.2.3 and E.1.4
 */
export function readEntropyData(
  bytes: Uint8Array,
  begin: number,
  end: number,
  maxIntervals: number,
): EntropyData {
  const data = new Uint8Array(Math.max(0, end - begin) + PADDING);
  const begins = [0];
  const ends: number[] = [];
  const offsets = [begin];
  let position = 0;
  for (let at = begin; at < end; ) {
    const byte = bytes[at++];
    if (byte !== 0xff) {
      data[position++] = byte;
      continue;
    }
    const code = bytes[at];
    if (code === 0) {
      data[position++] = 0xff;
      at++;
    } else if (code >= 0xd0 && code <= 0xd7) {
      at++;
      if (begins.length === maxIntervals) break;
      ends.push(position);
      begins.push(position);
      offsets.push(at);
    }
    // Anything else is a fill byte before a marker.
  }
  ends.push(position);
  return { data, begins, ends, offsets };
}

/**
 * Where a position in an interval lies in the file.
 *
 * @param position byte within the interval, stuffing not counted
 */
export function locateInFile(bytes: Uint8Array, intervalOffset: number, position: number): number {
  let at = intervalOffset;
  for (let left = position; left > 0 && at < bytes.length; left--)
    at += bytes[at] === 0xff && bytes[at + 1] === 0 ? 2 : 1;
  return Math.min(at, bytes.length);
}
