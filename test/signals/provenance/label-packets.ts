import type { PhotoFormat } from '../../../src/bytes/format.js';
import * as w from '../../bytes/container-writer.js';

// Every way in which a writer lays out an XMP packet around a value, and every place of every container for one.

const NS = 'http://www.tc260.org.cn/ns/AIGC/1.0/';

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
