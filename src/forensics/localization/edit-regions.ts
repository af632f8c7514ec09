import { roundTo } from '../../maths/round.js';
import type { Plane } from '../../pixels/plane.js';
import { type OutlinedPart, outlineParts } from '../outline-parts.js';

/** A part of the photo that looks edited. */
export interface EditRegion {
  readonly polygon: OutlinedPart['polygon'];
  readonly kind: 'looks-edited';
  /** 0.5 at the level that one honest photo in a hundred reaches, 1 where the map ends. */
  readonly confidence: number;
}

/** Level of the map that 1 % of the honest development claims reach anywhere. */
const LEAST_PEAK = 0.9;
/** Share of that level down to which a region reaches, as chosen on the training store's local edits. */
const SHARE_OF_PEAK = 0.6;

/**
 * Outlines the parts whose peak is rarer than one honest photo in a hundred, down to 0.6 of that level; the strongest first.
 *
 * @param map 0..1 per cell
 * @param size of the photo in pixels
 */
export function outlineEdits(
  map: Plane,
  size: { readonly width: number; readonly height: number },
): EditRegion[] {
  return outlineParts(map, LEAST_PEAK * SHARE_OF_PEAK, map.data, LEAST_PEAK, size).map(
    ({ polygon, peak }) => ({
      polygon,
      kind: 'looks-edited',
      confidence: roundTo(0.5 + (0.5 * (peak - LEAST_PEAK)) / (1 - LEAST_PEAK), 3),
    }),
  );
}
