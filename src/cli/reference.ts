import { open } from 'node:fs/promises';
import { toClaimlensError } from '../errors.js';
import { type Fingerprint, parseFingerprint } from '../matching/fingerprint.js';
import { DEFAULT_LIMITS } from '../photo/limits.js';
import { readSource } from '../photo/source.js';

/** A fingerprint is a JSON object; no picture format starts with a brace. */
const BRACE = 0x7b;

/**
 * A reference on the command line: a picture, or a fingerprint that `claimlens fingerprint` wrote.
 *
 * @returns the path of a picture, or the parsed fingerprint
 * @throws ClaimlensError `not-found`, `invalid-report`
 */
export async function readReference(path: string): Promise<string | Fingerprint> {
  if (!(await startsWithBrace(path))) return path;
  const bytes = await readSource(path, 'reference', DEFAULT_LIMITS);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw toClaimlensError(error, 'invalid-report', `reference: expected one fingerprint in ${path}`);
  }
  return parseFingerprint(value, 'reference');
}

async function startsWithBrace(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  // The inspector reports missing files in its own words.
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, 0);
    return bytesRead === 1 && buffer[0] === BRACE;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
