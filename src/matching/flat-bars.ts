import type { Plane } from '../pixels/plane.js';

// Spread within a line of a bar after recompression, grey levels between its 2 % ends.
const LARGEST_SPREAD = 6;

// A bar of fewer lines is no bar, and costs nothing to keep.
const FEWEST_LINES = 3;

// Scaling mixes the last line of the picture with the bar, and compression rings beside it.
const RIM_PX = 6;

/**
 * Takes flat bars along the borders (screenshots, letterboxes) out of an overlap, in place: they cover the picture,
 * which is no change of it. Plain studio grounds at the border are flat too, and have nothing to compare.
 *
 * @param luma the photo
 * @param valid 1 where compared; lines of bars, and the six beside each bar, become 0
 */
export function excludeFlatBars(luma: Plane, valid: Uint8Array): void {
  const { width, height } = luma;
  const row = (y: number) => isFlat(luma, y * width, 1, width);
  const column = (x: number) => isFlat(luma, x, width, height);
  const top = countFlat(height, row);
  const bottom = top === height ? 0 : countFlat(height, (k) => row(height - 1 - k));
  const left = countFlat(width, column);
  const right = left === width ? 0 : countFlat(width, (k) => column(width - 1 - k));
  for (let y = 0; y < height; y++) {
    const inRows = y < top || y >= height - bottom;
    for (let x = 0; x < width; x++) if (inRows || x < left || x >= width - right) valid[y * width + x] = 0;
  }
}

function countFlat(lines: number, flat: (k: number) => boolean): number {
  let count = 0;
  while (count < lines && flat(count)) count++;
  if (count < FEWEST_LINES) return 0;
  return count + RIM_PX;
}

/** Whether all but 4 % of a line lie within a narrow range. */
function isFlat({ data }: Plane, start: number, step: number, length: number): boolean {
  const values = new Float32Array(length);
  for (let k = 0; k < length; k++) values[k] = data[start + k * step];
  values.sort();
  const cut = Math.floor(length * 0.02);
  return values[length - 1 - cut] - values[cut] <= LARGEST_SPREAD;
}
