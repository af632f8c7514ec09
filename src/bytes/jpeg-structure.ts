/** One marker of the file, in file order; entropy-coded data and RSTn inside scans are skipped. */
interface JpegMarker {
  /** Second byte of the marker, e.g. 0xdb for DQT. */
  readonly code: number;
  /** Offset of its 0xff byte. */
  readonly offset: number;
  /** Bytes of the segment after the two length bytes; 0 for markers without a body. */
  readonly length: number;
}

type JpegMode = 'baseline' | 'extended' | 'progressive' | 'lossless' | 'arithmetic';

interface JpegComponent {
  readonly id: number;
  /** Sampling factors, 1..4. */
  readonly horizontal: number;
  readonly vertical: number;
  /**
   * Quantization steps in row-major (not zigzag) order, 64 values 1..65535, as defined before the first scan;
   * null when the file never defines the table.
   */
  readonly quantization: Uint16Array | null;
}

/** What the markers of a JPEG say, before any coefficient is decoded. */
export interface JpegStructure {
  readonly markers: readonly JpegMarker[];
  readonly mode: JpegMode;
  /** Bits per sample, mostly 8. */
  readonly precision: number;
  /** Stored size in pixels, before EXIF orientation; height is 0 when only a DNL marker would tell it. */
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** `2x2/1x1/1x1`: horizontal x vertical factor of each component. */
  readonly sampling: string;
  /** MCUs between restart markers; 0 without restarts. */
  readonly restartInterval: number;
  readonly scans: number;
  /** The file has a JFIF APP0. */
  readonly jfif: boolean;
  /** Colour transform of an Adobe APP14 (0 RGB or CMYK, 1 YCbCr, 2 YCCK); null without one. */
  readonly adobeTransform: number | null;
  /** Offset after EOI; null when the file ends before it. */
  readonly end: number | null;
  /** Bytes after EOI. */
  readonly trailingBytes: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP14 = 0xee;
const TEM = 0x01;

// Against files made of markers alone: real ones have fewer than 500, the most scans libjpeg writes are about 100.
const MAX_MARKERS = 20_000;

/** Row-major index of each zigzag position, ITU-T T.81 figure A.6. */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6],
  ...[7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31],
  ...[39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

/**
 * Walks the markers of a JPEG without decoding it.
 *
 * Damage is tolerated: a segment that leaves the file, or bytes that are no marker where one belongs, end the walk
 * and leave `end` null.
 *
 * @param bytes the whole file
 * @returns null when the bytes are no JPEG or hold no frame header
 * @see ITU-T T.81 annex B
 */
export function readJpegStructure(bytes: Uint8Array): JpegStructure | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== SOI) return null;
  const markers: JpegMarker[] = [{ code: SOI, offset: 0, length: 0 }];
  const tables: (Uint16Array | null)[] = [null, null, null, null];
  let frame: ReturnType<typeof readFrame> = null;
  let components: readonly JpegComponent[] | null = null;
  let restartInterval = 0;
  let scans = 0;
  let jfif = false;
  let adobeTransform: number | null = null;
  let end: number | null = null;

  let position = 2;
  while (markers.length < MAX_MARKERS) {
    const offset = nextMarker(bytes, position);
    if (offset < 0) break;
    const code = bytes[offset + 1];
    if (code === EOI) {
      markers.push({ code, offset, length: 0 });
      end = offset + 2;
      break;
    }
    if (isBare(code)) {
      markers.push({ code, offset, length: 0 });
      position = offset + 2;
      continue;
    }
    if (offset + 4 > bytes.length) break;
    const length = bytes[offset + 2] * 256 + bytes[offset + 3] - 2;
    const begin = offset + 4;
    if (length < 0 || begin + length > bytes.length) break;
    markers.push({ code, offset, length });
    const body = bytes.subarray(begin, begin + length);
    position = begin + length;

    if (code === DQT) readTables(body, tables);
    else if (isFrame(code)) frame ??= readFrame(code, body);
    else if (code === DRI && length >= 2) restartInterval = body[0] * 256 + body[1];
    else if (code === APP0) jfif ||= startsWith(body, 'JFIF\0');
    else if (code === APP14 && length >= 12 && startsWith(body, 'Adobe')) adobeTransform = body[11];
    else if (code === SOS) {
      scans++;
      if (frame) components ??= bindTables(frame.components, tables);
      position = skipScan(bytes, position);
    }
  }
  if (!frame) return null;
  components ??= bindTables(frame.components, tables);
  return {
    markers,
    mode: frame.mode,
    precision: frame.precision,
    width: frame.width,
    height: frame.height,
    components,
    sampling: components.map((c) => `${c.horizontal}x${c.vertical}`).join('/'),
    restartInterval,
    scans,
    jfif,
    adobeTransform,
    end,
    trailingBytes: end === null ? 0 : bytes.length - end,
  };
}

/**
 * The usual name of a sampling.
 *
 * @returns `4:4:4`, `4:2:2`, `4:2:0`, `4:4:0`, `4:1:1`, `grey`, or the plain factors when no name fits
 */
export function samplingName(structure: Pick<JpegStructure, 'components' | 'sampling'>): string {
  const [luma, ...chroma] = structure.components;
  if (chroma.length === 0) return 'grey';
  if (chroma.length !== 2 || chroma.some((c) => c.horizontal !== 1 || c.vertical !== 1))
    return structure.sampling;
  const names: Record<string, string> = {
    '1x1': '4:4:4',
    '2x1': '4:2:2',
    '2x2': '4:2:0',
    '1x2': '4:4:0',
    '4x1': '4:1:1',
  };
  return names[`${luma.horizontal}x${luma.vertical}`] ?? structure.sampling;
}

/** Offset of the 0xff before the next marker code, fill bytes skipped; -1 where no marker stands. */
function nextMarker(bytes: Uint8Array, position: number): number {
  if (bytes[position] !== 0xff) return -1;
  let code = position + 1;
  while (code < bytes.length && bytes[code] === 0xff) code++;
  return code < bytes.length && bytes[code] !== 0 ? code - 1 : -1;
}

/** Offset of the first marker after entropy-coded data; stuffed zeros and RSTn belong to the data. */
function skipScan(bytes: Uint8Array, position: number): number {
  for (let at = bytes.indexOf(0xff, position); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code === undefined) break;
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  return bytes.length;
}

function isBare(code: number): boolean {
  return code === TEM || (code >= 0xd0 && code <= SOI);
}

/** SOF0..SOF15 without DHT, JPG and DAC, which share the range. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function frameMode(code: number): JpegMode {
  if (code >= 0xc9) return 'arithmetic';
  if (code === 0xc0) return 'baseline';
  if (code === 0xc1) return 'extended';
  return code === 0xc2 || code === 0xc6 ? 'progressive' : 'lossless';
}

function readFrame(code: number, body: Uint8Array) {
  const count = body[5];
  if (body.length < 6 || count === 0 || body.length < 6 + 3 * count) return null;
  const components = Array.from({ length: count }, (_, i) => ({
    id: body[6 + 3 * i],
    horizontal: body[7 + 3 * i] >> 4,
    vertical: body[7 + 3 * i] & 15,
    table: body[8 + 3 * i] & 3,
  }));
  const height = body[1] * 256 + body[2];
  const width = body[3] * 256 + body[4];
  return { mode: frameMode(code), precision: body[0], width, height, components };
}

function readTables(body: Uint8Array, tables: (Uint16Array | null)[]): void {
  for (let at = 0; at < body.length; ) {
    const wide = body[at] >> 4 !== 0;
    const id = body[at] & 3;
    at++;
    if (at + (wide ? 128 : 64) > body.length) return;
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++)
      table[ZIGZAG[k]] = wide ? body[at + 2 * k] * 256 + body[at + 2 * k + 1] : body[at + k];
    tables[id] = table;
    at += wide ? 128 : 64;
  }
}

function bindTables(
  components: readonly { id: number; horizontal: number; vertical: number; table: number }[],
  tables: readonly (Uint16Array | null)[],
): JpegComponent[] {
  return components.map(({ table, ...component }) => ({ ...component, quantization: tables[table] }));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
