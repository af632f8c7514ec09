import { forwardDct8 } from '../../maths/dct8.js';
import type { Plane } from '../../pixels/plane.js';

/** Blocks of 8 × 8 at every fourth pixel, so that each pixel is seen by four of them. */
const STRIDE_PX = 4;
const SIDE_PX = 8;
/** Blocks of one photo: in photos above 4 Mpx the stride grows. */
const MOST_BLOCKS = 262_144;

/** Coefficients with u + v up to this say what the photo shows. */
const LAST_COARSE = 4;
/** Coefficients with u + v from this on hold noise and little else: 28 of them. */
const FIRST_FINE = 8;
/** Clipping cuts noise off. */
const DARKEST = 3;
const BRIGHTEST = 252;
/** Blocks of less range than this many grey levels were drawn, not photographed: bars, margins, cut-out grounds. */
const LEAST_RANGE = 2;

/** Blocks without clipping and not constant, in reading order, structure of arrays. */
export interface NoiseBlocks {
  readonly count: number;
  /** Left upper corners in pixels. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Mean luma, 0..255. */
  readonly mean: Float32Array;
  /** Mean energy of coarse DCT coefficients, grey levels². */
  readonly coarse: Float32Array;
  /** Mean energy of fine DCT coefficients, grey levels²: the noise variance where the block is flat. */
  readonly fine: Float32Array;
  readonly stridePx: number;
}

/** Splits blocks into what the photo shows and what may be noise. */
export function measureNoiseBlocks({ width, height, data }: Plane): NoiseBlocks {
  const stridePx =
    STRIDE_PX * Math.max(1, Math.ceil(Math.sqrt((width * height) / STRIDE_PX ** 2 / MOST_BLOCKS)));
  const most = Math.ceil(width / stridePx) * Math.ceil(height / stridePx);
  const [x, y] = [new Int32Array(most), new Int32Array(most)];
  const [mean, coarse, fine] = [new Float32Array(most), new Float32Array(most), new Float32Array(most)];
  const block = new Float64Array(SIDE_PX * SIDE_PX);
  let count = 0;
  for (let top = 0; top <= height - SIDE_PX; top += stridePx) {
    for (let left = 0; left <= width - SIDE_PX; left += stridePx) {
      let least = 255;
      let largest = 0;
      for (let k = 0; k < block.length; k++) {
        const value = data[(top + (k >> 3)) * width + left + (k & 7)];
        block[k] = value;
        if (value < least) least = value;
        if (value > largest) largest = value;
      }
      if (least < DARKEST || largest > BRIGHTEST || largest - least < LEAST_RANGE) continue;
      forwardDct8(block);
      x[count] = left;
      y[count] = top;
      mean[count] = block[0] / SIDE_PX;
      coarse[count] = meanEnergy(block, COARSE);
      fine[count] = meanEnergy(block, FINE);
      count++;
    }
  }
  return { count, x, y, mean, coarse, fine, stridePx };
}

const DIAGONALS = Array.from({ length: 64 }, (_, k) => (k >> 3) + (k & 7));
const COARSE = DIAGONALS.flatMap((diagonal, k) => (diagonal > 0 && diagonal <= LAST_COARSE ? [k] : []));
const FINE = DIAGONALS.flatMap((diagonal, k) => (diagonal >= FIRST_FINE ? [k] : []));

function meanEnergy(block: Float64Array, places: readonly number[]): number {
  let sum = 0;
  for (const k of places) sum += block[k] * block[k];
  return sum / places.length;
}
