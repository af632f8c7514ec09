import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import { roundTo } from '../../maths/round.js';
import type { Plane } from '../../pixels/plane.js';

/** A part of the photo that looks edited. */
export interface EditRegion {
  /** Corners in pixels of the photo, not closed. */
  readonly polygon: readonly Corner[];
  readonly kind: 'looks-edited';
  /** 0.5 at the level that one honest photo in a hundred reaches, 1 where the map ends. */
  readonly confidence: number;
}

/** Level of the map that 1 % of the honest development claims reach anywhere. */
const LEAST_PEAK = 0.9;
/** Share of its own peak down to which a region reaches, as chosen on the training store's local edits. */
const SHARE_OF_PEAK = 0.6;
const OUTLINE_TOLERANCE_CELLS = 0.7;

/**
 * Outlines the parts whose peak is rarer than one honest photo in a hundred, down to 0.6 of it; the strongest first.
 *
 * @param map 0..1 per cell
 * @param size of the photo in pixels
 */
export function outlineEdits(
  map: Plane,
  size: { readonly width: number; readonly height: number },
): EditRegion[] {
  const floor = LEAST_PEAK * SHARE_OF_PEAK;
  const { labels, count, starts } = labelComponents(
    Uint8Array.from(map.data, (value) => (value >= floor ? 1 : 0)),
    map.width,
  );
  const peaks = new Float64Array(count + 1);
  for (let i = 0; i < labels.length; i++) peaks[labels[i]] = Math.max(peaks[labels[i]], map.data[i]);
  const [scaleX, scaleY] = [size.width / map.width, size.height / map.height];
  return Array.from({ length: count }, (_, k) => k + 1)
    .filter((label) => peaks[label] >= LEAST_PEAK)
    .sort((a, b) => peaks[b] - peaks[a])
    .map((label) => ({
      polygon: traceOutline(labels, map.width, label, starts[label], OUTLINE_TOLERANCE_CELLS).map(
        ([x, y]): Corner => [Math.round(x * scaleX), Math.round(y * scaleY)],
      ),
      kind: 'looks-edited',
      confidence: roundTo(0.5 + (0.5 * (peaks[label] - LEAST_PEAK)) / (1 - LEAST_PEAK), 3),
    }));
}
