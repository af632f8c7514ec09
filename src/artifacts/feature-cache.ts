import { extractFeatures, MOST_KEYPOINTS } from '../matching/descriptors.js';
import type { Features } from '../matching/features.js';
import type { Plane } from '../pixels/plane.js';

// A shop's claims come in runs on the same listings. An entry holds at most 84 kB.
const MOST_ENTRIES = 64;

const entries = new Map<string, Features>();

/**
 * Features of a reference picture, remembered by the file they come from: the second claim on a listing costs the
 * matching alone. The least recently used entry makes room.
 *
 * @param sha256 of the picture's file; it decides on the pixels
 * @param luma a view of the picture; views of different sizes are remembered apart
 * @param limit most keypoints. @default 1500
 */
export function referenceFeatures(sha256: string, luma: Plane, limit = MOST_KEYPOINTS): Features {
  const key = `${sha256} ${luma.width} ${luma.height} ${limit}`;
  const features = entries.get(key) ?? extractFeatures(luma, limit);
  entries.delete(key);
  entries.set(key, features);
  const [oldest] = entries.keys();
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
  return features;
}
