import { createHash } from 'node:crypto';

/**
 * Identity of a pair of tables: 12 hex digits of the SHA-256 of the luma and chroma steps, row-major, as 16-bit
 * big-endian numbers.
 *
 * @param chroma null for grey files
 */
export function quantizationHash(luma: Uint16Array, chroma: Uint16Array | null): string {
  const steps = chroma ? [...luma, ...chroma] : [...luma];
  const bytes = Uint8Array.from(steps.flatMap((step) => [step >> 8, step & 255]));
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
