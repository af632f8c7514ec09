import { ClaimlensError, toClaimlensError } from '../errors.js';
import type { DecodeOptions } from './decode.js';
import type { Raster } from './plane.js';

/** The part of `heic-decode` that we use. */
interface HeicDecoder {
  default(input: { buffer: Uint8Array }): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
}

// A variable keeps bundlers and type checkers from resolving a package that is optional.
const DECODER_PACKAGE = 'heic-decode';

/**
 * Decodes HEIC (HEVC) through the optional package `heic-decode`: sharp ships no HEVC decoder (patents).
 * libheif applies rotation itself, so the raster is upright.
 *
 * @throws ClaimlensError `missing-decoder` when the package is not installed, `unreadable-photo` when it fails
 */
export async function decodeHeic(bytes: Uint8Array, { maxPixels }: DecodeOptions): Promise<Raster> {
  const decoder = await loadDecoder();
  try {
    const { width, height, data } = await decoder.default({ buffer: bytes });
    if (width * height > maxPixels)
      throw new ClaimlensError(
        'limit-exceeded',
        `photo size: expected at most ${maxPixels} pixels, got ${width} x ${height}`,
      );
    return { width, height, data: dropAlpha(data, width * height) };
  } catch (error) {
    throw toClaimlensError(error, 'unreadable-photo', 'photo: the HEIC data cannot be decoded');
  }
}

async function loadDecoder(): Promise<HeicDecoder> {
  try {
    return (await import(DECODER_PACKAGE)) as HeicDecoder;
  } catch (error) {
    throw new ClaimlensError(
      'missing-decoder',
      `photo: expected a HEIC decoder, got none; install one with "npm install ${DECODER_PACKAGE}" or send JPEG`,
      { cause: error },
    );
  }
}

function dropAlpha(rgba: Uint8ClampedArray, pixels: number): Uint8Array {
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    rgb[i * 3] = rgba[i * 4];
    rgb[i * 3 + 1] = rgba[i * 4 + 1];
    rgb[i * 3 + 2] = rgba[i * 4 + 2];
  }
  return rgb;
}
