import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import { PDQ_BITS } from '../matching/pdq.js';

// What platforms exchange instead of photos: keyed tokens of parts of the PDQ hash. docs/registry.md says what they
// reveal and what not.

const SHARING_SCHEMA = 'claimlens/shared-fingerprints/1';

/** Parts of the hash that become tokens. */
export const BANDS = 32;
/**
 * Bits of one part. A holder of the key can try out values of a part: 2⁶⁴ of them, where 16 or 32 bits would give the
 * hash away within minutes.
 */
const BAND_BITS = 64;
/** Bytes that are kept of an HMAC: chance makes two of 10⁹ tokens meet with probability 0.03. */
export const TOKEN_BYTES = 8;
const LEAST_KEY_BYTES = 32;

/** One photo as it is shared. */
export interface SharedFingerprint {
  /** Opaque reference of the claim, which the platform that made it can resolve. */
  readonly reference: string;
  /** Day of registration, ISO 8601. */
  readonly day: string;
  /** `BANDS` tokens of `TOKEN_BYTES` bytes. */
  readonly tokens: SharedTokens;
}

export type SharedTokens = readonly Uint8Array[];

/** Makes tokens under one key. */
export interface TokenMaker {
  /** Names the key without revealing it: 16 hex digits. */
  readonly keyId: string;
  /** @param hash PDQ hash, eight words @returns `BANDS` tokens */
  tokens(hash: Uint32Array): SharedTokens;
}

/**
 * Derives bands and token key from the key that the platforms agreed on.
 *
 * Band b is 64 of the 256 bits, chosen by the key; its token is HMAC-SHA256 over the band's number and those bits, cut
 * to 8 bytes. Two photos whose hashes differ in d bits share a band with probability about (1 − d/256)⁶⁴.
 *
 * @param key at least 32 bytes of good randomness
 * @throws ClaimlensError `invalid-argument` when the key is too short
 * @see Indyk & Motwani, Approximate Nearest Neighbors, 1998 (bit sampling); RFC 2104 (HMAC)
 */
export function createTokenMaker(key: Uint8Array): TokenMaker {
  checkKey(key, 'sharing.key');
  const derive = (use: string) => createHmac('sha256', key).update(`${SHARING_SCHEMA} ${use}`).digest();
  const tokenKey = derive('tokens');
  const bands = Array.from({ length: BANDS }, (_, band) => chooseBits(derive(`band ${band}`)));
  return {
    keyId: derive('key id').toString('hex', 0, 8),
    tokens: (hash) =>
      bands.map((places, band) => {
        const message = Buffer.alloc(1 + BAND_BITS / 8);
        message[0] = band;
        for (const [i, place] of places.entries())
          if ((hash[place >> 5] >>> (place & 31)) & 1) message[1 + (i >> 3)] |= 1 << (i & 7);
        return createHmac('sha256', tokenKey).update(message).digest().subarray(0, TOKEN_BYTES);
      }),
  };
}

/** The opaque reference of a claim's photo: only who holds `ownKey` can tell which claim it is. */
export function makeReference(ownKey: Uint8Array, claim: string, sha256: string): string {
  checkKey(ownKey, 'sharing.ownKey');
  return createHmac('sha256', ownKey).update(`${sha256} ${claim}`).digest('hex').slice(0, 32);
}

function checkKey(key: Uint8Array, what: string): void {
  if (!(key instanceof Uint8Array) || key.length < LEAST_KEY_BYTES)
    throw new ClaimlensError(
      'invalid-argument',
      `${what}: expected at least ${LEAST_KEY_BYTES} random bytes, got ${key?.length ?? 'none'}`,
    );
}

/** A choice of `BAND_BITS` different places, drawn by a stream of HMACs (Fisher–Yates). */
function chooseBits(seed: Uint8Array): number[] {
  const places = Array.from({ length: PDQ_BITS }, (_, i) => i);
  const stream = Array.from({ length: BAND_BITS / 8 }, (_, block) =>
    createHmac('sha256', seed)
      .update(Buffer.from([block]))
      .digest(),
  );
  const draws = Buffer.concat(stream);
  for (let i = 0; i < BAND_BITS; i++) {
    // 32 random bits over at most 256 choices: the bias is below 10⁻⁷.
    const j = i + (draws.readUInt32LE(i * 4) % (PDQ_BITS - i));
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places.slice(0, BAND_BITS);
}

const headerSchema = z.object({
  schema: z.literal(SHARING_SCHEMA),
  key: z.string().regex(/^[0-9a-f]{16}$/),
  bands: z.literal(BANDS),
  bits: z.literal(BAND_BITS),
});

const lineSchema = z.strictObject({
  reference: z.string().regex(/^[0-9a-f]{32}$/),
  day: z.iso.date(),
  tokens: z.base64().length(Math.ceil((BANDS * TOKEN_BYTES) / 3) * 4),
});

/** The first line of a file of shared fingerprints. */
export function writeHeader({ keyId }: TokenMaker): string {
  return JSON.stringify({ schema: SHARING_SCHEMA, key: keyId, bands: BANDS, bits: BAND_BITS });
}

/** One further line. */
export function writeShared({ reference, day, tokens }: SharedFingerprint): string {
  return JSON.stringify({ reference, day, tokens: Buffer.concat(tokens).toString('base64') });
}

/**
 * Checks the first line against the key in hand.
 *
 * @throws ClaimlensError `invalid-report` when it is no such file, `invalid-argument` when another key made it
 */
export function checkHeader(line: string, { keyId }: TokenMaker): void {
  const header = parse(headerSchema, line, 'line 1');
  if (!timingSafeEqual(Buffer.from(header.key), Buffer.from(keyId)))
    throw new ClaimlensError(
      'invalid-argument',
      `shared fingerprints: expected tokens under key ${keyId}, got ${header.key}`,
    );
}

/** @throws ClaimlensError `invalid-report` */
export function parseShared(line: string, number: number): SharedFingerprint {
  const { reference, day, tokens } = parse(lineSchema, line, `line ${number}`);
  const bytes = Buffer.from(tokens, 'base64');
  return {
    reference,
    day,
    tokens: Array.from({ length: BANDS }, (_, i) =>
      bytes.subarray(i * TOKEN_BYTES, i * TOKEN_BYTES + TOKEN_BYTES),
    ),
  };
}

function parse<T>(schema: z.ZodType<T>, line: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ClaimlensError('invalid-report', `shared fingerprints, ${what}: expected JSON`, {
      cause: error,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ClaimlensError(
    'invalid-report',
    `shared fingerprints, ${what}: ${issue.path.join('.')}: ${issue.message}`,
  );
}
