import { ClaimlensError } from '../errors.js';
import { countBits } from '../matching/hamming.js';
import { PDQ_BITS } from '../matching/pdq.js';
import {
  compileKernel,
  GROUP_HASHES,
  HIT_BYTES,
  type KernelMemory,
  MOST_VARIANTS,
  openMemory,
  PLANES,
  QUERY_BYTES,
  REGISTER_BYTES,
} from './distance-kernel.js';
import { groupQueries, PLANE_PLACES, writeQuery } from './query-plan.js';

/** Words of a hash that the kernel sees; the others are kept beside it. */
const SEEN_WORDS = PLANES / 32;
const REST_WORDS = PDQ_BITS / 32 - SEEN_WORDS;
/** Queries of one search. */
const MOST_QUERIES = 8;
/** Hashes per chunk of the table of what the kernel does not see: it grows without being copied. */
const CHUNK = 65_536;
/** Groups that one kernel call reads: they stay in the second-level cache while all queries pass over them. */
const BLOCK_GROUPS = 64;
const GROUP_BYTES = PLANES * REGISTER_BYTES;
const HITS_AT = MOST_QUERIES * QUERY_BYTES;
const GROUPS_AT = HITS_AT + BLOCK_GROUPS * MOST_VARIANTS * HIT_BYTES;
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

/** All PDQ hashes of a store in memory: 37 bytes each. */
interface HashIndex {
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
  /** `REST_WORDS` of each hash. */
  readonly words: Uint32Array;
  readonly numbers: Uint32Array;
  /** 1 where the hash was removed. */
  readonly removed: Uint8Array;
}

/**
 * Opens an empty index: a linear scan over half of the bits of bit-sliced hashes (see `distance-kernel.ts`); the few
 * that pass are compared in full, with the other half beside it. Multi-index hashing needs 16 permutations
 * at this radius: 64 bytes per hash beside the hash itself.
 */
export function createHashIndex(): HashIndex {
  const memory = openMemory(GROW_PAGES);
  const scan = compileKernel(memory);
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
      words.set(hash.subarray(SEEN_WORDS), (count % CHUNK) * REST_WORDS);
      numbers[count % CHUNK] = number;
      const group = GROUPS_AT + Math.floor(count / GROUP_HASHES) * GROUP_BYTES;
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
      if (queries.length > MOST_QUERIES)
        throw new ClaimlensError('internal', `search: expected at most 8 hashes, got ${queries.length}`);
      const groups = groupQueries(queries);
      for (const [i, group] of groups.entries()) writeQuery(words, i * QUERY_BYTES, group, radius);
      const best = new Map<number, number>();
      const end = GROUPS_AT + Math.ceil(count / GROUP_HASHES) * GROUP_BYTES;
      const step = BLOCK_GROUPS * GROUP_BYTES;
      for (let begin = GROUPS_AT; begin < end; begin += step) {
        for (const [i, group] of groups.entries()) {
          const hits = scan(begin, Math.min(begin + step, end), i * QUERY_BYTES, group.length, HITS_AT);
          for (let hit = HITS_AT / 4; hit < hits / 4; hit += HIT_BYTES / 4) {
            const at = words[hit + 4];
            const first = ((at - GROUPS_AT) / GROUP_BYTES) * GROUP_HASHES;
            const { hash } = group[words[hit + 5]];
            for (let lane = 0; lane < GROUP_HASHES; lane++) {
              if (((words[hit + (lane >> 5)] >>> (lane & 31)) & 1) === 0) continue;
              const row = first + lane;
              const chunk = chunks[Math.floor(row / CHUNK)];
              if (row >= count || chunk.removed[row % CHUNK]) continue;
              let bits = countRest(chunk, row % CHUNK, hash);
              if (bits <= radius) bits += countSeen(words, at / 4, lane, hash);
              if (bits <= radius && bits < (best.get(row) ?? Number.POSITIVE_INFINITY)) best.set(row, bits);
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
    words: new Uint32Array(CHUNK * REST_WORDS),
    numbers: new Uint32Array(CHUNK),
    removed: new Uint8Array(CHUNK),
  };
}

function growTo(memory: KernelMemory, bytes: number): void {
  if (bytes > memory.buffer.byteLength)
    memory.grow(Math.max(GROW_PAGES, Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES)));
}

/** Writes the seen bits of a hash across the registers of its group. */
function slice(group: Uint32Array, hash: Uint32Array, lane: number): void {
  const bit = 1 << (lane & 31);
  for (let plane = 0; plane < PLANES; plane++) {
    const place = PLANE_PLACES[plane];
    if ((hash[place >> 5] >>> (place & 31)) & 1) group[plane * 4 + (lane >> 5)] |= bit;
  }
}

/** Bits that differ among those that the kernel does not see. */
function countRest({ words }: Chunk, place: number, query: Uint32Array): number {
  let bits = 0;
  for (let i = 0; i < REST_WORDS; i++)
    bits += countBits(words[place * REST_WORDS + i] ^ query[SEEN_WORDS + i]);
  return bits;
}

/** Bits that differ among those that lie across the registers of a group, of which `group` is the first word. */
function countSeen(words: Uint32Array, group: number, lane: number, query: Uint32Array): number {
  const [word, shift] = [group + (lane >> 5), lane & 31];
  let bits = 0;
  for (let plane = 0; plane < PLANES; plane++) {
    const place = PLANE_PLACES[plane];
    bits += ((words[word + plane * 4] >>> shift) ^ (query[place >> 5] >>> (place & 31))) & 1;
  }
  return bits;
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
