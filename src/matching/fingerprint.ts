import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import { packFeatures, unpackFeatures } from './feature-packing.js';
import type { Features } from './features.js';
import { hexToWords, wordsToHex } from './hamming.js';
import type { PictureHashes, StoredHashes } from './hash-distance.js';
import type { MatchView } from './registration.js';

export const FINGERPRINT_SCHEMA = 'claimlens/fingerprint/1';

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const size = { width: z.int().min(1).max(65_535), height: z.int().min(1).max(65_535) };

export const fingerprintSchema = z.strictObject({
  schema: z.literal(FINGERPRINT_SCHEMA),
  /** Identity of the file it was taken from. */
  sha256: hex(64),
  /** Upright size of the picture, in pixels. */
  ...size,
  /** Size of the working view: the coordinates of the features. */
  view: z.strictObject(size),
  pdq: z.strictObject({ bits: hex(64), quality: z.int().min(0).max(100) }),
  dhash: hex(16),
  /** Packed local features, base64; see `feature-packing.ts`. */
  features: z.base64().max(64_000),
});

/**
 * What is kept of a reference picture so that photos can be compared with it later: hashes and local features, no
 * pixels. It serves hash comparison and registration; a change map needs the picture itself.
 */
export type Fingerprint = z.infer<typeof fingerprintSchema>;

/** Puts a fingerprint together. */
export function createFingerprint(
  identity: { sha256: string; width: number; height: number },
  view: MatchView,
  hashes: PictureHashes,
): Fingerprint {
  return {
    schema: FINGERPRINT_SCHEMA,
    sha256: identity.sha256,
    width: identity.width,
    height: identity.height,
    view: { width: view.width, height: view.height },
    pdq: { bits: wordsToHex(hashes.pdq.bits), quality: hashes.pdq.quality },
    dhash: wordsToHex(hashes.dhash.bits),
    features: packFeatures(view.features),
  };
}

/**
 * Checks a stored fingerprint.
 *
 * @throws ClaimlensError `invalid-report` naming the first field that does not fit
 */
export function parseFingerprint(value: unknown, what = 'fingerprint'): Fingerprint {
  const result = fingerprintSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ClaimlensError('invalid-report', `${[what, ...issue.path].join('.')}: ${issue.message}`);
  }
  fingerprintFeatures(result.data, what);
  return result.data;
}

/** Whether a reference is a stored fingerprint (checked or not) and not a picture. */
export function isFingerprint(reference: object): reference is Fingerprint {
  return 'schema' in reference && reference.schema === FINGERPRINT_SCHEMA;
}

/** The hashes of a fingerprint, ready to compare. */
export function fingerprintHashes({ pdq, dhash }: Fingerprint): StoredHashes {
  return {
    pdq: { bits: hexToWords(pdq.bits), quality: pdq.quality },
    dhash: { bits: hexToWords(dhash) },
  };
}

/** The fingerprint as one side of a registration. */
export function fingerprintView(fingerprint: Fingerprint): MatchView {
  return { ...fingerprint.view, luma: null, features: fingerprintFeatures(fingerprint, 'fingerprint') };
}

function fingerprintFeatures(fingerprint: Fingerprint, what: string): Features {
  return unpackFeatures(fingerprint.features, fingerprint.view, `${what}.features`);
}
