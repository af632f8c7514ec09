import { ClaimlensError, toClaimlensError } from '../errors.js';
import type { Raster } from './plane.js';
import { type Metadata, type SharpOptions, sharp } from './sharp.js';

/** What the header says, before any pixel is decoded. */
interface Header {
  /** sharp's name of the loader that took the file, with heif split into avif and heic. */
  readonly format: string;
  /** Size as stored, before EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1..8; 1 when absent or out of range. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** Number of frames; 1 for still pictures. */
  readonly frames: number;
}

/** Limits of one decode. */
export interface DecodeOptions {
  readonly maxPixels: number;
  readonly timeoutMs: number;
}

/**
 * Reads the header alone.
 *
 * @throws ClaimlensError `unreadable-photo` when libvips cannot parse it
 */
export async function readHeader(bytes: Uint8Array, options: DecodeOptions): Promise<Header> {
  try {
    const metadata: Metadata = await sharp(bytes, loadOptions(options)).metadata();
    const format =
      metadata.format === 'heif' ? (metadata.compression === 'av1' ? 'avif' : 'heic') : metadata.format;
    const frames = metadata.pages ?? 1;
    return {
      format: format ?? 'unknown',
      width: metadata.width,
      height: metadata.pageHeight ?? metadata.height,
      orientation: metadata.orientation && metadata.orientation <= 8 ? metadata.orientation : 1,
      // libvips loads every GIF with an alpha channel, used or not.
      hasAlpha: format !== 'gif' && (metadata.hasAlpha ?? false),
      frames,
    };
  } catch (error) {
    throw asDecodeError(error);
  }
}

/**
 * Decodes to upright 8-bit RGB: EXIF orientation applied, alpha flattened over white, first frame only.
 *
 * ICC profiles are ignored on purpose: the default conversion to sRGB moves code values (measured: Display P3
 * 230,59,41 becomes 250,29,19) and smears the traces that every later signal reads. Damaged files decode as far
 * as they go (`failOn: 'none'`): a truncated photo is still a photo, and truncation is noted by the byte walk.
 *
 * @throws ClaimlensError `unreadable-photo`, `timeout` or `limit-exceeded`
 */
export async function decodeRaster(bytes: Uint8Array, options: DecodeOptions): Promise<Raster> {
  try {
    const { data, info } = await sharp(bytes, loadOptions(options))
      .timeout({ seconds: Math.max(1, Math.ceil(options.timeoutMs / 1000)) })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return toRgb(data, info.width, info.height, info.channels);
  } catch (error) {
    throw asDecodeError(error);
  }
}

/**
 * Decodes the alpha channel of the first columns, as stored: no orientation, no scaling of values.
 *
 * @param columns columns wanted; fewer come back when the picture is narrower
 * @returns `width * height` bytes, or null when the picture has no 8-bit alpha channel
 * @throws ClaimlensError `unreadable-photo`, `timeout` or `limit-exceeded`
 */
export async function decodeAlphaColumns(
  bytes: Uint8Array,
  columns: number,
  options: DecodeOptions,
): Promise<{ width: number; height: number; data: Uint8Array } | null> {
  try {
    const { width, height, hasAlpha, depth, channels } = await sharp(bytes, loadOptions(options)).metadata();
    if (!hasAlpha || depth !== 'uchar' || channels !== 4) return null;
    const { data, info } = await sharp(bytes, loadOptions(options))
      .timeout({ seconds: Math.max(1, Math.ceil(options.timeoutMs / 1000)) })
      .extract({ left: 0, top: 0, width: Math.min(columns, width), height })
      .extractChannel(3)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw asDecodeError(error);
  }
}

/** Encodes a raster for screens: JPEG without metadata. */
export async function encodeJpeg(raster: Raster, quality = 82): Promise<Uint8Array> {
  return sharp(raster.data, rawInput(raster)).jpeg({ quality, mozjpeg: false }).toBuffer();
}

/** Encodes a raster losslessly: PNG without metadata. */
export async function encodePng(raster: Raster): Promise<Uint8Array> {
  return sharp(raster.data, rawInput(raster)).png({ compressionLevel: 9, palette: false }).toBuffer();
}

/**
 * Encodes interleaved 8-bit RGBA losslessly: PNG without metadata, for pictures that lie over others.
 *
 * @param data `width * height * 4` bytes
 */
export async function encodeRgbaPng(width: number, height: number, data: Uint8Array): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

function rawInput(raster: Raster): SharpOptions {
  return { raw: { width: raster.width, height: raster.height, channels: 3 } };
}

function loadOptions(options: DecodeOptions): SharpOptions {
  return {
    failOn: 'none',
    limitInputPixels: options.maxPixels,
    ignoreIcc: true,
    sequentialRead: true,
    animated: false,
  };
}

function toRgb(data: Uint8Array, width: number, height: number, channels: number): Raster {
  // No Buffer: loops that meet both kinds of array are compiled for neither.
  if (channels === 3)
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0; i < width * height; i++, j += 3) {
    rgb[j] = rgb[j + 1] = rgb[j + 2] = data[i * channels];
  }
  return { width, height, data: rgb };
}

function asDecodeError(error: unknown): ClaimlensError {
  const message = error instanceof Error ? error.message : String(error);
  if (/timeout/i.test(message))
    return new ClaimlensError('timeout', 'decode: the time limit passed', { cause: error });
  if (/pixel limit/i.test(message))
    return new ClaimlensError(
      'limit-exceeded',
      'photo size: expected at most limits.maxPixels pixels, got more',
      {
        cause: error,
      },
    );
  return toClaimlensError(error, 'unreadable-photo', 'photo: the file cannot be decoded');
}
