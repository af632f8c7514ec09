import { type JpegStructure, readJpegStructure } from '../jpeg-structure.js';
import { readEntropyData } from './entropy-data.js';
import {
  buildHuffmanTable,
  type HuffmanDefinition,
  type HuffmanTable,
  readHuffmanDefinitions,
} from './huffman.js';
import { countScanBlocks, decodeScan, type ScanComponent, type ScanDamage } from './scan.js';

/** Quantized DCT coefficients of one component, as the file stores them. */
export interface DctComponent {
  readonly id: number;
  /** 64 values per block, row-major within the block; blocks row-major, `stride` of them in a row. */
  readonly coefficients: Int16Array;
  /** Blocks in a stored row: whole MCUs, so it can exceed `blocksWide`. */
  readonly stride: number;
  /** Blocks that hold pixels of the picture. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** Sampling factors. */
  readonly horizontal: number;
  readonly vertical: number;
  /** 64 steps, row-major; null when the file never defines the table. */
  readonly quantization: Uint16Array | null;
}

/** Limits of one decode. */
interface DctLimits {
  /** Width × height. @default 64_000_000 */
  readonly maxPixels: number;
  /** @default 4 */
  readonly maxComponents: number;
  /** The longest scripts of encoders have about 100 scans. @default 128 */
  readonly maxScans: number;
  /** Blocks that all scans together may visit, against progressive bombs. @default 64_000_000 */
  readonly maxBlockVisits: number;
}

/** What a file's coefficients are, or why they cannot be read. Damage is data: whatever came before it is kept. */
export type DctReading =
  | {
      readonly status: 'decoded';
      readonly structure: JpegStructure;
      /** Luma first where the file is YCbCr. Coefficients that no scan defines are 0. */
      readonly components: readonly DctComponent[];
      /** Scans that were decoded. */
      readonly scans: number;
      /** The first damage of the entropy-coded data; null for a file that decodes to its end. */
      readonly damage: (ScanDamage & { readonly scan: number }) | null;
    }
  | { readonly status: 'unsupported'; readonly reason: UnsupportedReason }
  | { readonly status: 'limit-exceeded'; readonly limit: keyof DctLimits; readonly value: number };

type UnsupportedReason =
  | 'not-jpeg'
  | 'lossless'
  | 'arithmetic'
  /** The height stands in a DNL marker, or a size is 0. */
  | 'unknown-size'
  /** Sampling factors outside 1..4 or more than 10 blocks in an MCU. */
  | 'invalid-frame'
  /** No scan could be decoded at all. */
  | 'no-scan';

const DEFAULT_LIMITS: DctLimits = {
  maxPixels: 64_000_000,
  maxComponents: 4,
  maxScans: 128,
  maxBlockVisits: 64_000_000,
};

const DHT = 0xc4;
const SOS = 0xda;
const DRI = 0xdd;

/**
 * Reads the quantized DCT coefficients of a JPEG: baseline, extended and progressive Huffman files of 8 or 12 bits,
 * any sampling, with or without restart markers.
 *
 * Never throws for bytes of any kind. A scan that stops making sense goes on at its next restart marker.
 *
 * @param bytes the whole file
 * @see ITU-T T.81 annexes F and G
 * @example
 * const reading = readDct(bytes);
 * if (reading.status === 'decoded') console.log(reading.components[0].coefficients.length / 64, 'luma blocks');
 */
export function readDct(bytes: Uint8Array, limits: Partial<DctLimits> = {}): DctReading {
  const structure = readJpegStructure(bytes);
  if (!structure) return { status: 'unsupported', reason: 'not-jpeg' };
  const refusal = checkFrame(structure, { ...DEFAULT_LIMITS, ...limits });
  if (refusal) return refusal;
  const { maxScans, maxBlockVisits } = { ...DEFAULT_LIMITS, ...limits };
  const maxHorizontal = Math.max(...structure.components.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...structure.components.map(({ vertical }) => vertical));
  const mcusWide = Math.ceil(structure.width / (8 * maxHorizontal));
  const mcusHigh = Math.ceil(structure.height / (8 * maxVertical));
  const components = structure.components.map((component) => {
    const { horizontal, vertical } = component;
    const stride = mcusWide * horizontal;
    return {
      ...component,
      stride,
      blocksWide: Math.ceil(Math.ceil((structure.width * horizontal) / maxHorizontal) / 8),
      blocksHigh: Math.ceil(Math.ceil((structure.height * vertical) / maxVertical) / 8),
      coefficients: new Int16Array(stride * mcusHigh * vertical * 64),
    };
  });

  const progressive = structure.mode === 'progressive';
  const lasts = components.map(
    ({ coefficients }) => new Uint8Array(progressive ? coefficients.length / 64 : 0),
  );
  const slots: (HuffmanDefinition | null)[] = new Array(8).fill(null);
  let restartInterval = 0;
  let visits = 0;
  let scans = 0;
  let damage: (ScanDamage & { scan: number }) | null = null;
  for (const [i, { code, offset, length }] of structure.markers.entries()) {
    const begin = offset + 4;
    const body = bytes.subarray(begin, begin + length);
    if (code === DHT) readHuffmanDefinitions(body, slots);
    else if (code === DRI && length >= 2) restartInterval = body[0] * 256 + body[1];
    if (code !== SOS) continue;
    const header = readScanHeader(body, structure, slots);
    if (!header) continue;
    const taking: ScanComponent[] = header.components.map(({ index, dc, ac }) => ({
      ...components[index],
      lasts: lasts[index],
      dc,
      ac,
    }));
    const blocks = countScanBlocks(taking, { mcusWide, mcusHigh });
    visits += blocks;
    if (++scans > maxScans) return { status: 'limit-exceeded', limit: 'maxScans', value: scans };
    if (visits > maxBlockVisits) return { status: 'limit-exceeded', limit: 'maxBlockVisits', value: visits };
    const end = structure.markers[i + 1]?.offset ?? bytes.length;
    const intervals = restartInterval > 0 ? Math.ceil(blocks / restartInterval) : 1;
    const entropy = readEntropyData(bytes, begin + length, end, intervals);
    const parameters = { ...header.parameters, restartInterval, mcusWide, mcusHigh };
    const found = decodeScan(bytes, entropy, taking, parameters);
    if (found) damage ??= { ...found, scan: scans - 1 };
  }
  if (scans === 0) return { status: 'unsupported', reason: 'no-scan' };
  return { status: 'decoded', structure, components, scans, damage };
}

function checkFrame(structure: JpegStructure, limits: DctLimits): DctReading | null {
  const { mode, width, height, components } = structure;
  if (mode === 'lossless' || mode === 'arithmetic') return { status: 'unsupported', reason: mode };
  if (width === 0 || height === 0) return { status: 'unsupported', reason: 'unknown-size' };
  if (width * height > limits.maxPixels)
    return { status: 'limit-exceeded', limit: 'maxPixels', value: width * height };
  if (components.length > limits.maxComponents)
    return { status: 'limit-exceeded', limit: 'maxComponents', value: components.length };
  const valid = (factor: number) => factor >= 1 && factor <= 4;
  if (!components.every(({ horizontal, vertical }) => valid(horizontal) && valid(vertical)))
    return { status: 'unsupported', reason: 'invalid-frame' };
  return null;
}

/** Null for scans that no decoder could follow: unknown components, missing tables, impossible bands. */
function readScanHeader(
  body: Uint8Array,
  { components, mode }: JpegStructure,
  slots: readonly (HuffmanDefinition | null)[],
) {
  const count = body[0] ?? 0;
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) return null;
  const progressive = mode === 'progressive';
  const from = progressive ? body[1 + 2 * count] : 0;
  const to = progressive ? body[2 + 2 * count] : 63;
  const high = progressive ? body[3 + 2 * count] >> 4 : 0;
  const low = progressive ? body[3 + 2 * count] & 15 : 0;
  if (from > to || to > 63 || low > 13 || (progressive && from === 0 && to > 0)) return null;
  if (from > 0 && count > 1) return null;
  const needsDc = from === 0 && high === 0;
  const needsAc = to > 0;
  const taking: { index: number; dc: HuffmanTable | null; ac: HuffmanTable | null }[] = [];
  for (let i = 0; i < count; i++) {
    const index = components.findIndex(({ id }) => id === body[1 + 2 * i]);
    if (index < 0 || taking.some((other) => other.index === index)) return null;
    const dc = needsDc ? build(slots[(body[2 + 2 * i] >> 4) & 3]) : null;
    const ac = needsAc ? build(slots[4 + (body[2 + 2 * i] & 3)]) : null;
    if ((needsDc && !dc) || (needsAc && !ac)) return null;
    taking.push({ index, dc, ac });
  }
  return { components: taking, parameters: { progressive, from, to, high, low } };
}

function build(definition: HuffmanDefinition | null) {
  return definition && buildHuffmanTable(definition);
}
