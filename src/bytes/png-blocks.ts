import type { Collector } from './collector.js';
import type { Block } from './container.js';
import { computeCrc32 } from './crc32.js';
import { inflateWithin } from './inflate.js';
import { readUint32, startsWithAt } from './numbers.js';
import { addRawProfile } from './raw-profile.js';
import { decodeLatin1 } from './text.js';
import { addTiffBlocks } from './tiff-blocks.js';

const SIGNATURE_LENGTH = 8;

// Pixels and their tables: no metadata, and their checksums would cost more than everything else here.
const PICTURE_CHUNKS = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'fdAT', 'fcTL', 'acTL']);

/** Inflated text of all chunks together; a file of many small bombs stops here. */
const MAX_INFLATED_TOTAL = 24_000_000;

/** Chunks longer than this are not checksummed. */
const MAX_CRC_BYTES = 4_000_000;

/**
 * Collects the metadata chunks of a PNG, wherever they stand. A bad checksum is noted and the chunk read all the
 * same; XMP and ImageMagick's raw profiles arrive as the blocks that they hold.
 *
 * @see PNG specification, third edition, 11.3; C2PA 2.2, A.3.2
 */
export function walkPng(bytes: Uint8Array, collector: Collector): void {
  const budget = { inflated: 0 };
  let at = SIGNATURE_LENGTH;
  while (at < bytes.length && !collector.full()) {
    const length = readUint32(bytes, at);
    const type = decodeLatin1(bytes.subarray(at + 4, at + 8));
    const begin = at + 8;
    const end = Math.min(begin + length, bytes.length);
    if (begin + length + 4 > bytes.length) collector.note('truncated', `${type} @ ${at}`);
    if (!/^[A-Za-z]{4}$/.test(type)) {
      collector.note('malformed', `chunk @ ${at}`);
      return;
    }
    if (!PICTURE_CHUNKS.has(type)) {
      const data = bytes.subarray(begin, end);
      checkCrc(bytes, at, end, collector);
      addChunk(type, data, at, collector, budget);
    }
    at = begin + length + 4;
    if (type === 'IEND') break;
  }
  if (at < bytes.length && !collector.full()) {
    const where = `after IEND @ ${at}`;
    collector.note('trailing-bytes', where, `${bytes.length - at} bytes`);
    collector.add({ kind: 'trailer', where, offset: at, data: bytes.subarray(at) });
  }
}

function checkCrc(bytes: Uint8Array, at: number, end: number, collector: Collector): void {
  if (end + 4 > bytes.length || end - at > MAX_CRC_BYTES) return;
  const stored = readUint32(bytes, end);
  if (computeCrc32(bytes.subarray(at + 4, end)) === stored) return;
  collector.note('bad-crc', `${decodeLatin1(bytes.subarray(at + 4, at + 8))} @ ${at}`);
}

function addChunk(
  type: string,
  data: Uint8Array,
  at: number,
  collector: Collector,
  budget: { inflated: number },
): void {
  const where = `${type} @ ${at}`;
  const offset = at + 8;
  if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt' || type === 'iCCP') {
    addText(type, data, { where, offset }, collector, budget);
  } else if (type === 'eXIf') {
    // Some writers keep the JPEG head.
    const begin = startsWithAt(data, 0, 'Exif\0\0') ? 6 : 0;
    const exif = { where, offset: offset + begin };
    collector.add({ kind: 'exif', ...exif, data: data.subarray(begin) });
    addTiffBlocks(data.subarray(begin), collector, exif);
  } else {
    const kind = type === 'caBX' ? 'jumbf' : 'application';
    collector.add({ kind, where, offset, data, ...(kind === 'application' ? { keyword: type } : {}) });
  }
}

function addText(
  type: string,
  data: Uint8Array,
  at: { where: string; offset: number },
  collector: Collector,
  budget: { inflated: number },
): void {
  const keywordEnd = data.subarray(0, 256).indexOf(0);
  if (keywordEnd < 0) {
    collector.note('malformed', at.where, 'no keyword');
    return;
  }
  const keyword = decodeLatin1(data.subarray(0, keywordEnd));
  const where = `${at.where.replace(' @', ` "${keyword}" @`)}`;
  const begin = findTextBegin(type, data, keywordEnd + 1);
  const compressed = type === 'zTXt' || type === 'iCCP' || (type === 'iTXt' && data[keywordEnd + 1] === 1);
  let content: Uint8Array = data.subarray(begin);
  if (compressed) {
    const inflated = budget.inflated > MAX_INFLATED_TOTAL ? 'too-large' : inflateWithin(content);
    if (typeof inflated === 'string') {
      collector.note(inflated === 'too-large' ? 'text-too-large' : 'malformed', where, 'compressed text');
      return;
    }
    budget.inflated += inflated.length;
    content = inflated;
  }
  const block = { where, offset: at.offset + begin, data: content };
  if (type === 'iCCP') collector.add({ kind: 'icc', ...block, keyword });
  else if (keyword === 'XML:com.adobe.xmp') collector.add({ kind: 'xmp', ...block, keyword } satisfies Block);
  else if (!addRawProfile(keyword, block, collector)) collector.add({ kind: 'text', ...block, keyword });
}

/** tEXt: text at once; zTXt, iCCP: compression method; iTXt: flag, method, language tag, translated keyword. */
function findTextBegin(type: string, data: Uint8Array, afterKeyword: number): number {
  if (type === 'tEXt') return afterKeyword;
  if (type !== 'iTXt') return afterKeyword + 1;
  const languageEnd = data.indexOf(0, afterKeyword + 2);
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  return translatedEnd < 0 ? data.length : translatedEnd + 1;
}
