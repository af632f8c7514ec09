import type { Raster } from '../../src/pixels/plane.js';
import { encodeJpeg, encodeWebp, resize } from '../../src/synthetic/camera/encode.js';
import { crop, mirror } from '../../src/synthetic/edit/paint.js';

/** What a picture goes through between the editor and the claim, at one strength. */
export interface Level {
  /** As the tables print it, unit included. */
  readonly label: string;
  /** Moves pixels; the mask of the damage goes the same way. @default identity */
  readonly move?: (raster: Raster, focus: Focus) => Raster | Promise<Raster>;
  /** Maps each 8-bit value of the picture, never of the mask. @default identity */
  readonly tone?: (value: number) => number;
  /** The file that is sent. @default JPEG of `SENT_QUALITY` */
  readonly encode?: (raster: Raster) => Promise<Uint8Array>;
}

/** One treatment from weak to strong. */
export interface Treatment {
  readonly name: string;
  readonly levels: readonly Level[];
}

/** The point that crops keep in sight, as a share of width and height. */
export type Focus = readonly [x: number, y: number];

/** What chat apps and phone galleries save at; all treatments but the compressions end in it. */
export const SENT_QUALITY = 85;

// Screenshot bars of a dark theme.
const BAR_LEVEL = 18;

/** The treatments of the robustness table. */
export const TREATMENTS: readonly Treatment[] = [
  treatment('JPEG quality', [95, 85, 70, 50, 30], '', (quality) => ({
    encode: (raster) => encodeJpeg(raster, { quality }),
  })),
  treatment('WebP quality', [80, 60, 40], '', (quality) => ({
    encode: (raster) => encodeWebp(raster, quality),
  })),
  treatment('scale', [100, 75, 50, 30], ' %', (percent) => ({ move: scaleBy(percent / 100) })),
  treatment('crop, width kept', [100, 70, 40], ' %', (percent) => ({ move: cropTo(percent / 100) })),
  treatment('brightness', [-50, 50], '', (offset) => ({ tone: (value) => value + offset })),
  treatment('gamma', [0.6, 1.7], '', (gamma) => ({
    tone: (value) => 255 * (value / 255) ** gamma,
  })),
  { name: 'mirror', levels: [{ label: 'no' }, { label: 'yes', move: mirror }] },
  treatment('rotation', [0, 2, 10, 30], '°', (degrees) => ({
    move: degrees === 0 ? undefined : turnBy(degrees),
  })),
  treatment('screenshot bars, of the height', [20, 50], ' %', (percent) => ({
    move: addBars(percent / 100),
  })),
];

/** A treated picture: the file that is sent, and where the damage lies in it. */
export interface Treated {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, 1 where damage was painted. */
  readonly mask: Uint8Array;
}

/**
 * Applies one level to a picture and moves its mask with it.
 *
 * @param mask one byte per pixel of the picture, 0 where nothing was painted
 * @param focus what crops keep in sight
 */
export async function treat(
  picture: Raster,
  mask: Uint8Array,
  { move = (raster) => raster, tone, encode = sendJpeg }: Level,
  focus: Focus,
): Promise<Treated> {
  const moved = await move(picture, focus);
  const { data } = await move(maskRaster(picture, mask), focus);
  const { width, height } = moved;
  const table = tone && Uint8ClampedArray.from({ length: 256 }, (_, value) => tone(value));
  const toned = table ? { width, height, data: moved.data.map((value) => table[value]) } : moved;
  return {
    bytes: await encode(toned),
    width,
    height,
    // Resampled masks have soft edges: a pixel is painted when half of it is.
    mask: Uint8Array.from({ length: width * height }, (_, i) => (data[3 * i] > 127 ? 1 : 0)),
  };
}

function treatment<Value extends number>(
  name: string,
  values: readonly Value[],
  unit: string,
  level: (value: Value) => Omit<Level, 'label'>,
): Treatment {
  const signed = values.some((value) => value < 0);
  return {
    name,
    levels: values.map((value) => ({
      label: `${signed ? (value < 0 ? '−' : '+') : ''}${Math.abs(value)}${unit}`,
      ...level(value),
    })),
  };
}

function sendJpeg(raster: Raster): Promise<Uint8Array> {
  return encodeJpeg(raster, { quality: SENT_QUALITY });
}

function maskRaster({ width, height }: Raster, mask: Uint8Array): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < mask.length; i++) if (mask[i]) data.fill(255, 3 * i, 3 * i + 3);
  return { width, height, data };
}

function scaleBy(factor: number) {
  return async (raster: Raster): Promise<Raster> =>
    factor === 1
      ? raster
      : resize(raster, Math.round(raster.width * factor), Math.round(raster.height * factor));
}

/** Keeps a share of both sides, the focus as near to the middle as the frame allows. */
function cropTo(share: number) {
  return (raster: Raster, [x, y]: Focus): Raster => {
    const width = Math.round(raster.width * share);
    const height = Math.round(raster.height * share);
    const place = (at: number, whole: number, part: number) =>
      Math.max(0, Math.min(whole - part, Math.round(at * whole - part / 2)));
    return crop(raster, place(x, raster.width, width), place(y, raster.height, height), width, height);
  };
}

function addBars(share: number) {
  return ({ width, height, data }: Raster): Raster => {
    const bar = Math.round((height * share) / 2);
    // A mask is black or white: its bars are black, which is what the threshold makes of this grey.
    const out = new Uint8Array(width * (height + 2 * bar) * 3).fill(BAR_LEVEL);
    out.set(data, width * bar * 3);
    return { width, height: height + 2 * bar, data: out };
  };
}

/** Turns about the middle and keeps the largest frame of the same shape without empty corners, as editors do. */
function turnBy(degrees: number) {
  return (raster: Raster): Raster => {
    const { width, height, data } = raster;
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const fit = Math.min(width / (width * cos + height * sin), height / (width * sin + height * cos));
    const out = { width: Math.floor(width * fit), height: Math.floor(height * fit) };
    const turned = new Uint8Array(out.width * out.height * 3);
    for (let y = 0, o = 0; y < out.height; y++) {
      const v = y - (out.height - 1) / 2;
      for (let x = 0; x < out.width; x++, o += 3) {
        const u = x - (out.width - 1) / 2;
        const sx = Math.max(0, Math.min(width - 1.001, cos * u + sin * v + (width - 1) / 2));
        const sy = Math.max(0, Math.min(height - 1.001, cos * v - sin * u + (height - 1) / 2));
        const [left, top] = [Math.floor(sx), Math.floor(sy)];
        const [fx, fy] = [sx - left, sy - top];
        const i = (top * width + left) * 3;
        const below = i + width * 3;
        for (let c = 0; c < 3; c++) {
          const upper = data[i + c] * (1 - fx) + data[i + 3 + c] * fx;
          const lower = data[below + c] * (1 - fx) + data[below + 3 + c] * fx;
          turned[o + c] = Math.round(upper * (1 - fy) + lower * fy);
        }
      }
    }
    return { ...out, data: turned };
  };
}
