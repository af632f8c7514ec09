import type { Collector } from './collector.js';
import { decodeLatin1 } from './text.js';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const END = 0x3b;
const COMMENT = 0xfe;
const APPLICATION = 0xff;

/** Length of the magic trailer that leads a plain GIF reader out of an XMP packet: 01 FF FE … 01 00. */
const XMP_TRAILER_LENGTH = 257;

/**
 * Collects comments and application extensions of a GIF; XMP and C2PA arrive as such.
 *
 * @see GIF89a specification; XMP specification part 3, 1.1.2; C2PA 2.2, A.3.6
 */
export function walkGif(bytes: Uint8Array, collector: Collector): void {
  const flags = bytes[10] ?? 0;
  let at = 13 + tableSize(flags);
  while (at < bytes.length && !collector.full()) {
    const code = bytes[at];
    if (code === EXTENSION) at = addExtension(bytes, at, collector);
    else if (code === IMAGE) at = skipSubBlocks(bytes, at + 10 + tableSize(bytes[at + 9] ?? 0) + 1);
    else if (code === END) break;
    else {
      collector.note('malformed', `GIF block @ ${at}`);
      return;
    }
  }
  if (at >= bytes.length) {
    collector.note('truncated', 'GIF', 'no trailer');
  } else if (at + 1 < bytes.length && !collector.full()) {
    const where = `after GIF trailer @ ${at + 1}`;
    collector.note('trailing-bytes', where, `${bytes.length - at - 1} bytes`);
    collector.add({ kind: 'trailer', where, offset: at + 1, data: bytes.subarray(at + 1) });
  }
}

/** Adds one extension and returns the offset after it. */
function addExtension(bytes: Uint8Array, at: number, collector: Collector): number {
  const label = bytes[at + 1];
  const end = skipSubBlocks(bytes, at + 2);
  if (label === COMMENT) {
    const where = `comment @ ${at}`;
    collector.add({ kind: 'comment', where, offset: at + 2, data: joinSubBlocks(bytes, at + 2, end) });
  } else if (label === APPLICATION && bytes[at + 2] >= 11) {
    const keyword = decodeLatin1(bytes.subarray(at + 3, at + 14));
    const begin = at + 3 + bytes[at + 2];
    const where = `application "${keyword}" @ ${at}`;
    const kind =
      keyword === 'XMP DataXMP'
        ? 'xmp'
        : keyword.startsWith('C2PA')
          ? 'jumbf'
          : keyword.startsWith('ICCRGBG1')
            ? 'icc'
            : 'application';
    const data = kind === 'xmp' ? readXmp(bytes, begin, end) : joinSubBlocks(bytes, begin, end);
    collector.add({ kind, where, offset: begin, data, keyword });
  }
  return end;
}

/** The packet lies in the file as it is, followed by the magic trailer; some writers make sub-blocks of it. */
function readXmp(bytes: Uint8Array, begin: number, end: number): Uint8Array {
  const trailer = end - 1 - XMP_TRAILER_LENGTH;
  const plain = trailer > begin && bytes[trailer] === 1 && bytes[trailer + 1] === 0xff;
  return plain ? bytes.subarray(begin, trailer) : joinSubBlocks(bytes, begin, end);
}

/** Offset after the terminator of a chain of sub-blocks, or the end of the file. */
function skipSubBlocks(bytes: Uint8Array, begin: number): number {
  let at = begin;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at];
  return Math.min(at + 1, bytes.length);
}

function joinSubBlocks(bytes: Uint8Array, begin: number, end: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = begin; at < end && bytes[at] !== 0; at += 1 + bytes[at])
    parts.push(bytes.subarray(at + 1, Math.min(at + 1 + bytes[at], end)));
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
