import type { MetadataText } from '../bytes/metadata-text.js';
import {
  alphaBits,
  measurePixelText,
  PIXEL_TEXT_HEADER_BITS,
  type PixelText,
  readPixelText,
  rgbBits,
} from '../bytes/pixel-text.js';
import { DEFAULT_LIMITS } from '../photo/limits.js';
import type { Photo } from '../photo/photo.js';
import { type DecodeOptions, decodeAlphaColumns } from '../pixels/decode.js';

/** Formats that keep the lowest bit of a pixel. */
const LOSSLESS: ReadonlySet<Photo['format']> = new Set(['png', 'webp']);

/**
 * Texts hidden in the lowest bits of a lossless picture: those of the alpha channel are decoded for it, those of the
 * colours are at hand.
 *
 * @returns at most one text; empty for other formats, and where nothing is hidden
 */
export async function readPixelTexts(photo: Photo): Promise<MetadataText[]> {
  if (!LOSSLESS.has(photo.format) || photo.orientation !== 1) return [];
  const found =
    readPixelText(rgbBits(photo.raster), 'rgb') ??
    (photo.notes.includes('alpha-flattened') ? await readAlphaText(photo) : null);
  if (!found) return [];
  const { magic, text } = found;
  return [
    { kind: 'pixels', name: magic, namespace: '', where: `lowest bits of the pixels (${magic})`, text },
  ];
}

/** First the columns that hold the header, then as many as it states. */
async function readAlphaText({ bytes, height }: Photo): Promise<PixelText | null> {
  const options: DecodeOptions = {
    maxPixels: DEFAULT_LIMITS.maxPixels,
    timeoutMs: DEFAULT_LIMITS.maxDurationMs,
  };
  // What cannot be decoded hides nothing; the other texts of the file must not go down with it.
  const read = (bits: number) =>
    decodeAlphaColumns(bytes, Math.ceil(bits / height), options).catch(() => null);
  const head = await read(PIXEL_TEXT_HEADER_BITS);
  const length = head && measurePixelText(alphaBits(head.data, head), 'alpha');
  if (!length) return null;
  const columns = await read(length);
  return columns && readPixelText(alphaBits(columns.data, columns), 'alpha');
}
