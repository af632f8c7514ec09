import type { Photo } from '../../photo/photo.js';

/**
 * Grids that the file's own coder lays over the upright photo, as `8 · y + x` of the origin.
 *
 * JPEG blocks begin at the stored corner, which a turn or a mirroring by EXIF orientation moves. WebP transforms 4×4
 * blocks, AVIF and HEIC blocks of 4×4 and more: to a vote among 8×8 blocks these are four grids at once. Lossless
 * formats lay none.
 *
 * @param photo size of the upright photo and its orientation
 */
export function listOwnGrids({ format, width, height, orientation }: OwnGridFacts): readonly number[] {
  if (format === 'webp' || format === 'avif' || format === 'heic') return [0, 4, 32, 36];
  if (format !== 'jpeg') return [];
  const fromRight = [2, 3, 6, 7].includes(orientation);
  const fromBottom = [3, 4, 7, 8].includes(orientation);
  return [8 * (fromBottom ? height % 8 : 0) + (fromRight ? width % 8 : 0)];
}

/** What own grids depend on. */
export type OwnGridFacts = Pick<Photo, 'format' | 'width' | 'height' | 'orientation'>;
