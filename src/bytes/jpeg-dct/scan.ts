import { type BitCursor, decodeBand, decodeDifference, readBit, refineBand } from './blocks.js';
import { type EntropyData, locateInFile } from './entropy-data.js';
import type { HuffmanTable } from './huffman.js';

/** A component while it is decoded. */
export interface ScanComponent {
  /** Blocks of 64 coefficients, row-major within and between blocks. */
  readonly coefficients: Int16Array;
  /** Progressive files: zigzag position of each block's last coefficient other than 0; 0 beside DC alone. */
  readonly lasts: Uint8Array;
  /** Blocks in a stored row: whole MCUs. */
  readonly stride: number;
  /** Blocks that hold pixels; scans of this component alone have no others. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Null where the scan needs none. */
  readonly dc: HuffmanTable | null;
  readonly ac: HuffmanTable | null;
}

/** What the header of a scan says. */
interface ScanParameters {
  readonly progressive: boolean;
  /** First and last coefficient, in zigzag order. */
  readonly from: number;
  readonly to: number;
  /** Point transform: bits that earlier scans left out before, and that this one leaves out. */
  readonly high: number;
  readonly low: number;
  /** MCUs between restart markers; 0 without. */
  readonly restartInterval: number;
  readonly mcusWide: number;
  readonly mcusHigh: number;
}

/** Where the entropy-coded data of a scan stopped to make sense. */
export interface ScanDamage {
  /** `truncated`: the data ended early; `invalid-code`: bits that no table defines. */
  readonly kind: 'truncated' | 'invalid-code';
  /** Offset in the file, to the byte. */
  readonly offset: number;
  /** Row and column of the first MCU that is not whole. */
  readonly mcuRow: number;
  readonly mcuColumn: number;
}

type BlockDecoder = (component: ScanComponent, index: number, base: number) => void;

/**
 * Decodes one scan into the coefficients of its components.
 *
 * @param bytes the file, to tell where damage lies
 * @returns the first damage; decoding goes on at the next restart marker
 */
export function decodeScan(
  bytes: Uint8Array,
  entropy: EntropyData,
  components: readonly ScanComponent[],
  scan: ScanParameters,
): ScanDamage | null {
  const cursor: BitCursor = { data: entropy.data, position: 0, bandRun: 0 };
  const predictions = new Int32Array(components.length);
  const decode = chooseDecoder(cursor, predictions, scan);
  const [only] = components;
  const single = components.length === 1;
  const wide = single ? only.blocksWide : scan.mcusWide;
  const total = wide * (single ? only.blocksHigh : scan.mcusHigh);
  const interval = scan.restartInterval || total;
  let damage: ScanDamage | null = null;

  for (let part = 0; part * interval < total; part++) {
    if (part >= entropy.begins.length)
      return damage ?? locate('truncated', bytes.length, part * interval, wide);
    cursor.position = entropy.begins[part] * 8;
    cursor.bandRun = 0;
    predictions.fill(0);
    const endBit = entropy.ends[part] * 8;
    const last = Math.min(total, (part + 1) * interval);
    for (let mcu = part * interval; mcu < last; mcu++) {
      const before = cursor.position;
      const row = (mcu / wide) | 0;
      const column = mcu - row * wide;
      if (single) decode(only, 0, (row * only.stride + column) * 64);
      else decodeMcu(cursor, components, decode, row, column);
      if (cursor.position < 0 || cursor.position > endBit) {
        const kind = cursor.position < 0 ? 'invalid-code' : 'truncated';
        const within = Math.min(before >> 3, entropy.ends[part]) - entropy.begins[part];
        damage ??= locate(kind, locateInFile(bytes, entropy.offsets[part], within), mcu, wide);
        break;
      }
    }
  }
  return damage;
}

/** How many blocks a scan visits, before any is decoded. */
export function countScanBlocks(
  components: readonly Pick<ScanComponent, 'blocksWide' | 'blocksHigh' | 'horizontal' | 'vertical'>[],
  { mcusWide, mcusHigh }: Pick<ScanParameters, 'mcusWide' | 'mcusHigh'>,
): number {
  if (components.length === 1) return components[0].blocksWide * components[0].blocksHigh;
  const perMcu = components.reduce((sum, { horizontal, vertical }) => sum + horizontal * vertical, 0);
  return mcusWide * mcusHigh * perMcu;
}

function decodeMcu(
  cursor: BitCursor,
  components: readonly ScanComponent[],
  decode: BlockDecoder,
  row: number,
  column: number,
): void {
  for (let index = 0; index < components.length; index++) {
    const component = components[index];
    const { horizontal, vertical, stride } = component;
    for (let v = 0; v < vertical; v++) {
      const base = ((row * vertical + v) * stride + column * horizontal) * 64;
      for (let h = 0; h < horizontal; h++) {
        decode(component, index, base + h * 64);
        // The place of damage: what follows would be read from anywhere.
        if (cursor.position < 0) return;
      }
    }
  }
}

// Tables were checked before: a decoder never meets a component without those that it needs.
function chooseDecoder(cursor: BitCursor, predictions: Int32Array, scan: ScanParameters): BlockDecoder {
  const { from, to, low, high } = scan;
  const bit = 1 << low;
  if (!scan.progressive)
    return ({ dc, ac, coefficients }, index, base) => {
      const difference = decodeDifference(cursor, dc!);
      if (cursor.position < 0) return;
      coefficients[base] = predictions[index] += difference;
      decodeBand(cursor, ac!, coefficients, base, 1, 63, 0);
      cursor.bandRun = 0;
    };
  if (from === 0 && high === 0)
    return ({ dc, coefficients }, index, base) => {
      predictions[index] += decodeDifference(cursor, dc!);
      coefficients[base] = predictions[index] << low;
    };
  if (from === 0)
    return ({ coefficients }, _, base) => {
      if (readBit(cursor) === 1) coefficients[base] |= bit;
    };
  if (high === 0)
    return ({ ac, coefficients, lasts }, _, base) => {
      const last = decodeBand(cursor, ac!, coefficients, base, from, to, low);
      if (last > lasts[base >> 6]) lasts[base >> 6] = last;
    };
  return ({ ac, coefficients, lasts }, _, base) => {
    lasts[base >> 6] = refineBand(cursor, ac!, coefficients, base, from, to, bit, lasts[base >> 6]);
  };
}

function locate(kind: ScanDamage['kind'], offset: number, mcu: number, wide: number): ScanDamage {
  const mcuRow = Math.floor(mcu / wide);
  return { kind, offset, mcuRow, mcuColumn: mcu - mcuRow * wide };
}
