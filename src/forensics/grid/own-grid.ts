import type { Photo } from '../../photo/photo.js';

/**
 * Origin of the grid that the file's own coder lays over the upright photo, as `8 · y + x`; null for lossless formats.
 *
 * JPEG blocks begin at the stored corner, which a turn or a mirroring by EXIF orientation moves. WebP, AVIF and HEIC
 * transform blocks of 4×4 and more from the corner: their votes go to this grid and to its echoes.
 *
 * @param photo format, size of the upright photo and its orientation
 */
export function findOwnGrid({ format, width, height, orientation }: OwnGridFacts): number | null {
  if (format === 'webp' || format === 'avif' || format === 'heic') return 0;
  if (format !== 'jpeg') return null;
  const fromRight = [2, 3, 6, 7].includes(orientation);
  const fromBottom = [3, 4, 7, 8].includes(orientation);
  return 8 * (fromBottom ? height % 8 : 0) + (fromRight ? width % 8 : 0);
}

/** What the own grid depends on. */
type OwnGridFacts = Pick<Photo, 'format' | 'width' | 'height' | 'orientation'>;

/**
 * Whether two grids are the same or half a block apart: the 4×4 blocks of a photo that once was a WebP vote for all
 * four such grids.
 *
 * @param a, b origins, `8 · y + x`
 */
export function isEcho(a: number, b: number): boolean {
  return ((a ^ b) & 0b011011) === 0;
}
