import type { PhotoFormat } from '../../../src/bytes/format.js';
import * as w from '../../bytes/container-writer.js';

// Every place of every container in which a text can stand. A place takes any text that its encoding can hold.

const NS = 'http://www.tc260.org.cn/ns/AIGC/1.0/';

/** A file that holds one text in one place. */
export interface Place {
  readonly name: string;
  readonly format: PhotoFormat;
  write(text: string): Uint8Array;
}

/** An XMP packet around a value, as some writer lays it out. */
export interface PacketForm {
  readonly name: string;
  write(value: string): Uint8Array;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');

const element = (value: string) => w.xmpPacket(`xmlns:TC260="${NS}"`, `<TC260:AIGC>${value}</TC260:AIGC>`);
const attribute = (value: string, declaration = `xmlns:TC260="${NS}"`, prefix = 'TC260') =>
  w.xmpPacket(`${declaration} ${prefix}:AIGC="${value}"`);
const packet = (name: string, write: (value: string) => string): PacketForm => ({
  name,
  write: (value) => w.utf8(write(value)),
});

export const PACKETS: readonly PacketForm[] = [
  packet('element', (value) => element(escapeXml(value))),
  packet('element with bare quotes', (value) =>
    element(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')),
  ),
  packet('attribute', (value) => attribute(escapeXml(value))),
  packet('other prefix', (value) => attribute(escapeXml(value), `xmlns:ns1="${NS}"`, 'ns1')),
  packet('lower-case prefix', (value) => attribute(escapeXml(value), `xmlns:aigc="${NS}"`, 'aigc')),
  packet('undeclared prefix', (value) => attribute(escapeXml(value), '')),
  packet('namespace without slash', (value) =>
    attribute(escapeXml(value), `xmlns:TC260="${NS.slice(0, -1)}"`),
  ),
  packet('namespace over https', (value) =>
    attribute(escapeXml(value), `xmlns:TC260="${NS.replace('http:', 'https:')}"`),
  ),
  packet('own namespace', (value) => attribute(escapeXml(value), 'xmlns:gen="urn:example:gen"', 'gen')),
  packet('default namespace', (value) => w.xmpPacket('', `<AIGC xmlns="${NS}">${escapeXml(value)}</AIGC>`)),
  packet('list', (value) =>
    element(`<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(value)}</rdf:li></rdf:Alt>`),
  ),
  packet('rdf:value', (value) => element(`<rdf:Description rdf:value="${escapeXml(value)}"/>`)),
  packet('numeric references', (value) =>
    element(value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)),
  ),
  packet('hexadecimal references', (value) =>
    attribute(value.replace(/[&<>"'{}]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`)),
  ),
  packet('escaped twice', (value) => element(escapeXml(escapeXml(value)))),
  packet('CDATA', (value) => element(`<![CDATA[${value}]]>`)),
  packet('comment before', (value) => element(escapeXml(value)).replace('<rdf:RDF', '<!-- <x> --><rdf:RDF')),
  packet('double question mark', (value) =>
    element(escapeXml(value))
      .replace('?><x:xmpmeta', '??><x:xmpmeta')
      .replace(/^/, '<?xml version="1.0" encoding="UTF-8"?>'),
  ),
  packet('no packet header', (value) => element(escapeXml(value)).replace(/<\?[^>]*\?>/g, '')),
  packet('no x:xmpmeta', (value) => element(escapeXml(value)).replace(/<\/?x:xmpmeta[^>]*>/g, '')),
  packet('padded', (value) =>
    element(escapeXml(value)).replace('<?xpacket end', `${' '.repeat(2_000)}\n<?xpacket end`),
  ),
  packet('cut off', (value) => element(escapeXml(value)).replace(/<\/rdf:Description>[\s\S]*$/, '')),
  packet('unclosed element before', (value) =>
    element(escapeXml(value)).replace('<TC260:AIGC>', '<dc:x><TC260:AIGC>'),
  ),
  { name: 'UTF-8 with byte order mark', write: (value) => w.utf8(`\ufeff${element(escapeXml(value))}`) },
  { name: 'UTF-16LE', write: (value) => Buffer.from(`\ufeff${element(escapeXml(value))}`, 'utf16le') },
  {
    name: 'UTF-16BE',
    write: (value) => Buffer.from(`\ufeff${element(escapeXml(value))}`, 'utf16le').swap16(),
  },
  { name: 'UTF-16LE without mark', write: (value) => Buffer.from(element(escapeXml(value)), 'utf16le') },
];

/** A packet without anything of interest: labels may stand in the second one alone. */
const PLAIN = w.utf8(w.xmpPacket('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"'));
const xmpItem = (data: Uint8Array) => ({ type: 'mime', contentType: 'application/rdf+xml', data });
const xmpBytes = (data: Uint8Array) => ({
  marker: 0xe1,
  data: w.concat(w.ascii('http://ns.adobe.com/xap/1.0/\0'), data),
});
const GUID = '0123456789ABCDEF0123456789ABCDEF';
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';

/** Where a packet stands. */
export const PACKET_PLACES: readonly {
  name: string;
  format: PhotoFormat;
  write(data: Uint8Array): Uint8Array;
}[] = [
  { name: 'JPEG APP1', format: 'jpeg', write: (data) => w.jpeg([xmpBytes(data)]) },
  { name: 'JPEG second APP1', format: 'jpeg', write: (data) => w.jpeg([xmpBytes(PLAIN), xmpBytes(data)]) },
  {
    name: 'JPEG extended XMP, parts in reverse',
    format: 'jpeg',
    write: (data) => {
      const main = w.xmpPacket(
        `xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${GUID}"`,
      );
      const half = data.length >> 1;
      return w.jpeg([
        w.xmpSegment(main),
        w.extensionSegment(GUID, data, half, data.length),
        w.extensionSegment(GUID, data, 0, half),
      ]);
    },
  },
  {
    name: 'JPEG APP1 without NUL',
    format: 'jpeg',
    write: (data) =>
      w.jpeg([{ marker: 0xe1, data: w.concat(w.ascii('http://ns.adobe.com/xap/1.0/'), data) }]),
  },
  {
    name: 'EXIF tag 0x02BC in JPEG',
    format: 'jpeg',
    write: (data) => w.jpeg([w.exifSegment(w.tiff({ ifd0: [w.bytesEntry(0x02bc, data, 1)] }))]),
  },
  {
    name: 'Photoshop resource 0x0424',
    format: 'jpeg',
    write: (data) => w.jpeg([w.photoshopSegment(w.resource(0x0424, data))]),
  },
  {
    name: 'PNG iTXt',
    format: 'png',
    write: (data) => w.png([w.internationalChunk('XML:com.adobe.xmp', data)]),
  },
  {
    name: 'PNG iTXt, compressed',
    format: 'png',
    write: (data) => w.png([w.internationalChunk('XML:com.adobe.xmp', data, true)]),
  },
  {
    name: 'PNG iTXt behind the pixels',
    format: 'png',
    write: (data) => w.png([], { afterPixels: [w.internationalChunk('XML:com.adobe.xmp', data)] }),
  },
  {
    name: 'PNG second iTXt',
    format: 'png',
    write: (data) =>
      w.png([
        w.internationalChunk('XML:com.adobe.xmp', PLAIN),
        w.internationalChunk('XML:com.adobe.xmp', data),
      ]),
  },
  { name: 'PNG tEXt', format: 'png', write: (data) => w.png([w.textChunk('XML:com.adobe.xmp', data)]) },
  {
    name: 'PNG raw profile',
    format: 'png',
    write: (data) =>
      w.png([
        w.compressedChunk(
          'Raw profile type xmp',
          w.ascii(`\nxmp\n ${data.length}\n${Buffer.from(data).toString('hex')}`),
        ),
      ]),
  },
  { name: 'WebP chunk', format: 'webp', write: (data) => w.webp([{ type: 'XMP ', data }]) },
  {
    name: 'WebP second chunk',
    format: 'webp',
    write: (data) =>
      w.webp([
        { type: 'XMP ', data: PLAIN },
        { type: 'XMP ', data },
      ]),
  },
  { name: 'GIF application extension', format: 'gif', write: (data) => w.gif([w.gifXmp(data)]) },
  { name: 'GIF second extension', format: 'gif', write: (data) => w.gif([w.gifXmp(PLAIN), w.gifXmp(data)]) },
  {
    name: 'TIFF tag 0x02BC',
    format: 'tiff',
    write: (data) => w.tiff({ ifd0: [w.bytesEntry(0x02bc, data, 1)] }),
  },
  {
    name: 'TIFF tag 0x02BC, big-endian, undefined type',
    format: 'tiff',
    write: (data) => w.tiff({ ifd0: [w.bytesEntry(0x02bc, data)] }, false),
  },
  { name: 'AVIF item', format: 'avif', write: (data) => w.avif([xmpItem(data)]) },
  {
    name: 'AVIF second item, in pieces',
    format: 'avif',
    write: (data) => w.avif([xmpItem(PLAIN), { ...xmpItem(data), pieces: 3 }]),
  },
  {
    name: 'HEIC item in idat',
    format: 'heic',
    write: (data) => w.avif([{ ...xmpItem(data), inMeta: true }]),
  },
  { name: 'AVIF uuid box', format: 'avif', write: (data) => w.avif([], [w.uuidBox(XMP_UUID, data)]) },
];

const exifPlaces = (name: string, tiff: (text: string, littleEndian: boolean) => Uint8Array): Place[] =>
  [true, false].flatMap((littleEndian) => {
    const shown = `${name}, ${littleEndian ? 'little' : 'big'}-endian, in`;
    const write = (text: string) => tiff(text, littleEndian);
    return [
      {
        name: `${shown} JPEG`,
        format: 'jpeg',
        write: (text: string) => w.jpeg([w.exifSegment(write(text))]),
      },
      {
        name: `${shown} PNG`,
        format: 'png',
        write: (text: string) => w.png([{ type: 'eXIf', data: write(text) }]),
      },
      {
        name: `${shown} WebP`,
        format: 'webp',
        write: (text: string) => w.webp([{ type: 'EXIF', data: write(text) }]),
      },
      {
        name: `${shown} AVIF`,
        format: 'avif',
        write: (text: string) => w.avif([{ type: 'Exif', data: w.concat(w.u32(0), write(text)) }]),
      },
      { name: `${shown} TIFF`, format: 'tiff', write },
    ] satisfies Place[];
  });
const userComment = (
  name: string,
  encode: (text: string, littleEndian: boolean) => Uint8Array,
  type = 7,
): Place[] =>
  exifPlaces(`UserComment ${name}`, (text, littleEndian) =>
    w.tiff({ exif: [w.bytesEntry(0x9286, encode(text, littleEndian), type)] }, littleEndian),
  );
const field = (
  name: string,
  tag: number,
  encode: (text: string) => Uint8Array = (text) => w.concat(w.utf8(text), w.ascii('\0')),
  type = 2,
): Place[] =>
  exifPlaces(name, (text, littleEndian) =>
    w.tiff({ ifd0: [w.bytesEntry(tag, encode(text), type)] }, littleEndian),
  );

const utf16 = (text: string, littleEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};

/** EXIF, PNG text, comments, unknown segments and chunks, trailers, IPTC. */
export const TEXT_PLACES: readonly Place[] = [
  ...userComment('without head', (text) => w.utf8(text)),
  ...userComment('ASCII', (text) => w.concat(w.ascii('ASCII\0\0\0'), w.utf8(text))),
  ...userComment('as text', (text) => w.concat(w.utf8(text), w.ascii('\0')), 2),
  ...userComment('undefined head', (text) => w.concat(new Uint8Array(8), w.utf8(text))),
  ...userComment('JIS', (text) => w.concat(w.ascii('JIS\0\0\0\0\0'), w.utf8(text))),
  ...userComment('Unicode', (text, littleEndian) =>
    w.concat(w.ascii('UNICODE\0'), utf16(text, littleEndian)),
  ),
  ...userComment('Unicode in the other byte order', (text, littleEndian) =>
    w.concat(w.ascii('UNICODE\0'), utf16(text, !littleEndian)),
  ),
  ...userComment('Unicode with byte order mark', (text, littleEndian) =>
    w.concat(w.ascii('UNICODE\0'), utf16(`\ufeff${text}`, littleEndian)),
  ),
  ...userComment('Unicode head before UTF-8', (text) => w.concat(w.ascii('UNICODE\0'), w.utf8(text))),
  ...userComment('UTF-16 without head', (text, littleEndian) => utf16(text, littleEndian)),
  ...field('ImageDescription', 0x010e),
  ...field('ImageDescription as UTF-8', 0x010e, undefined, 129),
  ...field('ImageDescription as bytes', 0x010e, undefined, 7),
  ...field('Software', 0x0131),
  ...field('Artist', 0x013b),
  ...field('Copyright', 0x8298),
  ...field('XPComment', 0x9c9c, (text) => Buffer.from(`${text}\0`, 'utf16le'), 1),
  ...field('XPKeywords', 0x9c9e, (text) => Buffer.from(`${text}\0`, 'utf16le'), 1),
  ...field('an unknown tag', 0xc001),
  ...exifPlaces('MakerNote', (text, littleEndian) =>
    w.tiff({ exif: [w.bytesEntry(0x927c, w.concat(w.ascii('HUAWEI\0\0'), w.utf8(text)))] }, littleEndian),
  ),
  ...['AIGC', 'aigc', 'TC260:AIGC', 'AIGC_Label', 'Comment'].flatMap((keyword): Place[] => [
    {
      name: `PNG tEXt ${keyword}`,
      format: 'png',
      write: (text) => w.png([w.textChunk(keyword, w.utf8(text))]),
    },
    {
      name: `PNG zTXt ${keyword}`,
      format: 'png',
      write: (text) => w.png([w.compressedChunk(keyword, w.utf8(text))]),
    },
    {
      name: `PNG iTXt ${keyword}`,
      format: 'png',
      write: (text) => w.png([w.internationalChunk(keyword, w.utf8(text))]),
    },
    {
      name: `PNG iTXt ${keyword}, compressed, behind the pixels`,
      format: 'png',
      write: (text) => w.png([], { afterPixels: [w.internationalChunk(keyword, w.utf8(text), true)] }),
    },
  ]),
  {
    name: 'PNG private chunk',
    format: 'png',
    write: (text) => w.png([{ type: 'aiGc', data: w.utf8(text) }]),
  },
  {
    name: 'PNG chunk with bad CRC',
    format: 'png',
    write: (text) => w.png([{ ...w.textChunk('AIGC', w.utf8(text)), badCrc: true }]),
  },
  { name: 'behind a PNG', format: 'png', write: (text) => w.png([], { trailer: w.utf8(text) }) },
  { name: 'JPEG comment', format: 'jpeg', write: (text) => w.jpeg([{ marker: 0xfe, data: w.utf8(text) }]) },
  ...[0, 1, 2, 4, 10, 11, 15].map(
    (number): Place => ({
      name: `JPEG APP${number}`,
      format: 'jpeg',
      write: (text) => w.jpeg([{ marker: 0xe0 + number, data: w.utf8(text) }]),
    }),
  ),
  {
    name: 'JPEG APP9 behind an identifier',
    format: 'jpeg',
    write: (text) => w.jpeg([{ marker: 0xe9, data: w.concat(w.ascii('AIGC\0'), w.utf8(text)) }]),
  },
  {
    name: 'JFIF segment',
    format: 'jpeg',
    write: (text) =>
      w.jpeg([{ marker: 0xe0, data: w.concat(w.ascii('JFIF\0\x01\x01\0\0\x01\0\x01\0\0'), w.utf8(text)) }]),
  },
  { name: 'behind a JPEG', format: 'jpeg', write: (text) => w.jpeg([], w.utf8(text)) },
  {
    name: 'behind a JPEG, among bytes',
    format: 'jpeg',
    write: (text) =>
      w.jpeg([], w.concat(new Uint8Array(3_000).fill(7), w.utf8(text), new Uint8Array(300).fill(9))),
  },
  {
    name: 'IPTC caption',
    format: 'jpeg',
    write: (text) => w.jpeg([w.photoshopSegment(w.resource(0x0404, w.dataset(120, w.utf8(text))))]),
  },
  {
    name: 'IPTC instructions',
    format: 'jpeg',
    write: (text) => w.jpeg([w.photoshopSegment(w.resource(0x0404, w.dataset(40, w.utf8(text))))]),
  },
  {
    name: 'WebP unknown chunk',
    format: 'webp',
    write: (text) => w.webp([{ type: 'AIGC', data: w.utf8(text) }]),
  },
  { name: 'behind a WebP', format: 'webp', write: (text) => w.webp([], w.utf8(text)) },
  { name: 'GIF comment', format: 'gif', write: (text) => w.gif([w.gifComment(w.utf8(text))]) },
  {
    name: 'GIF application extension',
    format: 'gif',
    write: (text) => w.gif([w.gifApplication('AIGCLABL1.0', w.utf8(text))]),
  },
  { name: 'behind a GIF', format: 'gif', write: (text) => w.gif([], w.utf8(text)) },
  {
    name: 'AVIF unknown uuid box',
    format: 'avif',
    write: (text) => w.avif([], [w.uuidBox('00112233445566778899aabbccddeeff', w.utf8(text))]),
  },
  {
    name: 'AVIF item of JSON',
    format: 'avif',
    write: (text) => w.avif([{ type: 'mime', contentType: 'application/json', data: w.utf8(text) }]),
  },
  { name: 'AVIF free box', format: 'avif', write: (text) => w.avif([], [w.box('free', w.utf8(text))]) },
  { name: 'behind an AVIF', format: 'avif', write: (text) => w.concat(w.avif([]), w.utf8(text)) },
];
