import { type Ifd, type IfdEntry, readIfd, readIfdInteger, readTiffHeader } from './ifd.js';

/** Where the fields of an EXIF block lie; first entry of each tag, only those that fit the block. */
export interface ExifEntries {
  readonly littleEndian: boolean;
  readonly ifd0: ReadonlyMap<number, IfdEntry>;
  readonly exif: ReadonlyMap<number, IfdEntry>;
  readonly thumbnail: Uint8Array | null;
  readonly gpsPresent: boolean;
  readonly damaged: boolean;
}

const EXIF_IFD = 0x8769;
const GPS_IFD = 0x8825;
const GPS_LATITUDE = 0x0002;
const GPS_LONGITUDE = 0x0004;
const JPEG_OFFSET = 0x0201;
const JPEG_LENGTH = 0x0202;

/** Longest value handed to the decoder: prompts and workflows reach some hundred kilobytes. */
const MAX_VALUE_BYTES = 4_000_000;

/** Finds the directories of an EXIF block, or null when the block is no TIFF structure (or a BigTIFF). */
export function locateExifEntries(block: Uint8Array): ExifEntries | null {
  const header = readTiffHeader(block);
  if (!header || header.bigTiff) return null;
  const ifd0 = readIfd(block, header, header.firstIfd);
  if (!ifd0) return null;
  const entries0 = indexEntries(ifd0);
  const follow = (tag: number): Ifd | null => {
    const entry = entries0.get(tag);
    const offset = entry ? readIfdInteger(block, header, entry) : null;
    return offset === null ? null : readIfd(block, header, offset);
  };
  const exif = follow(EXIF_IFD);
  const gps = follow(GPS_IFD);
  const gpsEntries = gps ? indexEntries(gps) : new Map<number, IfdEntry>();
  const ifd1 = ifd0.next === 0 ? null : readIfd(block, header, ifd0.next);
  const lost = (tag: number, ifd: Ifd | null) => entries0.has(tag) && ifd === null;
  return {
    littleEndian: header.littleEndian,
    ifd0: entries0,
    exif: exif ? indexEntries(exif) : new Map(),
    thumbnail: ifd1 && readThumbnail(block, ifd1, (entry) => readIfdInteger(block, header, entry)),
    gpsPresent: gpsEntries.has(GPS_LATITUDE) && gpsEntries.has(GPS_LONGITUDE),
    damaged: ifd0.damaged || (exif?.damaged ?? false) || lost(EXIF_IFD, exif) || lost(GPS_IFD, gps),
  };
}

function indexEntries(ifd: Ifd): Map<number, IfdEntry> {
  const entries = new Map<number, IfdEntry>();
  for (const entry of ifd.entries)
    if (entry.size <= MAX_VALUE_BYTES && !entries.has(entry.tag)) entries.set(entry.tag, entry);
  return entries;
}

function readThumbnail(
  block: Uint8Array,
  ifd1: Ifd,
  readInteger: (entry: IfdEntry) => number | null,
): Uint8Array | null {
  const entries = indexEntries(ifd1);
  const [offsetEntry, lengthEntry] = [entries.get(JPEG_OFFSET), entries.get(JPEG_LENGTH)];
  if (!offsetEntry || !lengthEntry) return null;
  const offset = readInteger(offsetEntry) ?? 0;
  const length = readInteger(lengthEntry) ?? 0;
  const isJpeg = block[offset] === 0xff && block[offset + 1] === 0xd8;
  return isJpeg && length > 0 && offset + length <= block.length
    ? block.subarray(offset, offset + length)
    : null;
}
