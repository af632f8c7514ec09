import { type Box, cropPlane, turnPlane } from '../pixels/crop.js';
import type { Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';

// Search runs at this long side: thumbnails are 160 x 120, and frames must only be told apart here.
const SEARCH_SIDE_PX = 40;
// The cost of the crop search grows with the fourth power of this.
const CROP_SEARCH_SIDE_PX = 56;
// Shapes nearer than this are one shape (160 x 120 against 4032 x 3024, or rounding to blocks).
const SAME_SHAPE = 0.04;
// How much of the larger frame the smaller one shows, per side.
const CROP_SCALES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4];
// From here on the frames fit and no crop needs to be looked for.
const GOOD_CORRELATION = 0.9;
// A crop has many places to fit by chance: unrelated pictures reached 0.7 somewhere.
const MIN_CROP_CORRELATION = 0.8;
// Some cameras squeeze 3:2 or 16:9 into a thumbnail of 4:3.
const MAX_SQUEEZE = 1.4;
export const MIN_SIDE_PX = 16;
const MIN_TEMPLATE_PX = 12;
// Letterbox bars are black (a few makers write grey), flat, and at most a third of the frame.
const BAR_MAX_LUMA = 24;
const BAR_MAX_DEVIATION = 6;

/** `whole` when both show the same frame, else which of them is the larger one. */
export type Frame = 'whole' | 'picture-larger' | 'thumbnail-larger';

/** Where a thumbnail lies in its picture. */
interface Placement {
  /** The thumbnail, with its bars or without. */
  readonly thumbnail: Plane;
  readonly correlation: number;
  readonly quarterTurns: number;
  readonly mirrored: boolean;
  readonly frame: Frame;
  /** Part of the turned thumbnail that shows the same as `inPicture`, as fractions. */
  readonly inThumbnail: Fractions;
  readonly inPicture: Fractions;
}

export interface Fractions {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WHOLE: Fractions = { x: 0, y: 0, width: 1, height: 1 };

/** Cuts flat dark bars at two opposite sides, which makers add to fit 3:2 or 16:9 into 160 x 120. */
function trimBars(plane: Plane): Plane {
  const rows = barDepth(plane, 'rows');
  const columns = barDepth(plane, 'columns');
  return cropPlane(plane, {
    x: columns,
    y: rows,
    width: plane.width - 2 * columns,
    height: plane.height - 2 * rows,
  });
}

function barDepth({ width, height, data }: Plane, direction: 'rows' | 'columns'): number {
  const [lines, length] = direction === 'rows' ? [height, width] : [width, height];
  const isBar = (line: number) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const value = direction === 'rows' ? data[line * width + i] : data[i * width + line];
      sum += value;
      squares += value * value;
    }
    const mean = sum / length;
    return mean < BAR_MAX_LUMA && squares / length - mean * mean < BAR_MAX_DEVIATION ** 2;
  };
  let depth = 0;
  while (depth < lines / 3 && isBar(depth) && isBar(lines - 1 - depth)) depth++;
  if (depth === 0 || depth >= lines / 3) return 0; // no bars, or a picture that is dark at large
  // The row between bar and picture is a mixture of both.
  return depth + 1;
}

/** The turn, mirror and frames under which thumbnail and picture correlate most; null when no frame is large enough. */
export function findPlacement(thumbnail: Plane, picture: Plane): Placement | null {
  const trimmed = trimBars(thumbnail);
  let best: Placement | null = null;
  // Dark edges may be bars or belong to the picture: both readings are tried.
  for (const frameless of trimmed === thumbnail ? [thumbnail] : [thumbnail, trimmed]) {
    if (Math.min(frameless.width, frameless.height) < MIN_SIDE_PX) continue;
    const whole = findWhole(frameless, picture);
    if (whole && whole.correlation > (best?.correlation ?? -2)) best = whole;
  }
  if (!best || best.correlation >= GOOD_CORRELATION) return best;
  const crop = findCrop(best, picture);
  return crop && crop.correlation > Math.max(best.correlation, MIN_CROP_CORRELATION) ? crop : best;
}

function findWhole(thumbnail: Plane, picture: Plane): Placement | null {
  let best: Placement | null = null;
  for (const mirrored of [false, true]) {
    for (let quarterTurns = 0; quarterTurns < 4; quarterTurns++) {
      const turned = turnPlane(thumbnail, quarterTurns, mirrored);
      for (const frames of sameCentreFrames(turned, picture)) {
        const correlation = frameCorrelation(turned, picture, frames);
        if (correlation !== null && correlation > (best?.correlation ?? -2))
          best = { thumbnail, correlation, quarterTurns, mirrored, ...frames };
      }
    }
  }
  return best;
}

/** The ways in which two frames with one centre can overlap: whole on whole, or one cut to the other's shape. */
function sameCentreFrames(
  thumbnail: Plane,
  picture: Plane,
): readonly Pick<Placement, 'frame' | 'inThumbnail' | 'inPicture'>[] {
  const ratio = thumbnail.width / thumbnail.height / (picture.width / picture.height);
  if (Math.abs(Math.log(ratio)) < SAME_SHAPE)
    return [{ frame: 'whole', inThumbnail: WHOLE, inPicture: WHOLE }];
  const whole = { frame: 'whole', inThumbnail: WHOLE, inPicture: WHOLE } as const;
  return [
    ...(Math.abs(Math.log(ratio)) < Math.log(MAX_SQUEEZE) ? [whole] : []),
    { frame: 'picture-larger', inThumbnail: WHOLE, inPicture: centred(1 / ratio) },
    { frame: 'thumbnail-larger', inThumbnail: centred(ratio), inPicture: WHOLE },
  ];
}

/** The centred part that brings a frame of width/height `excess` times too large to the right shape. */
function centred(excess: number): Fractions {
  const width = Math.min(1, 1 / excess);
  const height = Math.min(1, excess);
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

function frameCorrelation(
  thumbnail: Plane,
  picture: Plane,
  { inThumbnail, inPicture }: Pick<Placement, 'inThumbnail' | 'inPicture'>,
): number | null {
  const a = cropPlane(thumbnail, toBox(inThumbnail, thumbnail));
  const b = cropPlane(picture, toBox(inPicture, picture));
  const scale = Math.min(1, SEARCH_SIDE_PX / Math.max(a.width, a.height));
  const width = Math.max(4, Math.min(Math.round(a.width * scale), b.width));
  const height = Math.max(4, Math.min(Math.round(a.height * scale), b.height));
  if (a.width < width || a.height < height) return null;
  return correlate(shrinkPlane(a, width, height), shrinkPlane(b, width, height), 0, 0);
}

/** Looks for one inside the other: crops in an editor leave the larger thumbnail, some cameras the smaller one. */
function findCrop(whole: Placement, picture: Plane): Placement | null {
  let best: Placement | null = null;
  for (const quarterTurns of new Set([0, whole.quarterTurns])) {
    const turned = turnPlane(whole.thumbnail, quarterTurns);
    const placed = { thumbnail: whole.thumbnail, quarterTurns, mirrored: false } as const;
    const inThumbnail = findInside(picture, turned);
    const inPicture = findInside(turned, picture);
    if (inThumbnail && inThumbnail.correlation > (best?.correlation ?? 0)) {
      const { correlation, part } = inThumbnail;
      best = { ...placed, correlation, frame: 'thumbnail-larger', inThumbnail: part, inPicture: WHOLE };
    }
    if (inPicture && inPicture.correlation > (best?.correlation ?? 0)) {
      const { correlation, part } = inPicture;
      best = { ...placed, correlation, frame: 'picture-larger', inThumbnail: WHOLE, inPicture: part };
    }
  }
  return best;
}

/** The part of `frame` that looks most like `inner`, over scales and places. */
function findInside(inner: Plane, frame: Plane): { correlation: number; part: Fractions } | null {
  const scale = Math.min(1, CROP_SEARCH_SIDE_PX / Math.max(frame.width, frame.height));
  const small = shrinkPlane(frame, Math.round(frame.width * scale), Math.round(frame.height * scale));
  const fit = Math.min(small.width / inner.width, small.height / inner.height);
  let best: { correlation: number; part: Fractions } | null = null;
  for (const share of CROP_SCALES) {
    const width = Math.round(inner.width * fit * share);
    const height = Math.round(inner.height * fit * share);
    if (Math.min(width, height) < MIN_TEMPLATE_PX || width > inner.width || height > inner.height) continue;
    const { x, y, correlation } = bestPlace(shrinkPlane(inner, width, height), small);
    if (correlation <= (best?.correlation ?? -2)) continue;
    const part = {
      x: x / small.width,
      y: y / small.height,
      width: width / small.width,
      height: height / small.height,
    };
    best = { correlation, part };
  }
  return best;
}

/** Every second place first, then the eight around the best: at this size peaks are wider than a pixel. */
function bestPlace(template: Plane, frame: Plane): { x: number; y: number; correlation: number } {
  const maxX = frame.width - template.width;
  const maxY = frame.height - template.height;
  let best = { x: 0, y: 0, correlation: -2 };
  const look = (x: number, y: number) => {
    if (x < 0 || y < 0 || x > maxX || y > maxY) return;
    const correlation = correlate(template, frame, x, y);
    if (correlation > best.correlation) best = { x, y, correlation };
  };
  for (let y = 0; y <= maxY; y += 2) for (let x = 0; x <= maxX; x += 2) look(x, y);
  const { x, y } = best;
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) look(x + dx, y + dy);
  return best;
}

/** Pearson correlation of `a` with the window of `b` at `left`, `top`; 0 when either is flat. */
export function correlate(a: Plane, b: Plane, left: number, top: number): number {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let y = 0, i = 0; y < a.height; y++) {
    const offset = (top + y) * b.width + left;
    for (let x = 0; x < a.width; x++, i++) {
      const va = a.data[i];
      const vb = b.data[offset + x];
      sumA += va;
      sumB += vb;
      sumAA += va * va;
      sumBB += vb * vb;
      sumAB += va * vb;
    }
  }
  const n = a.data.length;
  const variance = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n);
  return variance > 1e-3 * n * n ? (sumAB - (sumA * sumB) / n) / Math.sqrt(variance) : 0;
}

/** A part of a plane in whole pixels, at least one on each side. */
export function toBox(part: Fractions, plane: Plane): Box {
  const x = Math.min(plane.width - 1, Math.round(part.x * plane.width));
  const y = Math.min(plane.height - 1, Math.round(part.y * plane.height));
  return {
    x,
    y,
    width: Math.max(1, Math.min(plane.width - x, Math.round(part.width * plane.width))),
    height: Math.max(1, Math.min(plane.height - y, Math.round(part.height * plane.height))),
  };
}
