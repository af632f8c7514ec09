import { type Code, op, writeModule } from './wasm-writer.js';

/** Hashes that one step of the kernel compares: the bits of a vector register. */
export const GROUP_HASHES = 128;
const REGISTER_BYTES = GROUP_HASHES / 8;

/** What the kernel writes for a group with hits: its mask of hits, its number, padding. */
export const HIT_BYTES = 32;

/**
 * Finds, in bit-sliced hashes, those whose first `planes` bits differ from a query's in at most a given number.
 *
 * Group g holds 128 hashes as `planes` registers: bit h of register k is bit k of hash h. Register by register the
 * differences are added up by full adders, for 128 hashes at a time.
 *
 * @see Muła, Kurz & Lemire, Faster population counts using AVX2 instructions, 2018 (carry-save adders, section 3.3)
 */
export interface DistanceKernel {
  /**
   * @param groups byte offset of the first group
   * @param end byte offset behind the last group
   * @param query byte offset of the query: `planes` registers of all zeros or all ones, then the greatest
   *   distance as `counterBits` such registers, lowest bit first
   * @param hits byte offset at which hits are written, `HIT_BYTES` each
   * @returns byte offset behind the last hit
   */
  scan(groups: number, end: number, query: number, hits: number): number;
  /** Registers that the greatest distance takes. */
  readonly counterBits: number;
}

/** Memory that the kernel reads hashes from. */
export interface KernelMemory {
  /** A new object after every `grow`. */
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 kB */
  grow(pages: number): number;
}

// Node's global; the types of the language come without it.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Memory: new (shape: { initial: number }) => KernelMemory;
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { exports: { run: DistanceKernel['scan'] } };
  };
};

/** @param pages of 64 kB */
export function openMemory(pages: number): KernelMemory {
  return new WebAssembly.Memory({ initial: pages });
}

/** Compiles the kernel for hashes of `planes` bits. */
export function compileKernel(memory: KernelMemory, planes: number): DistanceKernel {
  const counterBits = Math.floor(Math.log2(planes)) + 1;
  const bytes = writeModule({
    parameters: 4,
    locals: { i32: 0, v128: planes * 4 },
    body: writeBody(planes, counterBits),
  });
  const module = new WebAssembly.Module(bytes);
  return { scan: new WebAssembly.Instance(module, { env: { memory } }).exports.run, counterBits };
}

const [GROUP, END, QUERY, HITS] = [0, 1, 2, 3];
const FIRST_REGISTER = 4;

function writeBody(planes: number, counterBits: number): number[] {
  let next = FIRST_REGISTER;
  const take = () => next++;
  const counter: number[] = [];
  const code: number[] = [];
  // A level holds numbers of one binary place; three of them become one of the same place and one of the next.
  const levels: number[][] = [];
  const push = (level: number, local: number) => {
    levels[level] ??= [];
    levels[level].push(local);
    if (levels[level].length < 3) return;
    const [a, b, c] = levels[level].splice(0);
    const [half, sum, carry] = [take(), take(), take()];
    code.push(...fullAdder(a, b, c, half, sum, carry));
    push(level, sum);
    push(level + 1, carry);
  };
  for (let plane = 0; plane < planes; plane++) {
    const difference = take();
    const offset = plane * REGISTER_BYTES;
    code.push(...op.get(GROUP), ...op.load128(offset), ...op.get(QUERY), ...op.load128(offset));
    code.push(...op.xor128, ...op.set(difference));
    push(0, difference);
  }
  for (let level = 0; level < counterBits; level++) {
    const [a, b] = levels[level] ?? [];
    if (b !== undefined) {
      const [sum, carry] = [take(), take()];
      code.push(...op.get(a), ...op.get(b), ...op.xor128, ...op.set(sum));
      code.push(...op.get(a), ...op.get(b), ...op.and128, ...op.set(carry));
      levels[level] = [sum];
      push(level + 1, carry);
    }
    counter.push(levels[level][0]);
  }
  const above = take();
  code.push(...compare(counter, planes * REGISTER_BYTES, above));
  return [...op.loop, ...code, ...writeHit(above), ...advance(planes), ...op.end, ...op.get(HITS)];
}

function fullAdder(a: number, b: number, c: number, half: number, sum: number, carry: number): Code {
  return [
    ...[...op.get(a), ...op.get(b), ...op.xor128, ...op.set(half)],
    ...[...op.get(half), ...op.get(c), ...op.xor128, ...op.set(sum)],
    ...[...op.get(a), ...op.get(b), ...op.and128, ...op.get(half), ...op.get(c), ...op.and128],
    ...[...op.or128, ...op.set(carry)],
  ];
}

/** Leaves in `above` ones where the counter exceeds the bound that stands at `offset` of the query. */
function compare(counter: readonly number[], offset: number, above: number): number[] {
  // From the lowest place up: above if this place is, or if this place is equal and the lower ones are.
  return counter.flatMap((bit, place) => {
    const bound = [...op.get(QUERY), ...op.load128(offset + place * REGISTER_BYTES)];
    const here = [...op.get(bit), ...bound, ...op.andNot128];
    if (place === 0) return [...here, ...op.set(above)];
    const differs = [...op.get(bit), ...bound, ...op.xor128];
    const below = [...op.get(above), ...differs, ...op.andNot128];
    return [...here, ...below, ...op.or128, ...op.set(above)];
  });
}

function writeHit(above: number): Code {
  return [
    ...[...op.get(above), ...op.not128, ...op.tee(above), ...op.anyTrue128, ...op.if],
    ...[...op.get(HITS), ...op.get(above), ...op.store128(0)],
    ...[...op.get(HITS), ...op.get(GROUP), ...op.store32(REGISTER_BYTES)],
    ...[...op.get(HITS), ...op.constant(HIT_BYTES), ...op.add, ...op.set(HITS)],
    ...op.end,
  ];
}

function advance(planes: number): Code {
  return [
    ...[...op.get(GROUP), ...op.constant(planes * REGISTER_BYTES), ...op.add, ...op.tee(GROUP)],
    ...[...op.get(END), ...op.lessThan, ...op.repeatIf(0)],
  ];
}
