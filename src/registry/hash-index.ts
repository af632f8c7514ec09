import { countBits } from '../matching/hamming.js';
import { PDQ_BITS } from '../matching/pdq.js';
import { compileKernel, GROUP_HASHES, HIT_BYTES, type KernelMemory, openMemory } from './distance-kernel.js';

/** Bits that the kernel compares before whole hashes are: of unrelated hashes 1 in 2,600 passes at radius 31. */
const PLANES = 96;
const WORDS = PDQ_BITS / 32;
/** Hashes per chunk of the whole-hash table: it grows without being copied. */
const CHUNK = 65_536;
/** Groups that one kernel call reads: they stay in the second-level cache while all symmetries pass over them. */
const BLOCK_GROUPS = 64;
const GROUP_BYTES = (PLANES * GROUP_HASHES) / 8;
const PAGE_BYTES = 65_536;
/** Memory grows by 1 MB. */
const GROW_PAGES = 16;

/** A hash within the radius. */
export interface IndexHit {
  /** Number of the entry. */
  readonly number: number;
  /** Distance to the nearest hash of the query. */
  readonly bits: number;
}

/** All PDQ hashes of a store in memory: 48 bytes each. */
export interface HashIndex {
  /** Hashes held. */
  readonly size: number;
  /**
   * @param number greater than every number added before, below 2³²
   * @param hash eight words
   */
  add(number: number, hash: Uint32Array): void;
  /** Forgets a hash; numbers that are not there are ignored. */
  remove(number: number): void;
  /**
   * Every hash within `radius` of at least one of the queries: exactly those, for any radius.
   *
   * @param queries 1..8 hashes
   * @returns nearest first, then by number
   */
  search(queries: readonly Uint32Array[], radius: number): IndexHit[];
}

interface Chunk {
  readonly words: Uint32Array;
  readonly numbers: Uint32Array;
  /** 1 where the hash was removed. */
  readonly removed: Uint8Array;
}

/**
 * Opens an empty index: a linear scan over bit-sliced hashes (see `distance-kernel.ts`), whose few hits are compared
 * in full. Multi-index hashing needs 16 permutations at this radius, 64 bytes per hash beside the 32 of the hash.
 */
export function createHashIndex(): HashIndex {
  const memory = openMemory(GROW_PAGES);
  const kernel = compileKernel(memory, PLANES);
  const queryBytes = (PLANES + kernel.counterBits) * 16;
  const hitsAt = 8 * queryBytes;
  const groupsAt = hitsAt + BLOCK_GROUPS * HIT_BYTES;
  const chunks: Chunk[] = [];
  let count = 0;
  let size = 0;

  return {
    get size() {
      return size;
    },
    add(number, hash) {
      if (count % CHUNK === 0) chunks.push(createChunk());
      const { words, numbers } = chunks[chunks.length - 1];
      words.set(hash, (count % CHUNK) * WORDS);
      numbers[count % CHUNK] = number;
      const group = groupsAt + Math.floor(count / GROUP_HASHES) * GROUP_BYTES;
      growTo(memory, group + GROUP_BYTES);
      slice(new Uint32Array(memory.buffer, group, GROUP_BYTES / 4), hash, count % GROUP_HASHES);
      count++;
      size++;
    },
    remove(number) {
      const row = findRow(chunks, count, number);
      if (row === null || chunks[Math.floor(row / CHUNK)].removed[row % CHUNK]) return;
      chunks[Math.floor(row / CHUNK)].removed[row % CHUNK] = 1;
      size--;
    },
    search(queries, radius) {
      const words = new Uint32Array(memory.buffer);
      for (const [i, query] of queries.entries())
        writeQuery(words, (i * queryBytes) / 4, query, Math.min(radius, 2 ** kernel.counterBits - 1));
      const best = new Map<number, number>();
      const end = groupsAt + Math.ceil(count / GROUP_HASHES) * GROUP_BYTES;
      const step = BLOCK_GROUPS * GROUP_BYTES;
      for (let begin = groupsAt; begin < end; begin += step) {
        for (const [i, query] of queries.entries()) {
          const hits = kernel.scan(begin, Math.min(begin + step, end), i * queryBytes, hitsAt);
          for (let hit = hitsAt / 4; hit < hits / 4; hit += HIT_BYTES / 4) {
            const first = ((words[hit + 4] - groupsAt) / GROUP_BYTES) * GROUP_HASHES;
            for (let lane = 0; lane < GROUP_HASHES; lane++) {
              if (((words[hit + (lane >> 5)] >>> (lane & 31)) & 1) === 0) continue;
              const row = first + lane;
              if (row < count) compareRow(chunks, row, query, radius, best);
            }
          }
        }
      }
      return [...best]
        .map(([row, bits]) => ({ number: chunks[Math.floor(row / CHUNK)].numbers[row % CHUNK], bits }))
        .sort((a, b) => a.bits - b.bits || a.number - b.number);
    },
  };
}

function createChunk(): Chunk {
  return {
    words: new Uint32Array(CHUNK * WORDS),
    numbers: new Uint32Array(CHUNK),
    removed: new Uint8Array(CHUNK),
  };
}

function growTo(memory: KernelMemory, bytes: number): void {
  if (bytes > memory.buffer.byteLength)
    memory.grow(Math.max(GROW_PAGES, Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES)));
}

/** Writes the first bits of a hash across the registers of its group. */
function slice(group: Uint32Array, hash: Uint32Array, lane: number): void {
  const bit = 1 << (lane & 31);
  for (let plane = 0; plane < PLANES; plane++)
    if ((hash[plane >> 5] >>> (plane & 31)) & 1) group[plane * 4 + (lane >> 5)] |= bit;
}

function writeQuery(words: Uint32Array, at: number, hash: Uint32Array, radius: number): void {
  const planes = PLANES * 4;
  for (let plane = 0; plane < PLANES; plane++) {
    const mask = (hash[plane >> 5] >>> (plane & 31)) & 1 ? 0xffff_ffff : 0;
    words.fill(mask, at + plane * 4, at + plane * 4 + 4);
  }
  for (let place = 0; 2 ** place <= PLANES; place++) {
    const mask = (radius >>> place) & 1 ? 0xffff_ffff : 0;
    words.fill(mask, at + planes + place * 4, at + planes + place * 4 + 4);
  }
}

/** Compares one whole hash with the query and keeps its least distance. */
function compareRow(
  chunks: readonly Chunk[],
  row: number,
  query: Uint32Array,
  radius: number,
  best: Map<number, number>,
): void {
  const { words, removed } = chunks[Math.floor(row / CHUNK)];
  if (removed[row % CHUNK]) return;
  const offset = (row % CHUNK) * WORDS;
  let bits = 0;
  for (let i = 0; i < WORDS && bits <= radius; i++) bits += countBits(words[offset + i] ^ query[i]);
  if (bits <= radius && bits < (best.get(row) ?? Number.POSITIVE_INFINITY)) best.set(row, bits);
}

/** Row of a number, by bisection: numbers ascend. */
function findRow(chunks: readonly Chunk[], count: number, number: number): number | null {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chunks[Math.floor(middle / CHUNK)].numbers[middle % CHUNK] < number) low = middle + 1;
    else high = middle;
  }
  return low < count && chunks[Math.floor(low / CHUNK)].numbers[low % CHUNK] === number ? low : null;
}
