import { mirrorFeatures } from '../matching/descriptor-bits.js';
import { extractFeatures } from '../matching/descriptors.js';
import { matchFeatures } from '../matching/feature-matches.js';
import { type Features, strongestFeatures } from '../matching/features.js';
import { fingerprintHashes, fingerprintView, isFingerprint } from '../matching/fingerprint.js';
import {
  type HashDistance,
  measureHashDistance,
  type PictureHashes,
  type StoredHashes,
} from '../matching/hash-distance.js';
import { type MatchView, type Registration, registerViews } from '../matching/registration.js';
import { preparePicture, type Reference, SCREEN_FEATURES, shrinkToScreen } from './reference.js';
import type { View } from './view.js';

/** How the photo relates to one reference. */
export interface Comparison {
  /** Position of the reference in the caller's list. */
  readonly index: number;
  /** Identity of the reference picture: lower-case hex SHA-256 of its file. */
  readonly sha256: string;
  readonly hash: HashDistance;
  /**
   * How the reference lies in the photo; null when it could not be aligned, and for the references that the
   * screening put behind the best few (`screenedOut`).
   */
  readonly registration: Registration | null;
  /** True when there were many references and this one looked least alike, so no registration was tried. */
  readonly screenedOut: boolean;
  /** Pixels of the reference at working size; null for a stored fingerprint. */
  readonly view: View | null;
}

// References that are registered in full. A listing has 5–9 pictures; the screening ranks the right one first
// unless the photo shows a small part of it, and four leave room for that.
const MOST_REGISTERED = 4;

/**
 * Compares the photo with every reference: hashes for all, registration for the few that look most alike.
 *
 * The result of a reference does not depend on its place in the list.
 *
 * @returns one comparison per reference, in the order given
 */
export function compareReferences(
  photo: { view: View; match: MatchView; hashes: PictureHashes },
  references: readonly Reference[],
): Comparison[] {
  const sides = references.map(openReference);
  const distances = sides.map((side) => measureHashDistance(side.hashes(), photo.hashes));
  const chosen = chooseReferences(photo.view, sides, distances);
  return sides.map((side, index) => ({
    index,
    sha256: side.sha256,
    hash: distances[index],
    registration: chosen.has(index) ? registerViews(side.match(), photo.match) : null,
    screenedOut: !chosen.has(index),
    view: side.view,
  }));
}

/**
 * The comparison that explains most of the photo: most inliers, then the nearer hash.
 *
 * @returns null when no reference could be aligned
 */
export function bestComparison(comparisons: readonly Comparison[]): Comparison | null {
  let best: Comparison | null = null;
  for (const comparison of comparisons) {
    if (comparison.registration && (!best || isBetter(comparison, best))) best = comparison;
  }
  return best;
}

function isBetter(a: Comparison, b: Comparison): boolean {
  const inliers = (a.registration?.inliers ?? 0) - (b.registration?.inliers ?? 0);
  if (inliers !== 0) return inliers > 0;
  const bits = a.hash.pdqBits - b.hash.pdqBits;
  return bits !== 0 ? bits < 0 : a.sha256 < b.sha256;
}

interface OpenReference {
  readonly sha256: string;
  readonly view: View | null;
  hashes(): StoredHashes;
  /** Few features of a small view, or the stored ones. */
  screen(): { features: Features; width: number };
  match(): MatchView;
}

function openReference(reference: Reference): OpenReference {
  if (isFingerprint(reference)) {
    const match = fingerprintView(reference);
    return {
      sha256: reference.sha256,
      view: null,
      hashes: () => fingerprintHashes(reference),
      screen: () => match,
      match: () => match,
    };
  }
  return 'raster' in reference ? preparePicture(reference) : reference;
}

function chooseReferences(
  view: View,
  sides: readonly OpenReference[],
  distances: readonly HashDistance[],
): ReadonlySet<number> {
  if (sides.length <= MOST_REGISTERED) return new Set(sides.keys());
  const photo = extractFeatures(shrinkToScreen(view), SCREEN_FEATURES);
  const ranked = sides.map((side, index) => {
    const { features, width } = side.screen();
    const few = strongestFeatures(features, SCREEN_FEATURES);
    const upright = matchFeatures(few, photo).count;
    const mirrored = matchFeatures(mirrorFeatures(few, width), photo).count;
    return { index, matches: Math.max(upright, mirrored), bits: distances[index].pdqBits, id: side.sha256 };
  });
  ranked.sort((a, b) => b.matches - a.matches || a.bits - b.bits || (a.id < b.id ? -1 : 1));
  // A near hash earns a place of its own: pictures of little texture have few features to match.
  const nearest = ranked.reduce((a, b) => (b.bits < a.bits || (b.bits === a.bits && b.id < a.id) ? b : a));
  return new Set([nearest.index, ...ranked.map(({ index }) => index)].slice(0, MOST_REGISTERED + 1));
}
