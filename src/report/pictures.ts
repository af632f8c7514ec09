import type { GetArtifact } from '../artifacts/artifacts.js';
import type { Comparison } from '../artifacts/comparison.js';
import type { PixelComparison } from '../artifacts/pixel-comparison.js';
import type { Reference } from '../artifacts/reference.js';
import { checkAborted } from '../errors.js';
import { composeHomographies, type Homography } from '../matching/homography.js';
import { type WarpedRaster, warpRaster } from '../matching/warp.js';
import { encodeJpeg, encodeRgbaPng } from '../pixels/decode.js';
import type { Plane, Raster } from '../pixels/plane.js';
import { fitLongSide, shrinkPlane, shrinkRaster } from '../pixels/resize.js';
import type { SignalOutcome } from '../run.js';

/** A picture for screens, without any metadata. */
export interface Picture {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What a report shows beside its words. */
export interface ReportPictures {
  readonly photo: Picture;
  /** In the order of `report.references`; null for stored fingerprints. */
  readonly references: readonly (Picture | null)[];
  /** One reference in the geometry of the photo, the same size as `photo`; null when none could be aligned. */
  readonly aligned: { readonly index: number; readonly picture: Picture } | null;
  /** Localization maps, to be laid over the photo: the more opaque, the higher the value and the confidence. */
  readonly maps: readonly { readonly reading: string; readonly picture: Picture }[];
}

/** What pictures are drawn from. */
interface PictureMaterial {
  readonly photo: Raster;
  readonly references: readonly (Raster | null)[];
  readonly alignment: Alignment | null;
  readonly maps: readonly {
    readonly reading: string;
    readonly map: Plane;
    /** @default 1 everywhere */
    readonly confidence?: Plane;
  }[];
}

/** How a reference lies in the photo, at the sizes between which the map was found. */
export interface Alignment {
  readonly index: number;
  /** Reference pixels → photo pixels at the two sizes below, pixel centres at integers. */
  readonly homography: Homography;
  readonly referenceSize: Size;
  readonly photoSize: Size;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

// Sizes for screens: the photo fills a laptop's page, a single reference half of it.
const PHOTO_LONG_SIDE_PX = 1280;
const REFERENCE_LONG_SIDE_PX = 960;
const FEW_REFERENCES = 2;
const STRIP_LONG_SIDE_PX = 480;
const MAP_LONG_SIDE_PX = 512;

// Bytes per kind. With a third more for base64 they sum to 1.6 MB, which leaves the words of a report room below
// 2 MB.
const PHOTO_BUDGET = 380_000;
const REFERENCES_BUDGET = 200_000;
const MAPS_BUDGET = 240_000;

/** JPEG qualities tried in turn; below the last one the picture shrinks. */
const QUALITIES = [84, 76, 66, 54];
const SMALLEST_LONG_SIDE_PX = 160;

/** Overlays: from amber to magenta, distinct from most goods and for every kind of colour vision. */
const LOW_COLOUR = [255, 190, 40] as const;
const HIGH_COLOUR = [205, 0, 115] as const;
const HIGHEST_ALPHA = 205;
/** Levels that a map is rounded to: more cannot be told apart, and fewer compress better. */
const MAP_LEVELS = 32;
/** Where the reference does not cover the photo. */
const UNCOVERED_GREY = 226;

/**
 * Draws the pictures of a finished inspection (`inspectFully`).
 *
 * @param inspection what `inspectFully` gave
 * @param options.signal ends the work before pixels are drawn
 * @returns pictures for screens, bounded in bytes, without any metadata
 * @throws ClaimlensError `aborted`
 * @example
 * const inspection = await inspector.inspectFully({ photo: 'claim.jpg', references: ['listing.jpg'] });
 * const html = renderHtml(inspection.report, await makePictures(inspection));
 */
export async function makePictures(
  { artifacts, outcomes }: { readonly outcomes: readonly SignalOutcome[]; readonly artifacts: GetArtifact },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ReportPictures> {
  checkAborted(signal, 'makePictures');
  const [photo, references, best, pixels, view] = await Promise.all([
    artifacts('photo'),
    artifacts('references'),
    artifacts('best'),
    artifacts('pixelComparison'),
    artifacts('view'),
  ]);
  checkAborted(signal, 'makePictures');
  return drawPictures({
    photo: photo.raster,
    references: await Promise.all(references.map(openRaster)),
    alignment: toAlignment(best, pixels, view.raster),
    maps: outcomes.flatMap(({ signal, reading }) =>
      reading.status === 'measured' && reading.map
        ? [{ reading: signal.id, map: reading.map, confidence: reading.mapConfidence }]
        : [],
    ),
  });
}

/** Draws pictures for screens: small, of bounded size in bytes, and without any metadata of the originals. */
export async function drawPictures(material: PictureMaterial): Promise<ReportPictures> {
  const { photo, references, alignment, maps } = material;
  const shown = fitLongSide(photo, PHOTO_LONG_SIDE_PX);
  const reference = alignment ? references[alignment.index] : null;
  const longSide = references.length <= FEW_REFERENCES ? REFERENCE_LONG_SIDE_PX : STRIP_LONG_SIDE_PX;
  return {
    photo: await drawJpeg(shrinkRaster(photo, shown.width, shown.height), PHOTO_BUDGET),
    references: await Promise.all(
      references.map((raster) => {
        if (!raster) return null;
        const size = fitLongSide(raster, longSide);
        const budget = REFERENCES_BUDGET / references.length;
        return drawJpeg(shrinkRaster(raster, size.width, size.height), budget);
      }),
    ),
    aligned:
      alignment && reference
        ? {
            index: alignment.index,
            picture: await drawJpeg(warpReference(reference, alignment, shown), PHOTO_BUDGET, true),
          }
        : null,
    maps: await Promise.all(
      maps.map(async ({ reading, map, confidence }) => ({
        reading,
        picture: await drawMap({ map, confidence }, MAPS_BUDGET / maps.length),
      })),
    ),
  };
}

async function openRaster(reference: Reference): Promise<Raster | null> {
  if ('raster' in reference) return reference.raster;
  return 'openRaster' in reference ? reference.openRaster() : null;
}

/** The refined map where pixels were compared, else the one of the features. */
function toAlignment(
  best: Comparison | null,
  pixels: Pick<PixelComparison, 'index' | 'homography' | 'referenceSize'> | null,
  photoSize: Size,
): Alignment | null {
  if (pixels) {
    const { index, homography, referenceSize } = pixels;
    return { index, homography, referenceSize, photoSize };
  }
  if (!best?.registration || !best.view) return null;
  return {
    index: best.index,
    homography: best.registration.homography,
    referenceSize: best.view.raster,
    photoSize,
  };
}

/** The reference as the photo's camera would have seen it. */
function warpReference(reference: Raster, alignment: Alignment, shown: Size): Raster {
  const toView = scaleMap(reference, alignment.referenceSize);
  const toShown = scaleMap(alignment.photoSize, shown);
  const homography = composeHomographies(toShown, composeHomographies(alignment.homography, toView));
  return toRaster(warpRaster(reference, homography, shown));
}

/** Pixel centres at integers: the centre of a scaled pixel lies at (i + 0.5) · s − 0.5. */
function scaleMap(from: Size, to: Size): Homography {
  const sx = to.width / from.width;
  const sy = to.height / from.height;
  return [sx, 0, 0.5 * sx - 0.5, 0, sy, 0.5 * sy - 0.5, 0, 0, 1];
}

function toRaster({ width, height, channels, valid }: WarpedRaster): Raster {
  const data = new Uint8ClampedArray(width * height * 3).fill(UNCOVERED_GREY);
  for (let i = 0; i < valid.length; i++) {
    if (!valid[i]) continue;
    for (let c = 0; c < 3; c++) data[i * 3 + c] = channels[c].data[i];
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Lowers quality, then size, until the picture fits its budget. */
async function drawJpeg(raster: Raster, budget: number, keepSize = false): Promise<Picture> {
  const { width, height } = raster;
  for (const quality of QUALITIES) {
    const bytes = await encodeJpeg(raster, quality);
    const last = quality === QUALITIES.at(-1) && Math.max(width, height) <= SMALLEST_LONG_SIDE_PX;
    if (bytes.length <= budget || last) return { mediaType: 'image/jpeg', bytes, width, height };
  }
  const size = fitLongSide(raster, Math.max(SMALLEST_LONG_SIDE_PX, Math.max(width, height) * 0.75));
  const smaller = await drawJpeg(shrinkRaster(raster, size.width, size.height), budget);
  return keepSize ? { ...smaller, width, height } : smaller;
}

/** Colour tells the value, opacity the value as far as it can be trusted. */
async function drawMap(
  drawn: { readonly map: Plane; readonly confidence?: Plane },
  budget: number,
  longSide = MAP_LONG_SIDE_PX,
): Promise<Picture> {
  const { width, height } = fitLongSide(drawn.map, longSide);
  const { data } = shrinkPlane(drawn.map, width, height);
  const trust = drawn.confidence && shrinkPlane(drawn.confidence, width, height).data;
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) {
    // Negated, so that NaN is drawn as 0.
    const value = data[i] > 0 ? Math.min(1, data[i]) : 0;
    const level = Math.round(value * MAP_LEVELS) / MAP_LEVELS;
    if (level === 0) continue;
    for (let c = 0; c < 3; c++)
      rgba[i * 4 + c] = Math.round(LOW_COLOUR[c] + level * (HIGH_COLOUR[c] - LOW_COLOUR[c]));
    rgba[i * 4 + 3] = Math.round(level * (trust ? trust[i] : 1) * HIGHEST_ALPHA);
  }
  const bytes = await encodeRgbaPng(width, height, rgba);
  if (bytes.length > budget && longSide > SMALLEST_LONG_SIDE_PX)
    return drawMap(drawn, budget, Math.max(SMALLEST_LONG_SIDE_PX, Math.round(longSide * 0.75)));
  return { mediaType: 'image/png', bytes, width, height };
}
