import { type BmffBox, readBoxes } from './bmff-box.js';
import { readUint16, readUint32, readUint64 } from './numbers.js';
import { decodeLatin1 } from './text.js';

/** One item of a `meta` box and where its bytes lie in the file. */
export interface BmffItem {
  readonly id: number;
  /** Four characters: `hvc1`, `Exif`, `mime` … */
  readonly type: string;
  /** Media type of `mime` items, else empty. */
  readonly contentType: string;
  /** Never empty. */
  readonly extents: readonly BmffExtent[];
}

interface BmffExtent {
  /** Offset in the file, in bytes. */
  readonly offset: number;
  /** In bytes; 0 stands for "to the end of the file". */
  readonly length: number;
}

/** Bounds of a crafted file; a 200 Mpx grid of 512 px tiles has some 800 items of one extent each. */
const MAX_ITEMS = 4_000;
const MAX_EXTENTS = 8_000;

/** Lists the items that have both a description (`iinf`) and a place (`iloc`). */
export function readItems(bytes: Uint8Array, boxes: readonly BmffBox[]): BmffItem[] {
  const places = new Map<number, BmffExtent[]>();
  const idat = boxes.find((box) => box.type === 'idat');
  for (const box of boxes) if (box.type === 'iloc') readPlaces(bytes, box, idat?.content ?? 0, places);
  const items: BmffItem[] = [];
  for (const box of boxes) {
    if (box.type !== 'iinf') continue;
    const version = bytes[box.content] ?? 0;
    const begin = box.content + 4 + (version === 0 ? 2 : 4);
    for (const entry of readBoxes(bytes, begin, Math.min(box.end, bytes.length)).boxes) {
      const item = entry.type === 'infe' ? readEntry(bytes, entry) : null;
      const extents = item && places.get(item.id);
      if (item && extents && extents.length > 0) items.push({ ...item, extents });
    }
  }
  return items;
}

/**
 * The bytes of an item: a view when it lies in one piece, else joined.
 *
 * @returns null when an extent lies outside the file
 */
export function readItemData(bytes: Uint8Array, { extents }: BmffItem): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const { offset, length } of extents) {
    const end = length === 0 ? bytes.length : offset + length;
    total += end - offset;
    // Extents may repeat, so that a small file states a huge item.
    if (offset >= bytes.length || end > bytes.length || total > bytes.length) return null;
    parts.push(bytes.subarray(offset, end));
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

/** Item information entry, versions 2 and 3 (older ones carry no type). */
function readEntry(bytes: Uint8Array, { content, end }: BmffBox): Omit<BmffItem, 'extents'> | null {
  const version = bytes[content];
  if (version !== 2 && version !== 3) return null;
  const wide = version === 3;
  const id = wide ? readUint32(bytes, content + 4) : readUint16(bytes, content + 4);
  const typeAt = content + (wide ? 10 : 8);
  const type = decodeLatin1(bytes.subarray(typeAt, typeAt + 4));
  const strings = decodeLatin1(bytes.subarray(typeAt + 4, Math.min(end, typeAt + 1_024))).split('\0');
  return { id, type, contentType: type === 'mime' ? (strings[1] ?? '') : '' };
}

/** Item location box, versions 0..2; construction by `idat` and by file offset. */
function readPlaces(
  bytes: Uint8Array,
  { content, end }: BmffBox,
  idatContent: number,
  places: Map<number, BmffExtent[]>,
): void {
  const version = bytes[content];
  const sizes = readUint16(bytes, content + 4);
  const [offsetSize, lengthSize, baseSize, indexSize] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    version > 0 ? sizes & 15 : 0,
  ];
  const wide = version === 2;
  const stop = Math.min(end, bytes.length);
  let at = content + 6;
  const count = Math.min(wide ? readUint32(bytes, at) : readUint16(bytes, at), MAX_ITEMS);
  at += wide ? 4 : 2;
  let total = 0;
  for (let i = 0; i < count && at < stop; i++) {
    const id = wide ? readUint32(bytes, at) : readUint16(bytes, at);
    at += wide ? 4 : 2;
    const method = version > 0 ? readUint16(bytes, at) & 15 : 0;
    at += (version > 0 ? 2 : 0) + 2;
    const base = readSized(bytes, at, baseSize) + (method === 1 ? idatContent : 0);
    at += baseSize;
    const extentCount = readUint16(bytes, at);
    at += 2;
    const extents: BmffExtent[] = [];
    for (let k = 0; k < extentCount && at < stop && total < MAX_EXTENTS; k++, total++) {
      at += indexSize;
      const offset = base + readSized(bytes, at, offsetSize);
      at += offsetSize;
      extents.push({ offset, length: readSized(bytes, at, lengthSize) });
      at += lengthSize;
    }
    // Method 2 places items inside other items: no metadata writer does.
    if (method < 2 && !places.has(id)) places.set(id, extents);
  }
}

/** An integer of 0, 4 or 8 bytes, the sizes that the box may state. */
function readSized(bytes: Uint8Array, at: number, size: number): number {
  if (size === 4) return readUint32(bytes, at);
  return size === 8 ? readUint64(bytes, at) : 0;
}
