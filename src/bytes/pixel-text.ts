import { gunzipWithin } from './inflate.js';
import { decodeText } from './text.js';

/** Lowest bits of a picture, in the order in which writers fill them: down each column, left to right. */
interface BitPlane {
  /** Number of bits. */
  readonly length: number;
  /** 0 or 1; only asked for indices below `length`. */
  bit(index: number): number;
}

/** A text hidden in the lowest bits of pixels. */
export interface PixelText {
  /** Magic word: which channels and whether it is compressed. */
  readonly magic: string;
  readonly text: string;
}

// Each magic word has 15 characters; a 32-bit length in bits follows, then the content.
const MAGIC_CHARS = 15;
const HEADER_BITS = MAGIC_CHARS * 8 + 32;
const MAGICS: { readonly [Channels in 'alpha' | 'rgb']: RegExp } = {
  alpha: /^stealth_png(?:info|comp)$/,
  rgb: /^stealth_rgb(?:info|comp)$/,
};

/** Prompts and node graphs reach some hundred kilobytes. */
const MAX_CONTENT_BYTES = 2_000_000;

/** Number of bits that tell whether a text begins, and how long it is. */
export const PIXEL_TEXT_HEADER_BITS = HEADER_BITS;

/**
 * Reads how long the hidden text is.
 *
 * @param bits at least {@link PIXEL_TEXT_HEADER_BITS} bits, else there is none
 * @returns number of bits up to its end, or null when none begins here
 */
export function measurePixelText(bits: BitPlane, channels: 'alpha' | 'rgb'): number | null {
  if (bits.length < HEADER_BITS) return null;
  const magic = Buffer.from(readBytes(bits, 0, MAGIC_CHARS)).toString('latin1');
  if (!MAGICS[channels].test(magic)) return null;
  const length = Buffer.from(readBytes(bits, MAGIC_CHARS * 8, 4)).readUInt32BE(0);
  return length > 0 && length <= MAX_CONTENT_BYTES * 8 ? HEADER_BITS + length : null;
}

/**
 * Reads the text that NovelAI, and extensions of other programs, hide in the lowest bits of a lossless picture.
 *
 * @returns null when there is none, or when the picture is smaller than the text states
 * @see NovelAI/novelai-image-metadata; neggles/sd-webui-stealth-pnginfo
 */
export function readPixelText(bits: BitPlane, channels: 'alpha' | 'rgb'): PixelText | null {
  const end = measurePixelText(bits, channels);
  if (end === null || end > bits.length) return null;
  const magic = Buffer.from(readBytes(bits, 0, MAGIC_CHARS)).toString('latin1');
  const content = readBytes(bits, HEADER_BITS, Math.floor((end - HEADER_BITS) / 8));
  const plain = magic.endsWith('comp') ? gunzipWithin(content) : content;
  return typeof plain === 'string' ? null : { magic, text: decodeText(plain) };
}

/** Bits of the alpha channel of its first columns. */
export function alphaBits(
  alpha: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): BitPlane {
  return {
    length: width * height,
    bit: (index) => alpha[(index % height) * width + Math.floor(index / height)] & 1,
  };
}

/** Bits of interleaved RGB: three of each pixel, in the order red, green, blue. */
export function rgbBits({
  width,
  height,
  data,
}: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}): BitPlane {
  return {
    length: width * height * 3,
    bit: (index) => {
      const pixel = Math.floor(index / 3);
      return data[((pixel % height) * width + Math.floor(pixel / height)) * 3 + (index % 3)] & 1;
    },
  };
}

function readBytes(bits: BitPlane, from: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0, at = from; i < count; i++) {
    let byte = 0;
    for (let k = 0; k < 8; k++, at++) byte = (byte << 1) | bits.bit(at);
    bytes[i] = byte;
  }
  return bytes;
}
