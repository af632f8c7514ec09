import { readFile } from 'node:fs/promises';
import { ClaimlensError } from '../errors.js';

/**
 * Reads a key for sharing fingerprints.
 *
 * @param path file of at least 64 hexadecimal digits
 * @param option the option that named it, for messages
 * @throws ClaimlensError `not-found`, `invalid-argument`; no message quotes the file
 */
export async function readSharingKey(path: string, option: string): Promise<Buffer> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError(
      'not-found',
      `${option}: expected a readable file, got ${path} (${error.code})`,
      { cause: error },
    );
  });
  if (!/^(?:[0-9a-f]{2}){32,}$/i.test(text.trim()))
    throw new ClaimlensError(
      'invalid-argument',
      `${option}: expected at least 64 hexadecimal digits in ${path} (openssl rand -hex 32)`,
    );
  return Buffer.from(text.trim(), 'hex');
}
