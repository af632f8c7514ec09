import { inHeap, inScope, roomOf } from '../kernels/heap.js';
import { quantile } from '../maths/robust-regression.js';
import { subtractBoxMean } from '../pixels/box-mean.js';
import type { Plane } from '../pixels/plane.js';

// Blocks of the local comparison: large enough for a stable correlation, small enough to feel depth.
const BLOCK_PX = 24;

// High-pass: structure under about 9 px, where two photographs of one thing differ first.
const HIGH_PASS_RADIUS_PX = 4;

// Standard deviation of the high-passed prediction below which a block is flat: JPEG noise would rule it.
const SMALLEST_TEXTURE = 3;

// A step longer than this is outside the linear range of one Lucas–Kanade solution.
const LONGEST_FLOW_PX = 3;

/** How well fine structure of the photo follows the prediction, over textured blocks. */
export interface Agreement {
  /** Blocks of the overlap in which the prediction has texture. */
  readonly texturedBlocks: number;
  /** Median and lower quartile of the correlation of high-passed luma, −1..1; 0 without textured blocks. */
  readonly correlation: number;
  readonly correlationLow: number;
  /** Median and 80 % quantile of the leftover shift of a block, photo-view pixels, 0..3. */
  readonly shiftPx: number;
  readonly shiftHighPx: number;
  /** 75 % quantile of |photo − prediction| over the overlap, grey levels. */
  readonly residualP75: number;
  /** Share of the overlap within 6 grey levels: the reach of recompression. */
  readonly closeShare: number;
  /** Gradient directions: mean cosine of twice the angle between them, weighted by strength, −1..1. */
  readonly phaseAgreement: number;
  /** Share of the photo's textured blocks that lie in the overlap, 0..1. */
  readonly explained: number;
}

/**
 * Compares fine structure block by block. Medians over blocks stand for the picture as long as under half of it
 * was changed, so that damage painted into a copy does not hide that it is one.
 *
 * @param predicted luma predicted from the reference
 * @param photo luma of the photo, same size
 * @param valid 1 where the reference covers the photo
 */
export function measureAgreement(predicted: Plane, photo: Plane, valid: Uint8Array): Agreement {
  const correlations: number[] = [];
  const shifts: number[] = [];
  let photoTextured = 0;
  let photoCovered = 0;
  let phase = 0;
  let phaseWeight = 0;
  const floor = BLOCK_PX * BLOCK_PX * SMALLEST_TEXTURE * SMALLEST_TEXTURE;
  forEachBlock(predicted, photo, valid, (sums) => {
    if (sums.seenSquares > floor) photoTextured++;
    if (sums.covered && sums.seenSquares > floor) photoCovered++;
    // Texture of the reference decides: painted texture on a plain ground is no test of the rest.
    if (!sums.covered || sums.expectedSquares < floor) return;
    correlations.push(sums.products / Math.sqrt(sums.expectedSquares * sums.seenSquares + floor));
    shifts.push(solveShift(sums));
    phase += sums.phase;
    phaseWeight += sums.phaseWeight;
  });
  const residuals = measureResiduals(predicted, photo, valid);
  const n = correlations.length;
  return {
    texturedBlocks: n,
    correlation: n > 0 ? quantile(correlations, 0.5) : 0,
    correlationLow: n > 0 ? quantile(correlations, 0.25) : 0,
    shiftPx: n > 0 ? quantile(shifts, 0.5) : LONGEST_FLOW_PX,
    shiftHighPx: n > 0 ? quantile(shifts, 0.8) : LONGEST_FLOW_PX,
    ...residuals,
    phaseAgreement: phaseWeight > 0 ? phase / phaseWeight : 0,
    explained: photoTextured > 0 ? photoCovered / photoTextured : 1,
  };
}

interface BlockSums {
  readonly expectedSquares: number;
  readonly seenSquares: number;
  readonly products: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly xe: number;
  readonly ye: number;
  readonly phase: number;
  readonly phaseWeight: number;
  /** Whether the reference covers the whole block. */
  readonly covered: boolean;
}

function forEachBlock(
  predicted: Plane,
  photo: Plane,
  valid: Uint8Array,
  visit: (sums: BlockSums) => void,
): void {
  const { width, height } = predicted;
  inScope(8 * valid.length, () => {
    const expected = subtractBoxMean(predicted, HIGH_PASS_RADIUS_PX);
    const seen = subtractBoxMean(photo, HIGH_PASS_RADIUS_PX);
    inHeap(2 * roomOf(valid.length) + roomOf(valid.length, 1), (heap) => {
      const out = heap.take(8 * 10);
      const planes = [heap.put(expected.data), heap.put(seen.data), heap.put(valid)] as const;
      for (let top = 0; top + BLOCK_PX <= height; top += BLOCK_PX) {
        for (let left = 0; left + BLOCK_PX <= width; left += BLOCK_PX) {
          const covered = heap.kernels.sumBlock(...planes, width, height, left, top, BLOCK_PX, out) === 1;
          const [expectedSquares, seenSquares, products, xx, xy, yy, xe, ye, phase, phaseWeight] =
            heap.doubles(out, 10);
          visit({ expectedSquares, seenSquares, products, xx, xy, yy, xe, ye, phase, phaseWeight, covered });
        }
      }
    });
  });
}

/** Length of the shift that explains most of the block's residual, 0..3 px. */
function solveShift({ xx, xy, yy, xe, ye }: BlockSums): number {
  // A tenth of the texture floor keeps blocks with edges of one direction from sliding along them.
  const damping = 0.02 * (xx + yy) + 1;
  const a = xx + damping;
  const d = yy + damping;
  const determinant = a * d - xy * xy;
  if (!(determinant > 0)) return LONGEST_FLOW_PX;
  const dx = (d * xe - xy * ye) / determinant;
  const dy = (a * ye - xy * xe) / determinant;
  return Math.min(LONGEST_FLOW_PX, Math.hypot(dx, dy));
}

function measureResiduals(predicted: Plane, photo: Plane, valid: Uint8Array) {
  const stride = Math.max(1, Math.floor(valid.length / 30_000));
  const absolute: number[] = [];
  let close = 0;
  for (let i = 0; i < valid.length; i += stride) {
    if (!valid[i]) continue;
    const residual = Math.abs(photo.data[i] - predicted.data[i]);
    absolute.push(residual);
    if (residual <= 6) close++;
  }
  return {
    residualP75: absolute.length > 0 ? quantile(absolute, 0.75) : 255,
    closeShare: absolute.length > 0 ? close / absolute.length : 0,
  };
}
