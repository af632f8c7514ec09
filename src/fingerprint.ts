import { computeHashes, computeMatchView } from './artifacts/match-view.js';
import { computeView } from './artifacts/view.js';
import { createFingerprint, type Fingerprint } from './matching/fingerprint.js';
import { ingestPhoto } from './photo/ingest.js';
import { type Limits, resolveLimits } from './photo/limits.js';
import type { PhotoSource } from './photo/source.js';

/**
 * Takes the fingerprint of a reference picture: hashes and local features, no pixels. Stored once, it takes the
 * place of the picture in later inspections, except for the change map, which needs the pixels.
 *
 * @param source path or bytes
 * @throws ClaimlensError as for any photo: `not-found`, `limit-exceeded`, `unsupported-format`, `unreadable-photo`
 * @example
 * const stored = await fingerprint('listing.jpg');
 * const report = await inspector.inspect({ photo: 'claim.jpg', references: [stored] });
 */
export async function fingerprint(
  source: PhotoSource,
  { limits }: { limits?: Partial<Limits> } = {},
): Promise<Fingerprint> {
  const photo = await ingestPhoto(source, { limits: resolveLimits(limits) });
  const view = computeView(photo.raster);
  return createFingerprint(photo, computeMatchView(view), computeHashes(view));
}
