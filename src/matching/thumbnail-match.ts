import { boxMean } from '../pixels/box-mean.js';
import { type Box, cropPlane, turnPlane } from '../pixels/crop.js';
import type { Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';
import {
  correlate,
  type Fractions,
  type Frame,
  findPlacement,
  MIN_SIDE_PX,
  toBox,
} from './thumbnail-placement.js';

/** How an embedded thumbnail relates to its picture. */
interface ThumbnailMatch {
  /** Correlation of the luma after alignment, -1..1; 1 for the same picture whatever its brightness and contrast. */
  readonly correlation: number;
  /**
   * Largest mean luma difference over a tenth of the picture, in grey levels of the thumbnail, after alignment and
   * a fit of brightness and contrast. Edges that lie a pixel apart cancel out in the mean; a changed area does not.
   */
  readonly difference: number;
  /** Where that difference is, as fractions 0..1 of the picture. */
  readonly region: Fractions;
  /** How the thumbnail had to be turned (quarter turns clockwise, after the mirror) to lie as the picture lies. */
  readonly quarterTurns: number;
  readonly mirrored: boolean;
  /** `whole` when both show the same frame, else which of them is the larger one. */
  readonly frame: Frame;
}

/**
 * Aligns a thumbnail with its picture through turns, mirror, letterbox bars and crops of either, and measures what
 * is left.
 *
 * @param thumbnail luma, any size from 16 px; larger ones cost more and tell no more
 * @param picture luma of the upright picture, any size
 * @returns null when either is too small or without any structure
 */
export function matchThumbnail(thumbnail: Plane, picture: Plane): ThumbnailMatch | null {
  if (Math.min(thumbnail.width, thumbnail.height, picture.width, picture.height) < MIN_SIDE_PX) return null;
  const place = findPlacement(thumbnail, picture);
  if (!place) return null;
  const turned = turnPlane(place.thumbnail, place.quarterTurns, place.mirrored);
  const thumbPart = cropPlane(turned, toBox(place.inThumbnail, turned));
  const picturePart = cropPlane(picture, toBox(place.inPicture, picture));
  const width = Math.min(thumbPart.width, picturePart.width);
  const height = Math.min(thumbPart.height, picturePart.height);
  const residual = residualOf(shrinkPlane(thumbPart, width, height), shrinkPlane(picturePart, width, height));
  const worst = worstWindow(residual.plane);
  const { inPicture } = place;
  return {
    correlation: residual.correlation,
    difference: worst.difference,
    region: {
      x: inPicture.x + (worst.box.x / width) * inPicture.width,
      y: inPicture.y + (worst.box.y / height) * inPicture.height,
      width: (worst.box.width / width) * inPicture.width,
      height: (worst.box.height / height) * inPicture.height,
    },
    quarterTurns: place.quarterTurns,
    mirrored: place.mirrored,
    frame: place.frame,
  };
}

/** What the thumbnail shows beyond a brighter or darker, harder or softer version of the picture. */
function residualOf(thumbnail: Plane, picture: Plane): { plane: Plane; correlation: number } {
  const n = thumbnail.data.length;
  let sumT = 0;
  let sumP = 0;
  for (let i = 0; i < n; i++) {
    sumT += thumbnail.data[i];
    sumP += picture.data[i];
  }
  const meanT = sumT / n;
  const meanP = sumP / n;
  let cross = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    cross += (thumbnail.data[i] - meanT) * (picture.data[i] - meanP);
    spread += (picture.data[i] - meanP) ** 2;
  }
  const gain = spread > 0 ? Math.max(0, cross / spread) : 0;
  const data = new Float32Array(n);
  for (let i = 0; i < n; i++) data[i] = thumbnail.data[i] - meanT - gain * (picture.data[i] - meanP);
  return {
    plane: { width: thumbnail.width, height: thumbnail.height, data },
    correlation: correlate(thumbnail, picture, 0, 0),
  };
}

function worstWindow(residual: Plane): { difference: number; box: Box } {
  const radius = Math.max(2, Math.round(Math.max(residual.width, residual.height) / 20));
  const means = boxMean(residual, radius);
  let at = 0;
  let difference = 0;
  // Windows that leave the frame are small and noisy, and frames rarely agree to the pixel at the border.
  for (let y = radius; y < residual.height - radius; y++) {
    for (let x = radius; x < residual.width - radius; x++) {
      const value = Math.abs(means.data[y * residual.width + x]);
      if (value > difference) {
        difference = value;
        at = y * residual.width + x;
      }
    }
  }
  const side = 2 * radius + 1;
  const box = { x: (at % residual.width) - radius, y: Math.floor(at / residual.width) - radius };
  return { difference, box: { x: Math.max(0, box.x), y: Math.max(0, box.y), width: side, height: side } };
}
