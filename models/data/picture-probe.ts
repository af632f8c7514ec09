import sharp from 'sharp';
import { hashThumbnail } from './perceptual-hash.js';

/** What the store knows of one blob: measured once, kept in `probes.jsonl`. */
export interface PictureProbe {
  readonly blob: string;
  /** Upright size in pixels; 0 when it cannot be decoded. */
  readonly width: number;
  readonly height: number;
  /** sharp's name of the format; `''` when it cannot be decoded. */
  readonly format: string;
  /** Perceptual hash; `''` when it cannot be decoded. */
  readonly bits: string;
  /** 0..100, quality of the hash. */
  readonly quality: number;
  /** Why the picture is left out. */
  readonly error?: string;
}

/**
 * Decodes a picture once: the proof that it is usable, its size and its perceptual hash.
 *
 * @param blob key of the record
 * @param bytes file, or undefined when the clone lacks it or its bytes do not fit the id
 * @returns a record; failures are recorded in `error`, never thrown
 */
export async function probePicture(blob: string, bytes: Buffer | undefined): Promise<PictureProbe> {
  const unusable = { blob, width: 0, height: 0, format: '', bits: '', quality: 0 };
  if (!bytes) return { ...unusable, error: 'missing or damaged in the clone' };
  try {
    const { width, height, autoOrient, format } = await sharp(bytes).metadata();
    const luma = await sharp(bytes, { failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('b-w')
      .resize(64, 64, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer();
    const upright = autoOrient ?? { width, height };
    return { blob, width: upright.width, height: upright.height, format, ...hashThumbnail(luma) };
  } catch (error) {
    return { ...unusable, error: error instanceof Error ? error.message.split('\n')[0] : String(error) };
  }
}
