import type { Block, Container } from './container.js';
import type { ExifBlock, ExifFacts } from './exif.js';
import { readIptc } from './iptc.js';
import { decodeLatin1, decodeText } from './text.js';
import type { XmpPacket } from './xmp.js';

/** One piece of text that a file carries; `pixels` are the lowest bits of a lossless picture. */
export interface MetadataText {
  readonly kind: 'exif' | 'xmp' | 'iptc' | 'png' | 'comment' | 'application' | 'trailer' | 'raw' | 'pixels';
  /** Field within the kind: `UserComment`, `CreatorTool`, a PNG keyword, an IPTC dataset; empty where there is none. */
  readonly name: string;
  /** Namespace URI of XMP properties, else empty. */
  readonly namespace: string;
  /** For people: `EXIF UserComment (APP1 @ 20)`. */
  readonly where: string;
  readonly text: string;
}

const EXIF_FIELDS = [
  ['make', 'Make'],
  ['model', 'Model'],
  ['software', 'Software'],
  ['processingSoftware', 'ProcessingSoftware'],
  ['hostComputer', 'HostComputer'],
  ['artist', 'Artist'],
  ['copyright', 'Copyright'],
  ['imageDescription', 'ImageDescription'],
  ['documentName', 'DocumentName'],
  ['userComment', 'UserComment'],
] as const satisfies readonly (readonly [keyof ExifBlock, string])[];

/** Words that labels hold and that are looked for in blocks of unknown structure. */
const MARKERS = [
  'AIGC',
  'aigc',
  'ContentProducer',
  'contentProducer',
  'contentproducer',
  'genAIType',
  'PhotoEditor_Re_Edit_Data',
];

/** Places of one marker that are looked at: pixels may hold its letters by chance. */
const MAX_HITS = 8;

/** Text handed on from around a marker in a block of unknown structure, in bytes. */
const WINDOW_BEFORE = 256;
const WINDOW_AFTER = 8_192;

/** Application segments and maker notes above this size are searched for markers, not decoded as a whole. */
const MAX_APPLICATION_TEXT = 16_384;
const MAX_MAKER_NOTE_TEXT = 64;

/** Raw text of a packet that is no XML. */
const MAX_RAW_PACKET = 200_000;

/**
 * Gathers all text of a file in one list, so that marks are found wherever a writer put them.
 *
 * @returns texts in file order by kind: EXIF, XMP, IPTC, PNG text, comments, unknown segments, trailer
 */
export function collectTexts(
  { blocks }: Container,
  exif: ExifFacts | null,
  packets: readonly XmpPacket[],
): MetadataText[] {
  const texts: MetadataText[] = [];
  for (const block of exif?.blocks ?? []) addExif(block, texts);
  for (const packet of packets) {
    for (const { namespace, name, value, path } of packet.properties)
      texts.push({ kind: 'xmp', name, namespace, where: `XMP ${path} (${packet.where})`, text: value });
  }
  for (const block of blocks) addBlock(block, texts);
  addBrokenPackets(blocks, packets, texts);
  return texts;
}

function addExif(block: ExifBlock, texts: MetadataText[]): void {
  const add = (name: string, text: string | null): void => {
    if (text !== null && text !== '')
      texts.push({ kind: 'exif', name, namespace: '', where: `EXIF ${name} (${block.where})`, text });
  };
  for (const [key, name] of EXIF_FIELDS) add(name, block[key]);
  for (const [name, text] of Object.entries(block.windowsTexts)) add(name, text);
  const { makerNote } = block;
  // Fooocus and others keep the name of their scheme here; camera maker notes are binary and longer.
  if (makerNote && makerNote.length <= MAX_MAKER_NOTE_TEXT) {
    const text = decodeLatin1(makerNote).replace(/\0+$/, '');
    if (/^[\x20-\x7e]+$/.test(text)) add('MakerNote', text);
  }
}

function addBlock(block: Block, texts: MetadataText[]): void {
  const { kind, where, data, keyword = '' } = block;
  if (kind === 'iptc') {
    for (const { name, text } of readIptc(data))
      texts.push({ kind: 'iptc', name, namespace: '', where: `IPTC ${name} (${where})`, text });
  } else if (kind === 'text') {
    texts.push({ kind: 'png', name: keyword, namespace: '', where: `PNG ${where}`, text: decodeText(data) });
  } else if (kind === 'comment') {
    texts.push({ kind: 'comment', name: '', namespace: '', where, text: decodeText(data).trim() });
  } else if (kind === 'application' && data.length <= MAX_APPLICATION_TEXT && isText(data)) {
    texts.push({ kind: 'application', name: keyword, namespace: '', where, text: decodeText(data) });
  } else if (kind === 'application' || kind === 'trailer' || kind === 'exif') {
    addWindows(block, kind === 'exif' ? 'raw' : kind, texts);
  }
}

/** Texts around markers in a block of unknown structure; fields already read are left out. */
function addWindows({ data, where }: Block, kind: MetadataText['kind'], texts: MetadataText[]): void {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const windows: number[] = [];
  for (const marker of MARKERS) {
    let at = bytes.indexOf(marker, 0, 'latin1');
    for (let hits = 0; at >= 0 && hits < MAX_HITS; hits++, at = bytes.indexOf(marker, at + 1, 'latin1')) {
      if (windows.some((begin) => at >= begin && at < begin + WINDOW_AFTER)) continue;
      if (kind === 'raw' && texts.some((known) => known.kind === 'exif' && known.text.includes(marker)))
        continue;
      const begin = Math.max(0, at - WINDOW_BEFORE);
      texts.push({
        kind,
        name: '',
        namespace: '',
        where,
        text: decodeText(data.subarray(begin, at + WINDOW_AFTER)),
      });
      windows.push(begin);
    }
  }
}

/**
 * Packets that are no XML once more, as plain text, and those with an object cut off: a label with bare quotes breaks
 * the packet that holds it.
 */
function addBrokenPackets(
  blocks: readonly Block[],
  packets: readonly XmpPacket[],
  texts: MetadataText[],
): void {
  for (const packet of packets) {
    const cut = packet.properties.some(({ value }) => /^\{(?![\s\S]*\}$)/.test(value));
    if (packet.wellFormed && !cut) continue;
    const block = blocks.find(({ kind, where }) => kind === 'xmp' && where === packet.where);
    if (!block) continue;
    const text = decodeText(block.data.subarray(0, MAX_RAW_PACKET));
    texts.push({ kind: 'raw', name: 'packet', namespace: '', where: `XMP (${packet.where})`, text });
  }
}

/** Mostly printable bytes, judged by the first 256. */
function isText(data: Uint8Array): boolean {
  const head = data.subarray(0, 256);
  let printable = 0;
  for (const byte of head)
    if ((byte >= 0x20 && byte < 0x7f) || byte >= 0x80 || byte === 9 || byte === 10 || byte === 13)
      printable++;
  return printable >= head.length * 0.9;
}
