import type { Plane, Raster } from '../pixels/plane.js';
import { fitLongSide, shrinkLuma, shrinkPlane } from '../pixels/resize.js';
import { scaleBox } from './ai-mark-grounds.js';
import { findLabels } from './ai-mark-labels.js';
import type { AiMarkMatch, Sought } from './ai-mark-match.js';
import { findSparkle } from './ai-mark-sparkle.js';

// Marks scale with the picture. At this short side their characters are 12 to 40 px high.
const SHORT_SIDE_PX = 480;
/** Marks of smaller pictures are too small to be told apart. */
export const MIN_SHORT_SIDE_PX = 160;
// The usual place and size, as measured on 42 pictures with the star: centre 0.93 to 1.11 widths from both edges,
// width 0.052 to 0.075 of the short side. Small blobs in the corner of honest pictures reach 0.6, but are smaller.
const SPARKLE_USUAL = { min: 0.9, max: 1.13, skew: 0.12, minSize: 0.05, maxSize: 0.08 };
// Height and distance from the edges of the marks of Doubao and Jimeng, as shares of the short side.
const SERVICE_USUAL = { minHeight: 0.028, maxHeight: 0.045, maxMargin: 0.05 };

/**
 * Looks for the marks that AI services print into the corners of their pictures: texts in four corners, the
 * four-pointed star at the bottom right.
 *
 * Normalized correlation with rendered shapes: first over all scales at half size, then around the best places at
 * full working size. Opacity does not matter to it; busy ground behind the mark lowers it.
 *
 * @param raster upright picture, any size
 * @returns the best match of each kind, strongest first; empty for pictures under 160 px
 */
export function findAiMarks(raster: Raster): AiMarkMatch[] {
  if (Math.min(raster.width, raster.height) < MIN_SHORT_SIDE_PX) return [];
  const size = fitShortSide(raster, SHORT_SIDE_PX);
  // From all pixels: the working view would save most of the time, and loses rims of a pixel (a text on white at
  // 1280 px falls from 1.0 to 0.87 of its level).
  const fine = shrinkLuma(raster, size.width, size.height);
  const half = fitShortSide(fine, Math.min(fine.width, fine.height) / 2);
  const coarse = shrinkPlane(fine, half.width, half.height);
  const scale = raster.width / fine.width;
  const matches = [...findLabels(coarse, fine), ...findSparkle(coarse, fine)];
  return matches
    .sort((a, b) => b.correlation - a.correlation)
    .map((match) => ({
      ...match,
      usualPlace: isUsualPlace(match, fine),
      box: scaleBox(match.box, scale),
    }));
}

function isUsualPlace({ kind, corner, box }: Sought, plane: Plane): boolean {
  if (corner !== 'bottom-right') return false;
  const right = plane.width - box.x - box.width;
  const bottom = plane.height - box.y - box.height;
  if (kind === 'sparkle') {
    const { min, max, skew, minSize, maxSize } = SPARKLE_USUAL;
    const size = box.width / Math.min(plane.width, plane.height);
    if (size < minSize || size > maxSize) return false;
    const offset = (right + bottom) / (2 * box.width) + 0.5;
    return offset >= min && offset <= max && Math.abs(right - bottom) <= skew * box.width;
  }
  if (kind !== 'doubao' && kind !== 'jimeng') return false;
  const short = Math.min(plane.width, plane.height);
  const { minHeight, maxHeight, maxMargin } = SERVICE_USUAL;
  const height = box.height / short;
  return height >= minHeight && height <= maxHeight && Math.max(right, bottom) <= maxMargin * short;
}

function fitShortSide(size: { width: number; height: number }, shortSidePx: number) {
  const aspect = Math.max(size.width, size.height) / Math.min(size.width, size.height);
  return fitLongSide(size, shortSidePx * aspect);
}
