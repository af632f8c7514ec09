import { createHash } from 'node:crypto';
import { type PhotoFormat, sniffFormat } from '../bytes/format.js';
import { ClaimlensError } from '../errors.js';
import { decodeRaster, readHeader } from '../pixels/decode.js';
import { decodeHeic } from '../pixels/heic.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import type { IngestNote, Photo } from './photo.js';
import { type PhotoSource, readSource } from './source.js';

const PHOTO_FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'];

/**
 * Takes a picture in: bytes read within limits, format told from the bytes, header checked before any pixel is
 * decoded, pixels decoded once.
 *
 * @param source path or bytes
 * @param options.what how error messages call it (`photo`, `references[0]`)
 * @returns the photo; its raster is upright RGB
 * @throws ClaimlensError `not-found`, `limit-exceeded`, `unsupported-format`, `unreadable-photo`,
 *   `missing-decoder`, `timeout`
 */
export async function ingestPhoto(
  source: PhotoSource,
  { what = 'photo', limits = DEFAULT_LIMITS }: { what?: string; limits?: Limits } = {},
): Promise<Photo> {
  const bytes = await readSource(source, what, limits);
  const format = requireFormat(bytes, what);
  const decode = { maxPixels: limits.maxPixels, timeoutMs: limits.maxDurationMs };
  const header = await readHeader(bytes, decode).catch((error: unknown) => {
    throw renameSubject(error, what);
  });
  if (header.format !== format)
    throw new ClaimlensError('unreadable-photo', `${what}: expected ${format} data, got ${header.format}`);
  requireSize(header.width, header.height, what, limits);

  const raster = await (format === 'heic' ? decodeHeic(bytes, decode) : decodeRaster(bytes, decode)).catch(
    (error: unknown) => {
      throw renameSubject(error, what);
    },
  );
  requireSize(raster.width, raster.height, what, limits);
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    format,
    width: raster.width,
    height: raster.height,
    orientation: header.orientation,
    raster,
    notes: listNotes(header),
  };
}

function requireFormat(bytes: Uint8Array, what: string): PhotoFormat {
  const format = sniffFormat(bytes);
  const photoFormat = PHOTO_FORMATS.find((known) => known === format);
  if (photoFormat) return photoFormat;
  if (format === null)
    throw new ClaimlensError(
      'unreadable-photo',
      `${what}: expected one of ${PHOTO_FORMATS.join(', ')}, got bytes of no known picture format`,
    );
  throw new ClaimlensError(
    'unsupported-format',
    `${what}: expected one of ${PHOTO_FORMATS.join(', ')}, got ${format}`,
  );
}

function requireSize(width: number, height: number, what: string, limits: Limits): void {
  if (width * height > limits.maxPixels)
    throw new ClaimlensError(
      'limit-exceeded',
      `${what} size: expected at most ${limits.maxPixels} pixels (limits.maxPixels), got ${width} x ${height}`,
    );
  if (Math.min(width, height) < limits.minDimensionPx)
    throw new ClaimlensError(
      'limit-exceeded',
      `${what} size: expected at least ${limits.minDimensionPx} px on each side (limits.minDimensionPx), got ${width} x ${height}`,
    );
}

function listNotes(header: { frames: number; hasAlpha: boolean; orientation: number }): IngestNote[] {
  const notes: IngestNote[] = [];
  if (header.frames > 1) notes.push('first-frame-of-animation');
  if (header.hasAlpha) notes.push('alpha-flattened');
  if (header.orientation !== 1) notes.push('oriented');
  return notes;
}

/** Decoders say "photo"; the caller may have handed in a reference. */
function renameSubject(error: unknown, what: string): unknown {
  if (error instanceof ClaimlensError && what !== 'photo')
    return new ClaimlensError(error.code, error.message.replace(/^photo/, what), { cause: error.cause });
  return error;
}
