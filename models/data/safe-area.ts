import type { Box } from './manifest.js';
import type { RandomSource } from './random-source.js';

/** Interleaved 8-bit RGB, row-major: `data.length === width * height * 3`. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

// Gemini's sparkle, the colour bar of DALL-E 2 and the labels of Doubao and Jimeng all lie within the lowest tenth.
const MARK_STRIP = [0.1, 0.13] as const;
const SIDE_STRIP = 0.05;
/** A line is blank when no code value in it is further than this from its first pixel. */
const BLANK_LEVELS = 6;
/** At most this share of each dimension is taken for a blank border: a studio background is part of the photo. */
const MAX_BORDER = 0.25;

/**
 * The part of a picture that carries no caption, no blank border and no generator's visible mark.
 *
 * The same strips are cut from every picture, whatever it is, or the cut itself would tell the classes apart.
 *
 * @param picture upright RGB
 * @param options.crop the part named by the manifest, applied first
 * @param options.random seeded; the strips vary a little
 * @returns a box within the picture, at least 60% of the height and width of what the caption leaves, or nearly so
 */
export function safeArea(picture: RawPicture, options: { crop?: Box; random: RandomSource }): Box {
  const { random } = options;
  const box = withoutBlankBorders(picture, clip(options.crop, picture));
  const left = Math.round(box.width * random.between(0, SIDE_STRIP));
  const right = Math.round(box.width * random.between(0, SIDE_STRIP));
  const top = Math.round(box.height * random.between(0, SIDE_STRIP));
  const bottom = Math.ceil(box.height * random.between(...MARK_STRIP));
  return {
    left: box.left + left,
    top: box.top + top,
    width: Math.max(1, box.width - left - right),
    height: Math.max(1, box.height - top - bottom),
  };
}

function withoutBlankBorders(picture: RawPicture, box: Box): Box {
  const maxRows = Math.floor(box.height * MAX_BORDER);
  const maxColumns = Math.floor(box.width * MAX_BORDER);
  const right = box.left + box.width;
  const bottom = box.top + box.height;
  const countBlank = (most: number, isBlank: (i: number) => boolean) => {
    let count = 0;
    while (count < most && isBlank(count)) count++;
    return count;
  };
  const row = (y: number) => isBlankLine(picture, y * picture.width + box.left, 1, box.width);
  const column = (x: number) => isBlankLine(picture, box.top * picture.width + x, picture.width, box.height);
  const above = countBlank(maxRows, (i) => row(box.top + i));
  const below = countBlank(maxRows, (i) => row(bottom - 1 - i));
  const before = countBlank(maxColumns, (i) => column(box.left + i));
  const after = countBlank(maxColumns, (i) => column(right - 1 - i));
  return {
    left: box.left + before,
    top: box.top + above,
    width: box.width - before - after,
    height: box.height - above - below,
  };
}

function isBlankLine({ data }: RawPicture, firstPixel: number, step: number, length: number): boolean {
  const first = firstPixel * 3;
  for (let i = 1, at = first + step * 3; i < length; i++, at += step * 3)
    for (let c = 0; c < 3; c++) if (Math.abs(data[at + c] - data[first + c]) > BLANK_LEVELS) return false;
  return true;
}

function clip(crop: Box | undefined, { width, height }: RawPicture): Box {
  if (!crop) return { left: 0, top: 0, width, height };
  const left = Math.min(crop.left, width - 1);
  const top = Math.min(crop.top, height - 1);
  return {
    left,
    top,
    width: Math.min(crop.width, width - left),
    height: Math.min(crop.height, height - top),
  };
}
