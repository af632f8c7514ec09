import { composeHomographies, fitHomography, type Homography } from '../../src/matching/homography.js';
import { scaleToTarget, warpRaster } from '../../src/matching/warp.js';
import { decodeRaster, encodeJpeg } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';

/** A photo made from a reference, and where the reference's pixels went. */
export interface WarpedPhoto {
  readonly raster: Raster;
  /** Reference pixels → photo pixels. */
  readonly truth: Homography;
}

/** One way in which a photo can come to show a reference. */
export interface Warp {
  readonly name: string;
  /** @param filler another picture, for what lies around the reference */
  apply(reference: Raster, filler: Raster): Promise<WarpedPhoto>;
}

/**
 * The synthetic warps of the registration table: what shops, phones and editors do to a listing picture. Each ends
 * in a JPEG of quality 75 unless its name says otherwise.
 */
export const WARPS: readonly Warp[] = [
  warp('jpeg 75', () => ({})),
  warp('jpeg 40', () => ({ quality: 40 })),
  warp('half size', (s) => ({ map: scale(0.5), size: scaled(s, 0.5) })),
  warp('a third', (s) => ({ map: scale(0.33), size: scaled(s, 0.33) })),
  warp('enlarged 1.3', (s) => ({ map: scale(1.3), size: scaled(s, 1.3) })),
  warp('crop 80 %', (s) => crop(s, 0.8, 0.07, 0.13)),
  warp('crop 50 %', (s) => crop(s, 0.5, 0.31, 0.18)),
  warp('crop 30 %', (s) => crop(s, 0.3, 0.42, 0.33)),
  warp('crop 50 %, enlarged 2', (s) => enlarge(crop(s, 0.5, 0.31, 0.18), 2)),
  warp('mirrored', (s) => ({ map: flip(s) })),
  warp('mirrored, crop 70 %', (s) => {
    const cropped = crop(s, 0.7, 0.1, 0.2);
    return { ...cropped, map: composeHomographies(cropped.map, flip(s)) };
  }),
  warp('turned 3°', (s) => ({ map: turn(s, 3) })),
  warp('turned 15°', (s) => ({ map: turn(s, 15) })),
  warp('turned 90°', (s) => ({ map: turn(s, 90) })),
  warp('perspective', (s) => ({ map: lean(s, 0.08) })),
  warp('strong perspective', (s) => ({ map: lean(s, 0.2) })),
  warp('darker, more contrast', () => ({ tone: (v) => 255 * (0.85 * (v / 255)) ** 1.5 })),
  warp('brighter, washed out', () => ({ tone: (v) => 90 + 0.6 * v })),
  warp('screenshot with bars', (s) => inset(s, 0.8, 0.1, 0.1)),
  warp('collage quarter', (s) => ({ ...inset(s, 0.5, 0.5, 0), filled: true })),
  warp('small on a page', (s) => ({ ...inset(s, 0.34, 0.4, 0.3), filled: true })),
];

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Recipe {
  /** @default identity */
  readonly map?: Homography;
  /** @default size of the reference */
  readonly size?: Size;
  readonly tone?: (value: number) => number;
  /** Whether the filler shows around the reference; else a flat grey does. */
  readonly filled?: boolean;
  readonly quality?: number;
}

function warp(name: string, recipe: (reference: Size) => Recipe): Warp {
  return {
    name,
    async apply(reference, filler) {
      const { map = scale(1), size = reference, tone, filled = false, quality = 75 } = recipe(reference);
      const canvas = {
        width: Math.max(32, Math.round(size.width)),
        height: Math.max(32, Math.round(size.height)),
      };
      const painted = paint(reference, filled ? filler : null, map, canvas, tone ?? ((value) => value));
      const bytes = await encodeJpeg(painted, quality);
      const raster = await decodeRaster(bytes, { maxPixels: 64e6, timeoutMs: 60_000 });
      return { raster, truth: map };
    },
  };
}

function paint(
  reference: Raster,
  filler: Raster | null,
  map: Homography,
  canvas: Size,
  tone: (value: number) => number,
): Raster {
  const ready = scaleToTarget(reference, map, canvas);
  const warped = warpRaster(ready.raster, ready.homography, canvas);
  const { width, height } = canvas;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      for (let c = 0; c < 3; c++) {
        const around = filler
          ? filler.data[((y % filler.height) * filler.width + (x % filler.width)) * 3 + c]
          : 32;
        const value = warped.valid[i] ? tone(warped.channels[c].data[i]) : around;
        data[i * 3 + c] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return { width, height, data };
}

// Pixel centres lie at integers, so that scaling keeps the corner −0.5, not the centre 0, in place.
function scale(factor: number): Homography {
  const shift = (factor - 1) / 2;
  return [factor, 0, shift, 0, factor, shift, 0, 0, 1];
}

function scaled({ width, height }: Size, factor: number): Size {
  return { width: width * factor, height: height * factor };
}

function crop(size: Size, share: number, left: number, top: number) {
  const map: Homography = [
    1,
    0,
    -Math.round(left * size.width),
    0,
    1,
    -Math.round(top * size.height),
    0,
    0,
    1,
  ];
  return { map, size: scaled(size, share) };
}

function enlarge({ map, size }: { map: Homography; size: Size }, factor: number) {
  return { map: composeHomographies(scale(factor), map), size: scaled(size, factor) };
}

function flip({ width }: Size): Homography {
  return [-1, 0, width - 1, 0, 1, 0, 0, 0, 1];
}

function turn({ width, height }: Size, degrees: number): Homography {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  return [c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0, 0, 1];
}

/** One side leans back: its corners move inwards by a share of the size. */
function lean({ width: w, height: h }: Size, share: number): Homography {
  const from = [0, 0, w, 0, w, h, 0, h];
  const to = [0, 0, w * (1 - share / 2), h * share, w * (1 - share / 3), h * (1 - share / 2), 0, h];
  return fitHomography(from, to) ?? scale(1);
}

/** The reference shrunk into a page of the same size. */
function inset({ width, height }: Size, factor: number, left: number, top: number): Recipe {
  const placed: Homography = [1, 0, left * width, 0, 1, top * height, 0, 0, 1];
  return { map: composeHomographies(placed, scale(factor)) };
}
