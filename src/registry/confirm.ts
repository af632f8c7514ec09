import type { EarlierMatch, RegistryEntry, RegistryQuery } from '../artifacts/earlier-claims.js';
import { fingerprintHashes, fingerprintView } from '../matching/fingerprint.js';
import { measureHashDistance } from '../matching/hash-distance.js';
import { registerViews } from '../matching/registration.js';

// Registration shows that two pictures share content; to be the same picture they have to share most of the frame.
const LEAST_OVERLAP = 0.7;

// Pictures below this quality have too little structure for their PDQ hash to mean anything (the makers' bound).
const LEAST_QUALITY = 50;
// Small copies and flat pictures have too few features in common to be registered. Then dHash has to agree as well:
// unrelated photographs lie at 13 of 64 bits and above.
const NEAR_DHASH_BITS = 6;

/**
 * Looks closer at an entry whose PDQ hash is near.
 *
 * @returns null when the two are different pictures after all, or too flat to tell
 */
export function confirmMatch(entry: RegistryEntry, query: RegistryQuery): EarlierMatch | null {
  const { claim, buyer, at, fingerprint } = entry;
  const { pdqBits, dhashBits, pdqQuality } = measureHashDistance(
    fingerprintHashes(fingerprint),
    query.hashes,
  );
  const match = { claim, buyer, at, pdqBits, dhashBits };
  if (fingerprint.sha256 === query.sha256) return { ...match, confirmedBy: 'file', inliers: 0 };
  const registration = registerViews(fingerprintView(fingerprint), query.view);
  if (registration) {
    const { overlap, inliers } = registration;
    if (Math.min(overlap.reference, overlap.photo) < LEAST_OVERLAP) return null;
    return { ...match, confirmedBy: 'features', inliers };
  }
  return pdqQuality >= LEAST_QUALITY && dhashBits <= NEAR_DHASH_BITS
    ? { ...match, confirmedBy: 'hashes', inliers: 0 }
    : null;
}
