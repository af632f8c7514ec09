import { deflateSync } from 'node:zlib';
import { computeCrc32 } from '../../src/bytes/crc32.js';

// Small writers of every container, for tests alone. They write structure, not pictures: pixels are a few bytes.

export type Bytes = Uint8Array;

export const ascii = (text: string): Bytes => Buffer.from(text, 'latin1');
export const utf8 = (text: string): Bytes => Buffer.from(text, 'utf8');
export const concat = (...parts: readonly Bytes[]): Bytes => Buffer.concat(parts);
export const u16 = (value: number): Bytes => Uint8Array.of((value >> 8) & 255, value & 255);
export const u32 = (value: number): Bytes =>
  Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
const u16le = (value: number): Bytes => u16(value).slice().reverse();
const u32le = (value: number): Bytes => u32(value).slice().reverse();

/** JPEG: segments, then a scan that holds stuffed bytes and restart markers, then whatever follows the end. */
export function jpeg(
  segments: readonly { marker: number; data: Bytes }[],
  trailer: Bytes = new Uint8Array(),
): Bytes {
  const written = segments.map(({ marker, data }) =>
    concat(Uint8Array.of(0xff, marker), u16(data.length + 2), data),
  );
  const scan = Uint8Array.of(
    0xff,
    0xda,
    0,
    4,
    1,
    1,
    0x12,
    0xff,
    0x00,
    0x34,
    0xff,
    0xd0,
    0x56,
    0xff,
    0xff,
    0x00,
  );
  return concat(Uint8Array.of(0xff, 0xd8), ...written, scan, Uint8Array.of(0xff, 0xd9), trailer);
}

export const exifSegment = (tiff: Bytes) => ({ marker: 0xe1, data: concat(ascii('Exif\0\0'), tiff) });
export const xmpSegment = (packet: string) => ({
  marker: 0xe1,
  data: concat(ascii('http://ns.adobe.com/xap/1.0/\0'), utf8(packet)),
});
export const extensionSegment = (guid: string, whole: Bytes, begin: number, end: number) => ({
  marker: 0xe1,
  data: concat(
    ascii(`http://ns.adobe.com/xmp/extension/\0${guid}`),
    u32(whole.length),
    u32(begin),
    whole.subarray(begin, end),
  ),
});
/** One JPEG XT packet of a JUMBF box; `box` is the whole box with its 8-byte header. */
export const jumbfSegment = (instance: number, order: number, box: Bytes, begin: number, end: number) => ({
  marker: 0xeb,
  data: concat(ascii('JP'), u16(instance), u32(order), box.subarray(0, 8), box.subarray(begin, end)),
});
export const photoshopSegment = (...resources: readonly Bytes[]) => ({
  marker: 0xed,
  data: concat(ascii('Photoshop 3.0\0'), ...resources),
});

/** Photoshop resource with a name. */
export function resource(id: number, data: Bytes, name = ''): Bytes {
  const pascal = concat(Uint8Array.of(name.length), ascii(name));
  const padded = pascal.length % 2 === 0 ? pascal : concat(pascal, Uint8Array.of(0));
  return concat(ascii('8BIM'), u16(id), padded, u32(data.length), data, new Uint8Array(data.length & 1));
}

/** IPTC application-record dataset. */
export const dataset = (number: number, text: Bytes): Bytes =>
  concat(Uint8Array.of(0x1c, 2, number), u16(text.length), text);

/** PNG of the chunks given, between IHDR and IDAT; `afterPixels` stand between IDAT and IEND. */
export function png(
  chunks: readonly { type: string; data: Bytes; badCrc?: boolean }[],
  {
    afterPixels = [],
    trailer = new Uint8Array() as Bytes,
  }: { afterPixels?: readonly { type: string; data: Bytes }[]; trailer?: Bytes } = {},
): Bytes {
  const chunk = ({ type, data, badCrc = false }: { type: string; data: Bytes; badCrc?: boolean }): Bytes => {
    const body = concat(ascii(type), data);
    return concat(u32(data.length), body, u32(badCrc ? 0x01020304 : computeCrc32(body)));
  };
  const header = { type: 'IHDR', data: concat(u32(1), u32(1), Uint8Array.of(8, 0, 0, 0, 0)) };
  const pixels = { type: 'IDAT', data: deflateSync(Uint8Array.of(0, 0)) };
  const all = [header, ...chunks, pixels, ...afterPixels, { type: 'IEND', data: new Uint8Array() }];
  return concat(ascii('\x89PNG\r\n\x1a\n'), ...all.map(chunk), trailer);
}

export const textChunk = (keyword: string, text: Bytes) => ({
  type: 'tEXt',
  data: concat(ascii(`${keyword}\0`), text),
});
export const compressedChunk = (keyword: string, text: Bytes) => ({
  type: 'zTXt',
  data: concat(ascii(`${keyword}\0\0`), deflateSync(text)),
});
export const internationalChunk = (keyword: string, text: Bytes, compressed = false) => ({
  type: 'iTXt',
  data: concat(
    ascii(`${keyword}\0`),
    Uint8Array.of(compressed ? 1 : 0, 0),
    ascii('en\0'),
    utf8('标题\0'),
    compressed ? deflateSync(text) : text,
  ),
});

/** WebP of the chunks given. */
export function webp(
  chunks: readonly { type: string; data: Bytes }[],
  trailer: Bytes = new Uint8Array(),
): Bytes {
  const written = [{ type: 'VP8L', data: ascii('/pixels') }, ...chunks].map(({ type, data }) =>
    concat(ascii(type), u32le(data.length), data, new Uint8Array(data.length & 1)),
  );
  const body = concat(ascii('WEBP'), ...written);
  return concat(ascii('RIFF'), u32le(body.length), body, trailer);
}

/** GIF sub-blocks of a payload. */
export function subBlocks(data: Bytes): Bytes {
  const parts: Bytes[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const piece = data.subarray(at, at + 255);
    parts.push(Uint8Array.of(piece.length), piece);
  }
  return concat(...parts, Uint8Array.of(0));
}

export function gif(extensions: readonly Bytes[], trailer: Bytes = new Uint8Array()): Bytes {
  const screen = Uint8Array.of(1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255);
  const image = Uint8Array.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0);
  return concat(ascii('GIF89a'), screen, ...extensions, image, Uint8Array.of(0x3b), trailer);
}
export const gifComment = (text: Bytes): Bytes => concat(Uint8Array.of(0x21, 0xfe), subBlocks(text));
/** XMP as the specification wants it: the packet as it is and the 258-byte magic trailer. */
export function gifXmp(packet: Bytes): Bytes {
  const magic = Uint8Array.from({ length: 258 }, (_, index) =>
    index === 0 ? 1 : index === 257 ? 0 : 256 - index,
  );
  return concat(Uint8Array.of(0x21, 0xff, 11), ascii('XMP DataXMP'), packet, magic);
}
export const gifApplication = (identifier: string, data: Bytes): Bytes =>
  concat(Uint8Array.of(0x21, 0xff, 11), ascii(identifier), subBlocks(data));

export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Bytes;
}

export const textEntry = (tag: number, text: string): TiffEntry => {
  const value = concat(utf8(text), Uint8Array.of(0));
  return { tag, type: 2, count: value.length, value };
};
export const bytesEntry = (tag: number, value: Bytes, type = 7): TiffEntry => ({
  tag,
  type,
  count: value.length,
  value,
});

/** A TIFF structure with IFD0, Exif IFD, GPS IFD and thumbnail, in either byte order. */
export function tiff(
  {
    ifd0 = [],
    exif = [],
    gps = [],
    thumbnail,
  }: {
    ifd0?: readonly TiffEntry[];
    exif?: readonly TiffEntry[];
    gps?: readonly TiffEntry[];
    thumbnail?: Bytes;
  },
  littleEndian = true,
): Bytes {
  const w16 = littleEndian ? u16le : u16;
  const w32 = littleEndian ? u32le : u32;
  const parts: Bytes[] = [concat(ascii(littleEndian ? 'II' : 'MM'), w16(42), w32(8))];
  let length = 8;
  const directory = (entries: readonly TiffEntry[], next: (end: number) => number): Bytes => {
    const sorted = [...entries].sort((a, b) => a.tag - b.tag);
    const size = 2 + sorted.length * 12 + 4;
    let at = length + size;
    const heads: Bytes[] = [];
    const values: Bytes[] = [];
    for (const { tag, type, count, value } of sorted) {
      const inline = value.length <= 4;
      heads.push(
        w16(tag),
        w16(type),
        w32(count),
        inline ? concat(value, new Uint8Array(4 - value.length)) : w32(at),
      );
      if (inline) continue;
      const padded = concat(value, new Uint8Array(value.length & 1));
      values.push(padded);
      at += padded.length;
    }
    const bytes = concat(w16(sorted.length), ...heads, w32(next(at)), ...values);
    return bytes;
  };
  const pointer = (tag: number, value: number): TiffEntry => ({ tag, type: 4, count: 1, value: w32(value) });
  // Two passes: the first finds how long IFD0 is, so that the second can point behind it.
  const build = (exifAt: number, gpsAt: number, ifd1At: number): Bytes =>
    directory(
      [
        ...ifd0,
        ...(exif.length > 0 ? [pointer(0x8769, exifAt)] : []),
        ...(gps.length > 0 ? [pointer(0x8825, gpsAt)] : []),
      ],
      () => ifd1At,
    );
  const first = build(0, 0, 0).length;
  const exifAt = 8 + first;
  length = exifAt;
  const exifBytes = exif.length > 0 ? directory(exif, () => 0) : new Uint8Array();
  const gpsAt = exifAt + exifBytes.length;
  length = gpsAt;
  const gpsBytes = gps.length > 0 ? directory(gps, () => 0) : new Uint8Array();
  const ifd1At = gpsAt + gpsBytes.length;
  length = ifd1At;
  const thumbnailAt = ifd1At + 2 + 24 + 4;
  const ifd1 = thumbnail
    ? concat(
        directory([pointer(0x0201, thumbnailAt), pointer(0x0202, thumbnail.length)], () => 0),
        thumbnail,
      )
    : new Uint8Array();
  length = 8;
  parts.push(build(exifAt, gpsAt, thumbnail ? ifd1At : 0), exifBytes, gpsBytes, ifd1);
  return concat(...parts);
}

const box = (type: string, ...content: readonly Bytes[]): Bytes => {
  const body = concat(...content);
  return concat(u32(body.length + 8), ascii(type), body);
};

export interface BmffTestItem {
  readonly type: string;
  readonly contentType?: string;
  readonly data: Bytes;
  /** Pieces that the item is cut into. @default 1 */
  readonly pieces?: number;
  /** Stored in `idat` instead of `mdat`. @default false */
  readonly inMeta?: boolean;
}

/** AVIF of the items given, and boxes behind it. */
export function avif(items: readonly BmffTestItem[], boxes: readonly Bytes[] = []): Bytes {
  const ftyp = box('ftyp', ascii('avif'), u32(0), ascii('mif1'));
  const entries = items.map(({ type, contentType = '' }, index) =>
    box(
      'infe',
      Uint8Array.of(2, 0, 0, 0),
      u16(index + 1),
      u16(0),
      ascii(type),
      ascii('\0'),
      ascii(type === 'mime' ? `${contentType}\0` : ''),
    ),
  );
  const iinf = box('iinf', u32(0), u16(items.length), ...entries);
  const cut = (data: Bytes, pieces: number): [number, number][] => {
    const size = Math.ceil(data.length / pieces);
    return Array.from(
      { length: Math.ceil(data.length / size) },
      (_, k) => [k * size, Math.min((k + 1) * size, data.length)] as [number, number],
    );
  };
  const inMeta = items.filter((item) => item.inMeta);
  const idat = inMeta.length > 0 ? box('idat', ...inMeta.map(({ data }) => data)) : new Uint8Array();
  const writeIloc = (mdatAt: number): Bytes => {
    let [metaAt, fileAt] = [0, mdatAt];
    const rows = items.map((item, index) => {
      const begin = item.inMeta ? metaAt : fileAt;
      if (item.inMeta) metaAt += item.data.length;
      else fileAt += item.data.length;
      const extents = cut(item.data, item.pieces ?? 1).map(([from, to]) => concat(u32(from), u32(to - from)));
      return concat(
        u16(index + 1),
        u16(item.inMeta ? 1 : 0),
        u16(0),
        u32(begin),
        u16(extents.length),
        ...extents,
      );
    });
    return box('iloc', Uint8Array.of(1, 0, 0, 0), Uint8Array.of(0x44, 0x40), u16(items.length), ...rows);
  };
  const writeMeta = (mdatAt: number): Bytes => box('meta', u32(0), iinf, writeIloc(mdatAt), idat);
  const mdatAt = ftyp.length + writeMeta(0).length + 8;
  const mdat = box('mdat', ...items.filter((item) => !item.inMeta).map(({ data }) => data));
  return concat(ftyp, writeMeta(mdatAt), mdat, ...boxes);
}
export const uuidBox = (id: string, data: Bytes): Bytes => box('uuid', Buffer.from(id, 'hex'), data);
export { box };

/** An XMP packet with attributes on one description. */
export const xmpPacket = (attributes: string, inner = ''): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${attributes}>${inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
