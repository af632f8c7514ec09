import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';

/** A window of 16 px: 2 × 2 blocks, as in Farid's paper. */
export const WINDOW_BLOCKS = 2;

/** One value per window of 16 px of the stored picture; windows that hold no whole 16 px are left out. */
export interface WindowMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/**
 * How much compressing the picture once more would change each window.
 *
 * The change is taken between coefficients: by Parseval's theorem its mean square is that of the samples, but for
 * their rounding and clipping.
 *
 * @param steps quantization of the file, 64 values, row-major
 * @param table quantization that is tried, row-major
 * @returns mean square change in grey levels squared
 */
export function measureRecompression(
  { coefficients, stride, blocksWide, blocksHigh }: DctComponent,
  steps: Uint16Array,
  table: Uint16Array,
): WindowMap {
  const width = Math.floor(blocksWide / WINDOW_BLOCKS);
  const height = Math.floor(blocksHigh / WINDOW_BLOCKS);
  const data = new Float64Array(width * height);
  const perWindow = 64 * WINDOW_BLOCKS ** 2;
  const inverse = Float64Array.from(table, (step) => 1 / step);
  for (let row = 0; row < height * WINDOW_BLOCKS; row++) {
    const out = Math.floor(row / WINDOW_BLOCKS) * width;
    for (let column = 0; column < width * WINDOW_BLOCKS; column++) {
      const base = (row * stride + column) * 64;
      let sum = 0;
      for (let i = 0; i < 64; i++) {
        const level = coefficients[base + i];
        if (level === 0) continue;
        const value = level * steps[i];
        const change = value - table[i] * Math.floor(value * inverse[i] + 0.5);
        sum += change * change;
      }
      data[out + Math.floor(column / WINDOW_BLOCKS)] += sum / perWindow;
    }
  }
  return { width, height, data };
}
