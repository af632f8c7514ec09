/** Formats that Claimlens decodes. HEIC needs an optional decoder. */
export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'tiff' | 'gif';

/** Formats that are recognised only to be refused by name. */
type RefusedFormat = 'svg' | 'pdf' | 'bmp' | 'jxl' | 'jp2' | 'psd' | 'ico' | 'video';

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS = new Set(['avif', 'avis']);
const VIDEO_BRANDS = new Set(['isom', 'iso2', 'mp41', 'mp42', 'qt  ', 'M4V ', 'avc1', '3gp4', '3gp5']);

/**
 * Tells the format from the first bytes alone; file names and declared types are never believed.
 *
 * @param bytes the whole file or at least its first 256 bytes
 * @returns the format, or null when no signature fits
 */
export function sniffFormat(bytes: Uint8Array): PhotoFormat | RefusedFormat | null {
  const head = latin1(bytes, 0, Math.min(bytes.length, 256));
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.startsWith('II+\0') || head.startsWith('MM\0+')) return 'tiff';
  if (head.slice(4, 8) === 'ftyp') return sniffBrand(head);
  if (head.startsWith('%PDF-')) return 'pdf';
  if (head.startsWith('BM')) return 'bmp';
  if (head.startsWith('8BPS')) return 'psd';
  if (head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL ')) return 'jxl';
  if (head.startsWith('\0\0\0\x0cjP  ')) return 'jp2';
  if (head.startsWith('\0\0\x01\0')) return 'ico';
  if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>)?[\s\S]*<svg/i.test(head)) return 'svg';
  return null;
}

function sniffBrand(head: string): PhotoFormat | RefusedFormat | null {
  const size =
    head.charCodeAt(0) * 2 ** 24 +
    head.charCodeAt(1) * 2 ** 16 +
    head.charCodeAt(2) * 256 +
    head.charCodeAt(3);
  const brands = [head.slice(8, 12)];
  for (let i = 16; i + 4 <= Math.min(size, head.length); i += 4) brands.push(head.slice(i, i + 4));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  if (brands.some((brand) => HEIC_BRANDS.has(brand))) return 'heic';
  if (VIDEO_BRANDS.has(brands[0])) return 'video';
  return brands.includes('mif1') ? 'heic' : null;
}

function latin1(bytes: Uint8Array, begin: number, end: number): string {
  let text = '';
  for (let i = begin; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
