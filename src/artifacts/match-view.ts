import { extractFeatures } from '../matching/descriptors.js';
import { computeDhash } from '../matching/dhash.js';
import type { PictureHashes } from '../matching/hash-distance.js';
import { computePdq } from '../matching/pdq.js';
import type { MatchView } from '../matching/registration.js';
import type { View } from './view.js';

/** Hashes of a picture from its working view. */
export function computeHashes({ luma }: View): PictureHashes {
  return { pdq: computePdq(luma), dhash: computeDhash(luma) };
}

/** Local features of a picture's working view, ready to be registered. */
export function computeMatchView({ luma }: View): MatchView {
  return { width: luma.width, height: luma.height, luma, features: extractFeatures(luma) };
}
