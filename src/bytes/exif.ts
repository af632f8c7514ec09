import exifr from 'exifr';
import { type ExifEntries, locateExifEntries } from './exif-entries.js';
import {
  DATE_TAGS,
  type ExifDate,
  type ExifTags,
  NUMBER_TAGS,
  TEXT_TAGS,
  WINDOWS_TAGS,
} from './exif-tags.js';
import type { IfdEntry } from './ifd.js';
import { decodeText, decodeUtf16le } from './text.js';
import { decodeUserComment } from './user-comment.js';

export type { ExifDate, ExifTags } from './exif-tags.js';

/** One EXIF block with its place. */
export interface ExifBlock extends ExifTags {
  readonly where: string;
  /** True when a directory or an entry does not fit the block. */
  readonly damaged: boolean;
}

/** All EXIF of a file: every field from the first block that states it, and each block by itself. */
export interface ExifFacts extends ExifTags {
  readonly blocks: readonly ExifBlock[];
}

const USER_COMMENT = 0x9286;
const MAKER_NOTE = 0x927c;
const EXIF_POINTER = 0x8769;
/** exifr gives up on the whole block at a later field type (129 is UTF-8 in Exif 3.0). */
const MAX_EXIFR_TYPE = 13;
const EMPTY = new Uint8Array();
const EXIFR_TAGS = new Set<number>([
  ...Object.values(TEXT_TAGS),
  ...Object.values(DATE_TAGS).flat(),
  ...Object.values(NUMBER_TAGS),
]);

/** Blocks read per file: real ones have one, edited ones two or three. */
const MAX_EXIF_BLOCKS = 16;

/**
 * Reads EXIF blocks. exifr decodes the fields, but only those that our own directory walk found to lie inside the
 * block: it stops at the first bad entry otherwise and allocates whatever an entry states.
 *
 * exifr never sees anything but a bare TIFF structure, with its XMP parser off: that parser lets a crafted packet
 * write to `Object.prototype` (exifr 7.1.3). Values are not revived: its dates are in the server's time zone.
 *
 * @param blocks TIFF structures in file order, as `walkContainer` extracts them
 * @returns null when no block is a TIFF structure
 */
export async function readExif(
  blocks: readonly { readonly where: string; readonly data: Uint8Array }[],
): Promise<ExifFacts | null> {
  const read: ExifBlock[] = [];
  for (const { where, data } of blocks.slice(0, MAX_EXIF_BLOCKS)) {
    const entries = locateExifEntries(data);
    if (entries) read.push({ where, ...(await readTags(data, entries)), damaged: entries.damaged });
  }
  return read.length === 0 ? null : { ...mergeTags(read), blocks: read };
}

async function readTags(data: Uint8Array, entries: ExifEntries): Promise<ExifTags> {
  const values = await readValues(data, entries);
  /** Bytes of a field that holds bytes or text. */
  const slice = (tag: number): Uint8Array | null => {
    const entry = entries.exif.get(tag) ?? entries.ifd0.get(tag);
    return entry && entry.size > 0 && entry.size === entry.count
      ? data.subarray(entry.offset, entry.offset + entry.size)
      : null;
  };
  const text = (tag: number): string | null => {
    const value = values.get(tag);
    // exifr reads ASCII fields as UTF-8; what is none, and texts under another type, are decoded by us.
    const decoded =
      typeof value === 'string' && !value.includes('\ufffd') ? value : decodeText(slice(tag) ?? EMPTY);
    return decoded.replace(/^[\s\0]+|[\s\0]+$/g, '') || null;
  };
  const number = (tag: number): number | null => {
    const value = values.get(tag);
    const first = typeof value === 'object' && value !== null ? (value as ArrayLike<unknown>)[0] : value;
    return typeof first === 'number' && Number.isFinite(first) ? first : null;
  };
  const each = <Name extends string, Out>(tags: Readonly<Record<Name, number>>, read: (tag: number) => Out) =>
    Object.fromEntries(Object.entries<number>(tags).map(([name, tag]) => [name, read(tag)])) as Record<
      Name,
      Out
    >;
  const date = ([day, offset, subSeconds]: readonly [number, number, number]): ExifDate => ({
    date: text(day),
    offset: text(offset),
    subSeconds: text(subSeconds),
  });
  const comment = slice(USER_COMMENT);
  const windows = Object.entries(WINDOWS_TAGS).flatMap(([name, tag]) => {
    const value = slice(tag);
    return value ? [[name, decodeUtf16le(value)] as const] : [];
  });
  return {
    ...each(TEXT_TAGS, text),
    ...each(NUMBER_TAGS, number),
    userComment: (comment && decodeUserComment(comment, entries.littleEndian)) || null,
    windowsTexts: Object.fromEntries(windows),
    original: date(DATE_TAGS.original),
    digitized: date(DATE_TAGS.digitized),
    modified: date(DATE_TAGS.modified),
    thumbnail: entries.thumbnail,
    makerNote: slice(MAKER_NOTE),
    gpsPresent: entries.gpsPresent,
  };
}

/** Values by tag as exifr decodes them; those of the Exif IFD win over stray copies in IFD0. */
async function readValues(data: Uint8Array, entries: ExifEntries): Promise<Map<number, unknown>> {
  const pickFrom = (tags: ReadonlyMap<number, IfdEntry>) =>
    [...tags].filter(([tag, { type }]) => EXIFR_TAGS.has(tag) && type <= MAX_EXIFR_TYPE).map(([tag]) => tag);
  const ifd0 = pickFrom(entries.ifd0);
  const exif = pickFrom(entries.exif);
  const values = new Map<number, unknown>();
  if (ifd0.length + exif.length === 0) return values;
  const output: unknown = await exifr
    .parse(data, {
      tiff: true,
      // An empty list would mean all tags; a tag that is not there would lead behind the last entry.
      ifd0: { pick: ifd0.length > 0 ? ifd0 : [EXIF_POINTER] },
      exif: exif.length > 0 ? { pick: exif } : false,
      ifd1: false,
      gps: false,
      interop: false,
      makerNote: false,
      userComment: false,
      xmp: false,
      icc: false,
      iptc: false,
      jfif: false,
      ihdr: false,
      mergeOutput: false,
      sanitize: false,
      translateKeys: false,
      translateValues: false,
      reviveValues: false,
    })
    // What exifr cannot read says nothing; the block is still known to exist.
    .catch(() => undefined);
  for (const name of ['ifd0', 'exif'] as const) {
    const block = (output as Record<string, Record<string, unknown>> | undefined)?.[name] ?? {};
    for (const [tag, value] of Object.entries(block)) values.set(Number(tag), value);
  }
  return values;
}

/** Every field from the first block that states it. */
function mergeTags(blocks: readonly ExifTags[]): ExifTags {
  const merged: Record<string, unknown> = {};
  for (const block of blocks) {
    for (const [name, value] of Object.entries(block)) if (!isStated(merged[name])) merged[name] = value;
  }
  const { where: _, damaged: __, ...tags } = merged;
  return tags as unknown as ExifTags;
}

function isStated(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (typeof value !== 'object' || value instanceof Uint8Array) return true;
  return Object.values(value).some((field) => field !== null);
}
