// The few pieces of the WebAssembly binary format that the distance kernel needs.

/** Bytes of a module under construction. */
export type Code = readonly number[];

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128 of a non-negative constant. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if (rest === 0 && (low & 0x40) === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Instructions by name; each gives its bytes. */
export const op = {
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  tee: (local: number) => [0x22, ...unsigned(local)],
  constant: (value: number) => [0x41, ...signed(value)],
  add: [0x6a],
  equal: [0x46],
  lessThan: [0x49],
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  /** Leaves the block, or begins the loop again, that lies `depth` levels out. */
  leaveIf: (depth: number) => [0x0d, ...unsigned(depth)],
  repeatIf: (depth: number) => [0x0d, ...unsigned(depth)],
  end: [0x0b],
  store32: (offset: number) => [0x36, 2, ...unsigned(offset)],
  load128: (offset: number) => [0xfd, 0x00, 4, ...unsigned(offset)],
  store128: (offset: number) => [0xfd, 0x0b, 4, ...unsigned(offset)],
  not128: [0xfd, 0x4d],
  and128: [0xfd, 0x4e],
  andNot128: [0xfd, 0x4f],
  or128: [0xfd, 0x50],
  xor128: [0xfd, 0x51],
  anyTrue128: [0xfd, 0x53],
} as const;

const I32 = 0x7f;
const V128 = 0x7b;

/** One exported function `run` over an imported memory `env.memory`. */
interface FunctionShape {
  /** Number of `i32` parameters. */
  readonly parameters: number;
  /** Number of further `i32` and, behind them, `v128` locals. */
  readonly locals: { readonly i32: number; readonly v128: number };
  readonly body: Code;
}

/** The module's bytes. The function returns one `i32`. @see WebAssembly Core Specification 2.0, section 5 */
export function writeModule({ parameters, locals, body }: FunctionShape): Uint8Array<ArrayBuffer> {
  const code = [
    ...vector([
      [...unsigned(locals.i32), I32],
      [...unsigned(locals.v128), V128],
    ]),
    ...body,
    ...op.end,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, ...vector(Array(parameters).fill([I32])), ...vector([[I32]])]])),
    ...section(2, vector([[...name('env'), ...name('memory'), 0x02, 0x00, ...unsigned(1)]])),
    ...section(3, vector([unsigned(0)])),
    ...section(7, vector([[...name('run'), 0x00, ...unsigned(0)]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}

function vector(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: Code): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return vector([...Buffer.from(text, 'ascii')].map((byte) => [byte]));
}
