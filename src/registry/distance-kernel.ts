import { type Code, op, writeModule } from './wasm-writer.js';

/** Hashes that one step of the kernel compares: the bits of a vector register. */
export const GROUP_HASHES = 128;
export const REGISTER_BYTES = GROUP_HASHES / 8;

/** Bits of a hash that the kernel compares, in classes whose distances are counted apart. */
export const CLASSES = 4;
export const CLASS_PLANES = 32;
export const PLANES = CLASSES * CLASS_PLANES;
const CLASS_BITS = Math.floor(Math.log2(CLASS_PLANES)) + 1;
/** What the complement of a class counter exceeds `CLASS_PLANES` minus the counter by. */
export const COMPLEMENT_EXCESS = 2 ** CLASS_BITS - 1 - CLASS_PLANES;
/** Bits of a sum over the classes. */
export const SUM_BITS = CLASS_BITS + 2;

/** Bytes of one variant of a query: a register per class and one per bit of the bound. */
export const VARIANT_BYTES = (CLASSES + SUM_BITS) * REGISTER_BYTES;
/** Variants that share the counting. */
export const MOST_VARIANTS = 4;
/** Bytes of a query: `PLANES` registers of all zeros or all ones, then its variants. */
export const QUERY_BYTES = PLANES * REGISTER_BYTES + MOST_VARIANTS * VARIANT_BYTES;

/** What the kernel writes for a group with hits: the mask of hits, the group's offset, the variant, padding. */
export const HIT_BYTES = 32;

/**
 * Compares the first bits of bit-sliced hashes with a query and up to three variants of it.
 *
 * A group holds 128 hashes as `PLANES` registers: bit h of register k is bit k of hash h. The differences from the
 * query are added up by full adders, register by register, for 128 hashes at a time, into one counter per class of
 * bits. A variant takes these counters as they are or complemented, and a hash is a hit where their sum is at most
 * the variant's bound.
 *
 * @param groups byte offset of the first group
 * @param end byte offset behind the last group, greater than `groups`
 * @param query byte offset of the query
 * @param variants number of variants, 1..4
 * @param hits byte offset at which hits are written
 * @returns byte offset behind the last hit
 * @see Muła, Kurz & Lemire, Faster population counts using AVX2 instructions, 2018 (carry-save adders)
 */
type DistanceKernel = (groups: number, end: number, query: number, variants: number, hits: number) => number;

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
    Instance: new (module: object, imports: object) => { exports: { run: DistanceKernel } };
  };
};

/** @param pages of 64 kB */
export function openMemory(pages: number): KernelMemory {
  return new WebAssembly.Memory({ initial: pages });
}

/** Compiles the kernel. */
export function compileKernel(memory: KernelMemory): DistanceKernel {
  const { code, registers } = writeBody();
  const bytes = writeModule({ parameters: 5, locals: { i32: 0, v128: registers }, body: code });
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.run;
}

const [GROUP, END, QUERY, VARIANTS, HITS] = [0, 1, 2, 3, 4];
const FIRST_REGISTER = 5;

/** Writes straight-line code on registers that are named once. */
function writeBody(): { code: Code; registers: number } {
  const code: number[] = [];
  let next = FIRST_REGISTER;
  const store = (...value: Code): number => {
    code.push(...value, ...op.set(next));
    return next++;
  };
  const halfAdder = (a: number, b: number) => ({
    sum: store(...op.get(a), ...op.get(b), ...op.xor128),
    carry: store(...op.get(a), ...op.get(b), ...op.and128),
  });
  const fullAdder = (a: number, b: number, c: number) => {
    const half = halfAdder(a, b);
    const full = halfAdder(half.sum, c);
    return { sum: full.sum, carry: store(...op.get(half.carry), ...op.get(full.carry), ...op.or128) };
  };

  /** Counts ones: three numbers of one binary place become one of it and one of the next, as they come. */
  function count(ones: Iterable<number>): number[] {
    const places: number[][] = Array.from({ length: CLASS_BITS + 1 }, () => []);
    const push = (place: number, register: number): void => {
      places[place].push(register);
      if (places[place].length < 3) return;
      const [a, b, c] = places[place].splice(0);
      const { sum, carry } = fullAdder(a, b, c);
      push(place, sum);
      push(place + 1, carry);
    };
    for (const register of ones) push(0, register);
    return places.slice(0, CLASS_BITS).map((registers, place) => {
      if (registers.length === 1) return registers[0];
      const { sum, carry } = halfAdder(registers[0], registers[1]);
      push(place + 1, carry);
      return sum;
    });
  }

  /** Adds two numbers, lowest place first; the result has one place more. */
  function add(a: readonly number[], b: readonly number[]): number[] {
    let carry: number | null = null;
    const sums = a.map((place, i) => {
      const added: { sum: number; carry: number } =
        carry === null ? halfAdder(place, b[i]) : fullAdder(place, b[i], carry);
      carry = added.carry;
      return added.sum;
    });
    return carry === null ? sums : [...sums, carry];
  }

  function* differences(first: number): Generator<number> {
    for (let plane = first; plane < first + CLASS_PLANES; plane++) {
      const offset = plane * REGISTER_BYTES;
      yield store(
        ...op.get(GROUP),
        ...op.load128(offset),
        ...op.get(QUERY),
        ...op.load128(offset),
        ...op.xor128,
      );
    }
  }

  // Leaving a group when three classes are already above the bound, as 19 of 20 are, was tried: one hash took 2.5 instead
  // of 2.1 ms at best. The next group has to be read from memory all the same.
  code.push(...op.loop);
  const counters = Array.from({ length: CLASSES }, (_, i) => count(differences(i * CLASS_PLANES)));
  code.push(...op.block);
  for (let variant = 0; variant < MOST_VARIANTS; variant++) {
    const masks = PLANES * REGISTER_BYTES + variant * VARIANT_BYTES;
    const load = (register: number) => [...op.get(QUERY), ...op.load128(masks + register * REGISTER_BYTES)];
    if (variant > 0) code.push(...op.get(VARIANTS), ...op.constant(variant), ...op.equal, ...op.leaveIf(0));
    const [a, b, c, d] = counters.map((places, i) => {
      const mask = store(...load(i));
      return places.map((place) => store(...op.get(place), ...op.get(mask), ...op.xor128));
    });
    const sum = add(add(a, b), add(c, d));
    let above = store(...op.get(sum[0]), ...load(CLASSES), ...op.andNot128);
    for (let place = 1; place < SUM_BITS; place++) {
      // Above the bound if this place is, or if this place is equal and the lower ones are.
      const bound = store(...load(CLASSES + place));
      const here = [...op.get(sum[place]), ...op.get(bound), ...op.andNot128];
      const differs = [...op.get(sum[place]), ...op.get(bound), ...op.xor128];
      above = store(...here, ...op.get(above), ...differs, ...op.andNot128, ...op.or128);
    }
    code.push(...writeHit(store(...op.get(above), ...op.not128), variant));
  }
  code.push(...op.end, ...advance(), ...op.end, ...op.get(HITS));
  return { code, registers: next - FIRST_REGISTER };
}

function writeHit(hit: number, variant: number): Code {
  return [
    ...[...op.get(hit), ...op.anyTrue128, ...op.if],
    ...[...op.get(HITS), ...op.get(hit), ...op.store128(0)],
    ...[...op.get(HITS), ...op.get(GROUP), ...op.store32(REGISTER_BYTES)],
    ...[...op.get(HITS), ...op.constant(variant), ...op.store32(REGISTER_BYTES + 4)],
    ...[...op.get(HITS), ...op.constant(HIT_BYTES), ...op.add, ...op.set(HITS)],
    ...op.end,
  ];
}

function advance(): Code {
  return [
    ...[...op.get(GROUP), ...op.constant(PLANES * REGISTER_BYTES), ...op.add, ...op.tee(GROUP)],
    ...[...op.get(END), ...op.lessThan, ...op.repeatIf(0)],
  ];
}
