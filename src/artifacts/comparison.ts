import type { Fingerprint } from '../matching/fingerprint.js';
import type { HashDistance } from '../matching/hash-distance.js';
import type { Registration } from '../matching/registration.js';
import type { Photo } from '../photo/photo.js';
import type { View } from './view.js';

/** What the merchant hands in to compare with: a picture, or the stored fingerprint of one. */
export type Reference = Photo | Fingerprint;

/** How the photo relates to one reference. */
export interface Comparison {
  /** Position of the reference in the caller's list. */
  readonly index: number;
  /** Identity of the reference picture: lower-case hex SHA-256 of its file. */
  readonly sha256: string;
  readonly hash: HashDistance;
  /** How the reference lies in the photo; null when it could not be aligned. */
  readonly registration: Registration | null;
  /** Pixels of the reference at working size; null for a stored fingerprint. */
  readonly view: View | null;
}
