import { constants, open } from 'node:fs/promises';
import { ClaimlensError } from '../errors.js';
import type { Limits } from './limits.js';

/** A picture as callers give it: a path, or the bytes. */
export type PhotoSource = string | Uint8Array | ArrayBuffer;

// A named pipe would else be opened when somebody writes to it, which may be never. Windows has no such flag.
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a source whole, refusing it before reading when it is too large.
 *
 * @throws ClaimlensError `not-found`, `limit-exceeded`, `invalid-argument`
 */
export async function readSource(source: PhotoSource, what: string, limits: Limits): Promise<Uint8Array> {
  const bytes =
    typeof source === 'string' ? await readFileWithin(source, what, limits) : toBytes(source, what);
  if (bytes.length > limits.maxBytes) throw tooLarge(what, bytes.length, limits);
  if (bytes.length === 0)
    throw new ClaimlensError('unreadable-photo', `${what}: expected a picture, got an empty file`);
  return bytes;
}

async function readFileWithin(path: string, what: string, limits: Limits): Promise<Uint8Array> {
  const file = await open(path, READ).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? 'it cannot be opened');
    throw new ClaimlensError('not-found', `${what}: expected a readable file, got ${path} (${reason})`, {
      cause: error,
    });
  });
  try {
    const { size, isFile } = await file.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    if (!isFile)
      throw new ClaimlensError('not-found', `${what}: expected a file, got a folder or device: ${path}`);
    if (size > limits.maxBytes) throw tooLarge(what, size, limits);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function toBytes(source: Uint8Array | ArrayBuffer, what: string): Uint8Array {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  throw new ClaimlensError(
    'invalid-argument',
    `${what}: expected a path, Uint8Array or ArrayBuffer, got ${typeof source}`,
  );
}

function tooLarge(what: string, size: number, limits: Limits): ClaimlensError {
  return new ClaimlensError(
    'limit-exceeded',
    `${what} size: expected at most ${limits.maxBytes} bytes (limits.maxBytes), got ${size}`,
  );
}
