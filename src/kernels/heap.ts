import { ClaimlensError } from '../errors.js';
import type { Kernels } from './kernels.js';
import { MODULE } from './module.js';

// Node's global; the types of the language come without it.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly?: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object) => { exports: Kernels };
  };
};

type Numbers = Float32Array | Float64Array | Int16Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

const PAGE_BYTES = 65_536;
// Behind every part of the heap: kernels read and write whole vectors.
const SLACK_BYTES = 32;
// What scopes of several kernels may take for tables and slack.
const SCOPE_BYTES = 4e6;
// A memory that once held more is given back.
const KEPT_BYTES = 100e6;

/** A plane as `src/pixels` knows it. */
interface FilledPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Memory of the kernels. Parts are taken one behind the other and given back all at once when the scope ends in
 * which they were taken (`inHeap`), so nothing of a scope may be held after it.
 */
export class Heap {
  readonly kernels: Kernels;
  /** Scopes that are open. */
  depth = 0;
  private top: number;
  private highest = 0;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.top = this.kernels.heapBase.value;
  }

  /** Whether what is kept between scopes is more than a process should hold. */
  get isLarge(): boolean {
    return this.highest > KEPT_BYTES;
  }

  /** Makes room; only while no scope is open, because views do not outlive it. */
  reserve(bytes: number): void {
    const lacking = this.top + bytes - this.kernels.memory.buffer.byteLength;
    if (lacking > 0) this.kernels.memory.grow(Math.ceil(lacking / PAGE_BYTES));
  }

  /** Whether an open scope can take so much more. */
  hasRoom(bytes: number): boolean {
    return this.top + bytes + 2 * SLACK_BYTES <= this.kernels.memory.buffer.byteLength;
  }

  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  /** Takes room that holds anything. @throws RangeError when the scope asked for too little */
  take(bytes: number): number {
    const at = this.top;
    this.top = (at + bytes + SLACK_BYTES + 15) & ~15;
    if (this.top > this.highest) this.highest = this.top;
    if (this.top > this.kernels.memory.buffer.byteLength)
      throw new RangeError(`kernels: expected a scope of at least ${this.top} bytes`);
    return at;
  }

  /** Where the numbers lie in the memory: where they are, or a copy. */
  put(values: Numbers): number {
    const { buffer } = this.kernels.memory;
    if (values.buffer === buffer) return values.byteOffset;
    const at = this.take(values.byteLength);
    new Uint8Array(buffer, at, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return at;
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, length);
  }

  /** Takes room for 16-bit integers that hold anything. */
  takeShorts(length: number): Int16Array {
    return new Int16Array(this.kernels.memory.buffer, this.take(2 * length), length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.kernels.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.kernels.memory.buffer, at, length);
  }
}

function compile() {
  // Node leaves it out when it may not compile at all.
  if (!WebAssembly)
    throw new ClaimlensError(
      'missing-runtime',
      'WebAssembly: expected Node to have it, got none; run node without --jitless',
    );
  const { Module, Instance } = WebAssembly;
  return { module: new Module(Buffer.from(MODULE, 'base64')), Instance };
}

let compiled: ReturnType<typeof compile> | null = null;
let heap: Heap | null = null;

/**
 * Opens a scope of the heap.
 *
 * @param bytes what is taken inside, by scopes within too; untouched room costs nothing. Inside another scope its room is
 *   used, and a heap of its own where that is too small
 * @param work synchronous: nothing else may run meanwhile
 */
export function inHeap<Result>(bytes: number, work: (heap: Heap) => Result): Result {
  heap ??= openHeap();
  const here = heap;
  if (here.depth > 0 && !here.hasRoom(bytes)) return inOtherHeap(bytes, work);
  if (here.depth === 0) here.reserve(bytes);
  const mark = here.mark();
  here.depth++;
  try {
    return work(here);
  } finally {
    here.depth--;
    here.release(mark);
    if (here.depth === 0 && here.isLarge) heap = null;
  }
}

/** Views of the outer heap must hold, so it cannot grow. */
function inOtherHeap<Result>(bytes: number, work: (heap: Heap) => Result): Result {
  const outer = heap;
  heap = null;
  try {
    return inHeap(bytes, work);
  } finally {
    heap = outer;
  }
}

function openHeap(): Heap {
  compiled ??= compile();
  return new Heap(new compiled.Instance(compiled.module).exports);
}

/** Room of a plane, of bytes or of anything else. */
export function roomOf(values: number, bytesEach = 4): number {
  return values * bytesEach + 2 * SLACK_BYTES;
}

/**
 * Bytes that a kernel fills. Inside a scope with room for them they lie in the heap and end with the scope; otherwise they
 * are copied out.
 *
 * @param length bytes of the result
 * @param bytes what `fill` takes beside it
 * @param shape makes the result of the bytes and of what `fill` gives
 */
export function fillParts<Filled, Result>(
  length: number,
  bytes: number,
  fill: (heap: Heap, at: number) => Filled,
  shape: (part: Uint8Array, filled: Filled) => Result,
): Result {
  if (heap && heap.depth > 0 && heap.hasRoom(length + bytes)) {
    const at = heap.take(length);
    const filled = inHeap(bytes, (inner) => fill(inner, at));
    return shape(heap.bytes(at, length), filled);
  }
  return inHeap(bytes + roomOf(length, 1), (inner) => {
    const at = inner.take(length);
    const filled = fill(inner, at);
    return shape(inner.bytes(at, length).slice(), filled);
  });
}

/** A plane that a kernel fills; see `fillParts`. */
export function fillPlane(
  width: number,
  height: number,
  bytes: number,
  fill: (heap: Heap, at: number) => void,
): FilledPlane {
  return fillParts(4 * width * height, bytes, fill, (part) => ({
    width,
    height,
    data: new Float32Array(part.buffer, part.byteOffset, width * height),
  }));
}

/** Runs several kernels in one scope: their planes stay in the heap until its end. @param floats room within */
export function inScope<Result>(floats: number, work: () => Result): Result {
  return inHeap(4 * floats + SCOPE_BYTES, work);
}

/** Lets a kernel change numbers where they are. @param floats what `change` puts beside them */
export function inPlace(data: Float32Array, floats: number, change: (heap: Heap, at: number) => void): void {
  inHeap(4 * (data.length + floats) + SCOPE_BYTES, (inner) => {
    const at = inner.put(data);
    change(inner, at);
    if (data.byteOffset !== at || data.buffer !== inner.kernels.memory.buffer)
      data.set(inner.floats(at, data.length));
  });
}

/** A plane that outlives every scope. */
export function keepPlane({ width, height, data }: FilledPlane): FilledPlane {
  return { width, height, data: data.slice() };
}
