import type { Fingerprint } from '../matching/fingerprint.js';
import type { PictureHashes } from '../matching/hash-distance.js';
import type { MatchView } from '../matching/registration.js';

/**
 * Greatest PDQ distance of pictures that count as the same: the bound that PDQ's makers give; unrelated photographs
 * lie at 86 and above.
 */
export const SAME_PICTURE_BITS = 31;

/** What a registry compares: the photo's hashes under all symmetries, its features, its identity. */
export interface RegistryQuery {
  readonly hashes: PictureHashes;
  readonly view: MatchView;
  /** Lower-case hex SHA-256 of the photo's file. */
  readonly sha256: string;
  /** The claim that is being inspected: its own entries are no earlier ones, nor are those added after it. */
  readonly claim?: string;
}

/** A photo of another claim that is the same picture, or nearly. */
export interface EarlierMatch {
  readonly claim: string;
  /** Opaque key of the buyer; null when that claim gave none. */
  readonly buyer: string | null;
  /** When the photo was registered: ISO 8601, UTC. */
  readonly at: string;
  /** Least PDQ distance over the eight symmetries, 0..256 bits. */
  readonly pdqBits: number;
  /** Least dHash distance over the eight symmetries, 0..64 bits. */
  readonly dhashBits: number;
  /**
   * What makes it the same picture: the same file, local features that one map explains, or, where too few features
   * are in common (small copies, flat pictures), both hashes: the weakest of the three.
   */
  readonly confirmedBy: 'file' | 'features' | 'hashes';
  /** Feature pairs that one map explains; 0 unless confirmed by features. */
  readonly inliers: number;
}

/** A photo that another platform shared as keyed tokens. */
export interface SharedMatch {
  /** Name under which the tokens were imported. */
  readonly source: string;
  /** The other platform's own reference of the claim. */
  readonly reference: string;
  /** Day of registration, ISO 8601. */
  readonly day: string;
  /** Keyed bands in common, at least 1. */
  readonly bands: number;
}

/** What the registry holds of earlier claims with the same photo. */
export interface EarlierClaims {
  /** Confirmed matches, nearest first. */
  readonly matches: readonly EarlierMatch[];
  /** Entries of other claims whose hash is near; only the nearest are confirmed. */
  readonly candidates: number;
  readonly shared: readonly SharedMatch[];
}

/** One photo of a claim as a registry keeps it. */
export interface RegistryEntry {
  readonly claim: string;
  readonly buyer: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly fingerprint: Fingerprint;
}

/** A registry of earlier claims, as far as an inspection uses it; opened by `claimlens/registry`. */
export interface EarlierClaimFinder {
  find(query: RegistryQuery): Promise<EarlierClaims>;
  /** Adds entries; those whose claim and photo are there already are left as they are. @returns how many are new */
  add(entries: readonly RegistryEntry[]): Promise<number>;
}
