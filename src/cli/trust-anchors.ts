import { readFile } from 'node:fs/promises';
import { ClaimlensError } from '../errors.js';

/** RFC 7468 label of what a trust list holds. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/**
 * Reads the certificates whose C2PA signers count as trusted.
 *
 * @param path PEM file with one certificate or several; undefined when the caller names none
 * @returns the text of the file, undefined without a path
 * @throws ClaimlensError `not-found`; `invalid-argument` for a file without a certificate
 */
export async function readTrustAnchors(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError(
      'not-found',
      `--c2pa-trust: expected a readable file, got ${path} (${error.code})`,
      { cause: error },
    );
  });
  if (!CERTIFICATE.test(text))
    throw new ClaimlensError('invalid-argument', `--c2pa-trust: expected certificates (PEM) in ${path}`);
  return text;
}
