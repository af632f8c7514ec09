import { z } from 'zod';
import type { RegistryEntry } from '../artifacts/earlier-claims.js';
import { ClaimlensError, toClaimlensError } from '../errors.js';
import { FINGERPRINT_SCHEMA, type Fingerprint, parseFingerprint } from '../matching/fingerprint.js';

const factsSchema = z.object({
  claim: z.string().min(1).max(200),
  buyer: z.string().max(200).nullable(),
  at: z.iso.datetime({ offset: true }),
});

/**
 * Checks an entry before it is stored.
 *
 * @throws ClaimlensError `invalid-argument` or, for the fingerprint, `invalid-report`
 */
export function parseEntry(entry: RegistryEntry, what: string): RegistryEntry {
  const result = factsSchema.safeParse(entry);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ClaimlensError('invalid-argument', `${[what, ...issue.path].join('.')}: ${issue.message}`);
  }
  return { ...result.data, fingerprint: parseFingerprint(entry.fingerprint, `${what}.fingerprint`) };
}

/** An entry as both databases hold it: one column per field. */
export interface EntryRow {
  readonly claim: string;
  readonly buyer: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly sha256: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly view_width: number;
  readonly view_height: number;
  readonly quality: number;
  readonly pdq: Uint8Array;
  readonly dhash: Uint8Array;
  readonly features: Uint8Array;
}

/** Names of the columns, in the order in which both databases are written. */
export const COLUMNS = [
  'claim',
  'buyer',
  'at',
  'sha256',
  'width',
  'height',
  'view_width',
  'view_height',
  'quality',
  'pdq',
  'dhash',
  'features',
] as const satisfies readonly (keyof EntryRow)[];

/** Lays an entry out in columns. */
export function toRow({ claim, buyer, at, fingerprint }: RegistryEntry): EntryRow {
  return {
    claim,
    buyer,
    at: Date.parse(at),
    sha256: Buffer.from(fingerprint.sha256, 'hex'),
    width: fingerprint.width,
    height: fingerprint.height,
    view_width: fingerprint.view.width,
    view_height: fingerprint.view.height,
    quality: fingerprint.pdq.quality,
    pdq: Buffer.from(fingerprint.pdq.bits, 'hex'),
    dhash: Buffer.from(fingerprint.dhash, 'hex'),
    features: Buffer.from(fingerprint.features, 'base64'),
  };
}

/** The inverse of `toRow`. */
export function fromRow(row: EntryRow): RegistryEntry {
  const fingerprint: Fingerprint = {
    schema: FINGERPRINT_SCHEMA,
    sha256: toHex(row.sha256),
    width: row.width,
    height: row.height,
    view: { width: row.view_width, height: row.view_height },
    pdq: { bits: toHex(row.pdq), quality: row.quality },
    dhash: toHex(row.dhash),
    features: Buffer.from(row.features).toString('base64'),
  };
  return { claim: row.claim, buyer: row.buyer, at: new Date(Number(row.at)).toISOString(), fingerprint };
}

/** A hash as a column holds it, most significant byte first. */
export function bytesToWords(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4));
}

/** What a database threw, as one of ours. */
export function unavailable(thrown: unknown, what: string): ClaimlensError {
  return toClaimlensError(thrown, 'registry-unavailable', what);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
