import { readUint16, readUint32, readUint64 } from './numbers.js';

/** One directory entry whose value lies inside the block. */
export interface IfdEntry {
  readonly tag: number;
  /** TIFF field type, 1..18 or 129. */
  readonly type: number;
  readonly count: number;
  /** Where the value lies in the block, in bytes. */
  readonly offset: number;
  /** Size of the value, in bytes. */
  readonly size: number;
}

/** An image file directory; entries with a bad type or a value outside the block are left out. */
export interface Ifd {
  readonly offset: number;
  readonly entries: readonly IfdEntry[];
  /** Offset of the next directory of the chain, 0 at the end. */
  readonly next: number;
  /** True when an entry or the directory itself does not fit the block. */
  readonly damaged: boolean;
}

/** Header of a TIFF structure. */
export interface TiffHeader {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  readonly firstIfd: number;
}

// Sizes of the field types of TIFF 6.0, BigTIFF (16..18) and Exif 3.0 (129, UTF-8) by number.
const TYPE_SIZES: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 },
  ...{ 16: 8, 17: 8, 18: 8, 129: 1 },
};

// A directory has some dozen entries; the format allows 65,535 (BigTIFF 2^64) of them.
const MAX_ENTRIES = 1_000;

/** Reads the header of a TIFF structure, or null when it is none. */
export function readTiffHeader(block: Uint8Array): TiffHeader | null {
  const order = readUint16(block, 0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const littleEndian = order === 0x4949;
  const version = readUint16(block, 2, littleEndian);
  if (version === 42) return { littleEndian, bigTiff: false, firstIfd: readUint32(block, 4, littleEndian) };
  if (version === 43 && readUint16(block, 4, littleEndian) === 8)
    return { littleEndian, bigTiff: true, firstIfd: readUint64(block, 8, littleEndian) };
  return null;
}

/**
 * Reads one directory of a TIFF structure.
 *
 * @param block the whole structure, header first
 * @param offset where the directory lies
 * @returns the directory, or null when not even its entry count fits the block
 */
export function readIfd(
  block: Uint8Array,
  { littleEndian, bigTiff }: TiffHeader,
  offset: number,
): Ifd | null {
  const countSize = bigTiff ? 8 : 2;
  const entrySize = bigTiff ? 20 : 12;
  const inlineSize = bigTiff ? 8 : 4;
  const readPointer = bigTiff ? readUint64 : readUint32;
  if (offset < 8 || offset + countSize > block.length) return null;
  const stated = bigTiff ? readUint64(block, offset, littleEndian) : readUint16(block, offset, littleEndian);
  const fitting = Math.floor((block.length - offset - countSize) / entrySize);
  const count = Math.min(stated, fitting, MAX_ENTRIES);
  const entries: IfdEntry[] = [];
  let damaged = count < stated;
  for (let i = 0; i < count; i++) {
    const at = offset + countSize + i * entrySize;
    const type = readUint16(block, at + 2, littleEndian);
    const values = readPointer(block, at + 4, littleEndian);
    const size = (TYPE_SIZES[type] ?? 0) * values;
    const valueField = at + 4 + inlineSize;
    const valueAt = size <= inlineSize ? valueField : readPointer(block, valueField, littleEndian);
    if (!TYPE_SIZES[type] || valueAt + size > block.length) damaged = true;
    else
      entries.push({ tag: readUint16(block, at, littleEndian), type, count: values, offset: valueAt, size });
  }
  const end = offset + countSize + stated * entrySize;
  const next = end + inlineSize <= block.length ? readPointer(block, end, littleEndian) : 0;
  return { offset, entries, next, damaged };
}

/** The first value of an integer entry (BYTE, SHORT, LONG, IFD, LONG8), or null for other types. */
export function readIfdInteger(
  block: Uint8Array,
  { littleEndian }: TiffHeader,
  entry: IfdEntry,
): number | null {
  if (entry.count < 1) return null;
  if (entry.type === 1) return block[entry.offset];
  if (entry.type === 3) return readUint16(block, entry.offset, littleEndian);
  if (entry.type === 4 || entry.type === 13) return readUint32(block, entry.offset, littleEndian);
  if (entry.type === 16 || entry.type === 18) return readUint64(block, entry.offset, littleEndian);
  return null;
}
