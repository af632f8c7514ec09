import { labelComponents } from '../matching/components.js';
import { type Corner, traceOutline } from '../matching/outline.js';
import type { Plane } from '../pixels/plane.js';

/** A connected part of a map, around a peak. */
export interface OutlinedPart {
  /** Corners in pixels of the photo, not closed. */
  readonly polygon: readonly Corner[];
  /** The largest of the levels inside. */
  readonly peak: number;
}

const TOLERANCE_CELLS = 0.7;

/**
 * Outlines the connected parts of a map that hold a peak; the strongest first.
 *
 * @param map cells at or above `floor` belong to parts
 * @param levels by which peaks are judged, one per cell; the map's own, or finer ones
 * @param leastPeak parts without such a level are left out
 * @param size of the photo in pixels
 */
export function outlineParts(
  map: Plane,
  floor: number,
  levels: ArrayLike<number>,
  leastPeak: number,
  size: { readonly width: number; readonly height: number },
): OutlinedPart[] {
  const mask = Uint8Array.from(map.data, (value) => (value >= floor ? 1 : 0));
  const { labels, count, starts } = labelComponents(mask, map.width);
  const peaks = new Float64Array(count + 1);
  for (let i = 0; i < labels.length; i++) peaks[labels[i]] = Math.max(peaks[labels[i]], levels[i]);
  const [scaleX, scaleY] = [size.width / map.width, size.height / map.height];
  return Array.from({ length: count }, (_, k) => k + 1)
    .filter((label) => peaks[label] >= leastPeak)
    .sort((a, b) => peaks[b] - peaks[a])
    .map((label) => ({
      polygon: traceOutline(labels, map.width, label, starts[label], TOLERANCE_CELLS).map(
        ([x, y]): Corner => [Math.round(x * scaleX), Math.round(y * scaleY)],
      ),
      peak: peaks[label],
    }));
}
