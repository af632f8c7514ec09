import type { Collector } from './collector.js';
import type { Block } from './container.js';
import { readUint16, readUint32 } from './numbers.js';
import { addPhotoshopBlocks } from './photoshop.js';

/** A block that several segments carry piece by piece. */
interface Joiner {
  /** Takes one piece: the segment's payload after its identifier. */
  add(data: Uint8Array, where: string, offset: number): void;
  /** Hands the joined blocks to the collector. */
  finish(): void;
}

interface Part {
  readonly order: number;
  readonly where: string;
  readonly offset: number;
  readonly data: Uint8Array;
}

/** ICC profile: each segment starts with its number and the number of all. */
export function createIccParts(collector: Collector): Joiner {
  const parts: Part[] = [];
  return {
    add: (data, where, offset) => {
      parts.push({ order: data[0] ?? 0, where, offset: offset + 2, data: data.subarray(2) });
    },
    finish: () => addJoined('icc', parts, collector),
  };
}

/**
 * JPEG XT boxes in APP11: box instance (2 bytes), packet number (4), then the box header again in every packet.
 *
 * @see ISO/IEC 18477-3, annex B; ISO/IEC 19566-5, annex D
 */
export function createJumbfParts(collector: Collector): Joiner {
  const instances = new Map<number, Part[]>();
  return {
    add: (data, where, offset) => {
      if (data.length < 14) {
        collector.note('malformed', where, 'JUMBF packet too short');
        return;
      }
      const instance = readUint16(data, 0);
      const parts = instances.get(instance) ?? [];
      parts.push({ order: readUint32(data, 2), where, offset: offset + 6, data: data.subarray(6) });
      instances.set(instance, parts);
    },
    finish: () => {
      for (const parts of instances.values()) {
        const block = addJoined('jumbf', parts, collector, dropBoxHeader);
        if (block) checkJumbf(block, parts, collector);
      }
    },
  };
}

/** Photoshop resources: segments simply continue each other. */
export function createPhotoshopParts(collector: Collector): Joiner {
  const parts: Part[] = [];
  return {
    add: (data, where, offset) => {
      parts.push({ order: 0, where, offset, data });
    },
    finish: () => {
      const block = addJoined('photoshop', parts, collector);
      if (block) addPhotoshopBlocks(block.data, collector, block);
    },
  };
}

/** Packets are numbered from 1 (some writers count from 0) without gaps, and fill the length that the box states. */
function checkJumbf({ where, data }: Block, parts: readonly Part[], collector: Collector): void {
  const orders = [...new Set(parts.map(({ order }) => order))].sort((a, b) => a - b);
  const gaps = orders[0] > 1 || orders[orders.length - 1] - orders[0] >= orders.length;
  const stated = readUint32(data, 0);
  if (gaps) collector.note('jumbf-incomplete', where, `packets ${orders.slice(0, 20).join(', ')}`);
  else if (stated > data.length)
    collector.note('jumbf-incomplete', where, `${data.length} of ${stated} bytes`);
}

/** The first packet keeps the box header, the others only repeat it; length 1 says that a 64-bit length follows. */
function dropBoxHeader(data: Uint8Array): Uint8Array {
  return data.subarray(readUint32(data, 0) === 1 ? 16 : 8);
}

function addJoined(
  kind: Block['kind'],
  parts: readonly Part[],
  collector: Collector,
  continuation: (data: Uint8Array) => Uint8Array = (data) => data,
): Block | null {
  if (parts.length === 0) return null;
  const sorted = [...parts].sort((a, b) => a.order - b.order);
  const first = sorted[0];
  const where = sorted.length === 1 ? first.where : `${first.where} and ${sorted.length - 1} more`;
  const pieces = sorted.map((part, index) => (index === 0 ? part.data : continuation(part.data)));
  const data = sorted.length === 1 ? first.data : Buffer.concat(pieces);
  const block: Block = { kind, where, offset: first.offset, data };
  collector.add(block);
  return block;
}
