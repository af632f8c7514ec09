import { computeCrc32 } from '../bytes/crc32.js';
import { ClaimlensError } from '../errors.js';

// A ZIP writer for stored (uncompressed) files. What bundles hold is compressed already (JPEG, base64 of JPEG), and
// stored files make the same bytes on every machine, where deflate differs between versions of zlib; that is why
// this is a page of our own rather than a library (fflate 0.8: 8 kB, deflate of its own, dates of its own).

/** One file of an archive. */
export interface ZipFile {
  /** Relative, with `/`, without `.` and `..`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
/** Version 2.0: folders and stored files. */
const VERSION = 20;
/** Bit 11: names are UTF-8. */
const UTF8_NAMES = 0x0800;
/** 1 January 1980 00:00, the earliest date of the format: archives of the same files are the same bytes. */
const DOS_DATE = 0x0021;
/** Beyond it ZIP64 would be needed. */
const LARGEST = 0xffff_ffff;

/**
 * Packs files into a ZIP archive, in the order given.
 *
 * @throws ClaimlensError `invalid-argument` for paths that are absolute, climb, repeat or hold control characters,
 *   `limit-exceeded` from 4 GiB or 65,535 files on
 * @see PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function packZip(files: readonly ZipFile[]): Uint8Array {
  requirePaths(files.map(({ path }) => path));
  const size = files.reduce((sum, { path, bytes }) => sum + 76 + 6 * path.length + bytes.length, 22);
  if (size >= LARGEST || files.length >= 0xffff)
    throw new ClaimlensError(
      'limit-exceeded',
      `zip: expected less than 4 GiB and 65,535 files, got ${size} bytes`,
    );
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = Buffer.from(path, 'utf8');
    const facts = describe(name, bytes);
    const local = Buffer.concat([words(LOCAL_HEADER, 4), words(VERSION, 2), facts, name]);
    // Version made by, facts, comment length, disk, attributes (inner 2, outer 4), offset.
    directory.push(
      Buffer.concat([
        words(CENTRAL_HEADER, 4),
        words(VERSION, 2),
        words(VERSION, 2),
        facts,
        Buffer.alloc(10),
        words(offset, 4),
        name,
      ]),
    );
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  }
  const directorySize = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.concat([
    words(END_OF_CENTRAL, 4),
    Buffer.alloc(4),
    words(files.length, 2),
    words(files.length, 2),
    words(directorySize, 4),
    words(offset, 4),
    Buffer.alloc(2),
  ]);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** The fields that local and central headers share: flags to extra length. */
function describe(name: Uint8Array, bytes: Uint8Array): Buffer {
  return Buffer.concat([
    words(UTF8_NAMES, 2),
    words(0, 2),
    words(0, 2),
    words(DOS_DATE, 2),
    words(computeCrc32(bytes), 4),
    words(bytes.length, 4),
    words(bytes.length, 4),
    words(name.length, 2),
    words(0, 2),
  ]);
}

/** A little-endian number. */
function words(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

function requirePaths(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const climbs = path.split('/').some((part) => part === '' || part === '.' || part === '..');
    if (climbs || /[\\:]|\p{Cc}/u.test(path) || seen.has(path))
      throw new ClaimlensError(
        'invalid-argument',
        `zip path: expected a relative path of its own, got ${JSON.stringify(path)}`,
      );
    seen.add(path);
  }
}
