import type { Collector } from './collector.js';
import { readUint32, startsWithAt } from './numbers.js';
import { decodeLatin1 } from './text.js';
import { addTiffBlocks } from './tiff-blocks.js';

const PICTURE_CHUNKS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF']);

/**
 * Collects the metadata chunks of a WebP.
 *
 * @see RFC 9649; C2PA 2.2, A.3.7
 */
export function walkRiff(bytes: Uint8Array, collector: Collector): void {
  const riffEnd = 8 + readUint32(bytes, 4, true);
  if (riffEnd > bytes.length + 1) collector.note('truncated', 'RIFF', `${bytes.length} of ${riffEnd} bytes`);
  const stop = Math.min(riffEnd, bytes.length);
  let at = 12;
  while (at + 8 <= stop && !collector.full()) {
    const type = decodeLatin1(bytes.subarray(at, at + 4));
    const length = readUint32(bytes, at + 4, true);
    const begin = at + 8;
    const end = Math.min(begin + length, bytes.length);
    if (begin + length > bytes.length) collector.note('truncated', `${type} @ ${at}`);
    if (!PICTURE_CHUNKS.has(type)) addChunk(type, bytes.subarray(begin, end), begin, collector);
    at = begin + length + (length & 1);
  }
  if (riffEnd + (riffEnd & 1) < bytes.length) {
    const where = `after RIFF @ ${riffEnd}`;
    collector.note('trailing-bytes', where, `${bytes.length - riffEnd} bytes`);
    collector.add({ kind: 'trailer', where, offset: riffEnd, data: bytes.subarray(riffEnd) });
  }
}

function addChunk(type: string, data: Uint8Array, offset: number, collector: Collector): void {
  const where = `${type.trim()} @ ${offset - 8}`;
  if (/^exif$/i.test(type)) {
    // The specification wants bare TIFF; many writers keep the JPEG head.
    const begin = startsWithAt(data, 0, 'Exif\0\0') ? 6 : 0;
    const exif = { where, offset: offset + begin };
    collector.add({ kind: 'exif', ...exif, data: data.subarray(begin) });
    addTiffBlocks(data.subarray(begin), collector, exif);
  } else if (/^xmp[ \0]$/i.test(type)) collector.add({ kind: 'xmp', where, offset, data });
  else if (type === 'ICCP') collector.add({ kind: 'icc', where, offset, data });
  else if (type === 'C2PA') collector.add({ kind: 'jumbf', where, offset, data });
  else collector.add({ kind: 'application', where, offset, data, keyword: type });
}
