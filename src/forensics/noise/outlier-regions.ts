import { type OutlinedPart, outlineParts } from '../outline-parts.js';
import type { Inconsistency } from './inconsistency.js';

/** A part whose residual stands out of its photo. */
interface OutlierRegion {
  readonly polygon: OutlinedPart['polygon'];
  /** 0..1: 0.5 at the level that one honest photo in a hundred reaches. */
  readonly confidence: number;
}

/** Natural log of the distance over the median that 1 % of 213 laundered pristine photos of 40 repositories exceed. */
const LEAST_OUTLIER = 6;
/** Level of the map around such an outlier that its region covers. */
const LEAST_STRENGTH = 0.6;

/**
 * Outlines the cells around outliers that are rarer than one honest photo in a hundred; none below that.
 *
 * @param size of the photo in pixels
 */
export function outlineOutliers(
  { outlier, map, windows, distances }: Inconsistency,
  size: { readonly width: number; readonly height: number },
): OutlierRegion[] {
  if (outlier < LEAST_OUTLIER) return [];
  const strongest = new Float64Array(map.data.length);
  for (let i = 0; i < distances.length; i++) {
    const level = Math.log(Math.max(1, distances[i]));
    const x = i % windows.columns;
    const y = Math.floor(i / windows.columns);
    for (let k = 0; k < windows.sideCells ** 2; k++) {
      const cell = (y + Math.floor(k / windows.sideCells)) * map.width + x + (k % windows.sideCells);
      if (level > strongest[cell]) strongest[cell] = level;
    }
  }
  return outlineParts(map, LEAST_STRENGTH, strongest, LEAST_OUTLIER, size).map(({ polygon, peak }) => ({
    polygon,
    confidence: Math.min(1, peak / (2 * LEAST_OUTLIER)),
  }));
}
