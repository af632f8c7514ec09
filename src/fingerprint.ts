import { computeHashes, computeMatchView } from './artifacts/match-view.js';
import { computeView } from './artifacts/view.js';
import { checkAborted } from './errors.js';
import { createFingerprint, type Fingerprint } from './matching/fingerprint.js';
import { ingestPhoto } from './photo/ingest.js';
import { type Limits, resolveLimits } from './photo/limits.js';
import type { PhotoSource } from './photo/source.js';

/** How a fingerprint is taken. */
export interface FingerprintOptions {
  /** What one picture may cost. @default `DEFAULT_LIMITS` */
  readonly limits?: Partial<Limits>;
  /** Ends the work once the picture is decoded, with `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Takes the fingerprint of a reference picture: hashes and local features, no pixels. Stored once, it takes the
 * place of the picture in later inspections, except for the change map, which needs the pixels.
 *
 * @param source path or bytes
 * @returns plain data: `JSON.stringify` stores it
 * @throws ClaimlensError as for any photo: `not-found`, `limit-exceeded`, `unsupported-format`, `unreadable-photo`,
 *   `aborted`
 * @example
 * const stored = await fingerprint('listing.jpg');
 * const report = await inspector.inspect({ photo: 'claim.jpg', references: [stored] });
 */
export async function fingerprint(
  source: PhotoSource,
  { limits, signal }: FingerprintOptions = {},
): Promise<Fingerprint> {
  checkAborted(signal, 'fingerprint');
  const photo = await ingestPhoto(source, { limits: resolveLimits(limits) });
  checkAborted(signal, 'fingerprint');
  const view = computeView(photo.raster);
  return createFingerprint(photo, computeMatchView(view), computeHashes(view));
}
