import type { Collector } from './collector.js';
import { createIccParts, createJumbfParts, createPhotoshopParts } from './jpeg-parts.js';
import { readUint16, startsWithAt } from './numbers.js';
import { decodeLatin1 } from './text.js';
import { addTiffBlocks } from './tiff-blocks.js';
import { createXmpExtensions } from './xmp-extension.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;

// Some writers leave out the NUL after the namespace.
const XMP_HEAD = /^http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0?/;
const XMP_EXTENSION_HEAD = 'http://ns.adobe.com/xmp/extension/\0';
const EXIF_HEAD = /^Exif\0[\0\xff]?/i;
const XMP_START = /^\s*(<\?xpacket|<x:xmpmeta|<rdf:RDF)/;

/** Longest identifier shown of an unknown application segment, in characters. */
const MAX_KEYWORD = 40;

/** Handler of one application segment; `at` is the offset of its payload. */
type Segment = { readonly marker: number; readonly at: number; readonly data: Uint8Array };

/**
 * Collects the metadata segments of a JPEG: EXIF, XMP (extended parts joined), ICC, MPF, JUMBF, Photoshop
 * resources, comments, unknown application segments and what follows the picture.
 *
 * @see ITU-T T.81 annex B; XMP specification part 3, 1.1; C2PA 2.2, A.3.1
 */
export function walkJpeg(bytes: Uint8Array, collector: Collector): void {
  const joiners = {
    xmp: createXmpExtensions(collector),
    icc: createIccParts(collector),
    jumbf: createJumbfParts(collector),
    photoshop: createPhotoshopParts(collector),
  };
  let at: number | null = 2;
  while (at !== null && !collector.full()) at = readSegment(bytes, at, collector, joiners);
  for (const joiner of Object.values(joiners)) joiner.finish();
}

/** Collects the segment at or after `at` and returns where to go on, or null at the end of the picture or file. */
function readSegment(bytes: Uint8Array, at: number, collector: Collector, joiners: Joiners): number | null {
  const marker = findMarker(bytes, at, collector);
  if (marker === null) {
    collector.note('truncated', 'JPEG', 'no end of image');
    return null;
  }
  const code = bytes[marker + 1];
  if (code === EOI) {
    addTrailer(bytes, marker + 2, collector);
    return null;
  }
  const begin = marker + 2;
  // Stand-alone markers carry no length: TEM, RST0..7, a second SOI.
  if (code === 0x01 || (code >= 0xd0 && code <= SOI)) return begin;
  const length = readUint16(bytes, begin);
  const end = Math.min(begin + Math.max(length, 2), bytes.length);
  const where = `marker ff${hex(code)} @ ${marker}`;
  if (begin + length > bytes.length) collector.note('truncated', where);
  else if (length < 2) {
    collector.note('malformed', where);
    return begin;
  }
  const segment = { marker: code, at: begin + 2, data: bytes.subarray(begin + 2, end) };
  if (code >= 0xe0 && code <= 0xef) addApplication(segment, collector, joiners);
  if (code === COM)
    collector.add({ kind: 'comment', where: `COM @ ${marker}`, offset: segment.at, data: segment.data });
  return code === SOS ? skipScan(bytes, end) : end;
}

/** Offset of the next marker at or after `at`; bytes that belong to no segment are noted and skipped. */
function findMarker(bytes: Uint8Array, at: number, collector: Collector): number | null {
  let from = at;
  while (from < bytes.length) {
    const found = bytes.indexOf(0xff, from);
    if (found < 0 || found + 1 >= bytes.length) return null;
    const code = bytes[found + 1];
    if (code === 0xff) {
      // A fill byte: any number of them may stand before a marker.
      from = found + 1;
      continue;
    }
    if (code === 0) {
      from = found + 2;
      continue;
    }
    if (found > at && bytes[at] !== 0xff)
      collector.note('malformed', `JPEG @ ${at}`, `${found - at} stray bytes`);
    return found;
  }
  return null;
}

/** Offset of the first marker after entropy-coded data (stuffed bytes and restart markers belong to it). */
function skipScan(bytes: Uint8Array, begin: number): number {
  let at = begin;
  while (at < bytes.length) {
    const found = bytes.indexOf(0xff, at);
    if (found < 0) return bytes.length;
    const code = bytes[found + 1];
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return found;
    at = found + (code === 0xff ? 1 : 2);
  }
  return bytes.length;
}

type Joiners = {
  readonly xmp: ReturnType<typeof createXmpExtensions>;
  readonly icc: ReturnType<typeof createIccParts>;
  readonly jumbf: ReturnType<typeof createJumbfParts>;
  readonly photoshop: ReturnType<typeof createPhotoshopParts>;
};

function addApplication({ marker, at, data }: Segment, collector: Collector, joiners: Joiners): void {
  const number = marker - 0xe0;
  const where = `APP${number} @ ${at - 4}`;
  const head = decodeLatin1(data.subarray(0, 64));
  const block = { where, offset: at };
  const exifHead = EXIF_HEAD.exec(head);
  if (exifHead) {
    const begin = exifHead[0].length;
    const exif = { where, offset: at + begin };
    collector.add({ kind: 'exif', ...exif, data: data.subarray(begin) });
    addTiffBlocks(data.subarray(begin), collector, exif);
  } else if (XMP_HEAD.test(head)) {
    const begin = XMP_HEAD.exec(head)?.[0].length ?? 0;
    const packet = data.subarray(begin);
    joiners.xmp.addPacket(packet);
    collector.add({ kind: 'xmp', where, offset: at + begin, data: packet });
  } else if (head.startsWith(XMP_EXTENSION_HEAD)) {
    joiners.xmp.addPart(data.subarray(XMP_EXTENSION_HEAD.length), at + XMP_EXTENSION_HEAD.length);
  } else if (XMP_START.test(head)) {
    collector.add({ kind: 'xmp', ...block, data });
  } else if (head.startsWith('ICC_PROFILE\0')) {
    joiners.icc.add(data.subarray(12), where, at + 12);
  } else if (number === 11 && head.startsWith('JP')) {
    joiners.jumbf.add(data.subarray(2), where, at + 2);
  } else if (number === 13 && /^(Photoshop 3\.0\0|Adobe_Photoshop2\.5:)/.test(head)) {
    const begin = head.startsWith('P') ? 14 : 19;
    joiners.photoshop.add(data.subarray(begin), where, at + begin);
  } else {
    const keyword = /^[\x20-\x7e]{0,40}/.exec(head)?.[0].slice(0, MAX_KEYWORD) ?? '';
    collector.add({ kind: 'application', ...block, data, keyword });
  }
}

function addTrailer(bytes: Uint8Array, begin: number, collector: Collector): void {
  let at = begin;
  // Padding to an even or block length is no content.
  while (at < bytes.length && (bytes[at] === 0 || bytes[at] === 0xff) && !startsWithAt(bytes, at, '\xff\xd8'))
    at++;
  if (at >= bytes.length) return;
  collector.note('trailing-bytes', `after EOI @ ${begin}`, `${bytes.length - begin} bytes`);
  collector.add({
    kind: 'trailer',
    where: `after EOI @ ${begin}`,
    offset: begin,
    data: bytes.subarray(begin),
  });
}

function hex(code: number): string {
  return code.toString(16).padStart(2, '0');
}
