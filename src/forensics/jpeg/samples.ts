import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';
import { inverseDct8 } from '../../maths/dct8.js';

/**
 * Decodes rows of blocks as a viewer does: steps multiplied in, inverse transform, level shift, rounded and clipped
 * to 8 bits.
 *
 * @param steps quantization, 64 values, row-major
 * @param firstRow first row of blocks
 * @param rows how many rows of blocks
 * @returns `rows * 8` lines of `blocksWide * 8` samples in the geometry of the file; edge blocks are whole
 */
export function decodeBlockRows(
  { coefficients, stride, blocksWide }: DctComponent,
  steps: Uint16Array,
  firstRow: number,
  rows: number,
): Uint8Array {
  const width = blocksWide * 8;
  const samples = new Uint8Array(width * rows * 8);
  const block = new Float64Array(64);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < blocksWide; column++) {
      const base = ((firstRow + row) * stride + column) * 64;
      for (let i = 0; i < 64; i++) block[i] = coefficients[base + i] * steps[i];
      inverseDct8(block);
      for (let y = 0; y < 8; y++) {
        const out = (row * 8 + y) * width + column * 8;
        for (let x = 0; x < 8; x++) {
          const value = block[y * 8 + x] + 128;
          samples[out + x] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
        }
      }
    }
  }
  return samples;
}
