import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { ClaimlensError } from '../../errors.js';

/** Shortest key: 128 bits in base64 take 22 characters. */
const MIN_KEY_LENGTH = 22;

/** Tells who asks. */
export interface Keyring {
  /** False where anyone may ask: then only loopback is served. */
  readonly required: boolean;
  /**
   * Who the header names.
   *
   * @returns an opaque owner
   * @throws ClaimlensError `unauthorized`
   */
  identify(authorization: string | undefined): string;
}

/**
 * Takes keys in. They are kept as SHA-256 digests and compared in constant time, all of them every time.
 *
 * @throws ClaimlensError `invalid-argument` for a key that is too short to be secret
 */
export function openKeyring(keys: readonly string[] = []): Keyring {
  const digests = keys.map((key, i) => {
    if (key.length < MIN_KEY_LENGTH || /\s/.test(key))
      throw new ClaimlensError(
        'invalid-argument',
        `keys[${i}]: expected at least ${MIN_KEY_LENGTH} characters without spaces, got ${key.length}; make one with: openssl rand -hex 32`,
      );
    return digest(key);
  });
  return {
    required: digests.length > 0,
    identify(authorization) {
      if (digests.length === 0) return 'anyone';
      const presented = digest(/^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '');
      let owner: Buffer | null = null;
      for (const known of digests) if (timingSafeEqual(known, presented)) owner = known;
      if (!owner)
        throw new ClaimlensError('unauthorized', 'Authorization: expected Bearer and a key of this service');
      return owner.toString('hex', 0, 8);
    },
  };
}

/**
 * Refuses to serve everyone.
 *
 * @throws ClaimlensError `invalid-argument` when the host is reachable from elsewhere and no key is required
 */
export function requireSafeBind(host: string, keyring: Keyring): void {
  if (keyring.required || isLoopback(host)) return;
  throw new ClaimlensError(
    'invalid-argument',
    `host: expected a loopback address (127.0.0.1, ::1, localhost) while there are no keys, got ${host}; give keys (--keys FILE or CLAIMLENS_KEYS) to serve other machines`,
  );
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
