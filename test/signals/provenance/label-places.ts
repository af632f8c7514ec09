import type { PhotoFormat } from '../../../src/bytes/format.js';
import * as w from '../../bytes/container-writer.js';

// Every place of every container in which a text can stand, XMP aside. A place takes any text that its encoding holds.

/** A file that holds one text in one place. */
export interface Place {
  readonly name: string;
  readonly format: PhotoFormat;
  write(text: string): Uint8Array;
}

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
