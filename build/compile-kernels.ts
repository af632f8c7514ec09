import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
// By its file: the package's types would declare a global `console` of their own.
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

const OPTIONS = [
  ...['-O3', '--noAssert'],
  ...['--runtime', 'stub'],
  ...['--enable', 'simd'],
  // Conversions that trap take a third of the time of those that saturate; kernels convert numbers in range only.
  ...['--disable', 'nontrapping-f2i'],
];

/** Compiles `src/kernels/assembly` to WebAssembly with vector instructions, the same bytes each time. */
export async function compileKernels(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const inputs = [COMPILER, 'src/kernels/assembly/index.ts', '--outFile', file];
    await promisify(execFile)(process.execPath, [...inputs, ...OPTIONS], { cwd: ROOT });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
