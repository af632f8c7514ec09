import { fitRobustly } from '../maths/robust-regression.js';
import type { Samples } from './photometric-fit.js';

// Knots of the tone curves: close together in the darks, where a gamma bends most.
const KNOTS = [0, 6, 16, 32, 56, 88, 128, 168, 208, 240, 255];
// Off its own channel a colour bends little.
const CROSS_KNOTS = [0, 64, 128, 192, 255];
const WIDTHS = [0, 1, 2].map((c) => [0, 1, 2].map((j) => (c === j ? KNOTS : CROSS_KNOTS)));

// How hard bends are pulled straight, in samples: knots without samples go on where their neighbours point.
const STIFFNESS = 2;
const CROSS_STIFFNESS = 12;

// Tables: quarter levels from −64 to 319; cubic interpolation overshoots the range a little.
export const STEPS_PER_LEVEL = 4;
export const TABLE_START = -64;
export const TABLE_SIZE = 384 * STEPS_PER_LEVEL;

/**
 * Each colour of the photo as a sum of one curve per colour of the reference: a tone curve of its own channel, whatever
 * its shape, and what white balance, saturation and filters mix in from the others.
 *
 * @see Hastie & Tibshirani, Generalized additive models, 1986, doi:10.1214/ss/1177013604
 */
export class ColourModel {
  /** curves[c][j]: what the reference's colour j adds to the photo's colour c, at the knots. */
  readonly curves: Float64Array[][] = WIDTHS.map((row, c) =>
    row.map((knots, j) => Float64Array.from(knots, (knot) => (c === j ? knot : 0))),
  );

  /**
   * @param light illumination per sample, above 0
   */
  fit({ count, reference, photo, usable }: Samples, light: Float64Array): void {
    for (let c = 0; c < 3; c++) {
      const knots = WIDTHS[c];
      const unknowns = knots[0].length + knots[1].length + knots[2].length;
      const bends = unknowns - 6;
      const rows = new Float64Array((count + bends) * unknowns);
      const target = new Float64Array(count + bends);
      let n = 0;
      for (let i = 0; i < count; i++) {
        if (!usable[i * 3 + c]) continue;
        let start = n * unknowns;
        for (let j = 0; j < 3; j++) {
          addHats(rows, start, knots[j], reference[i * 3 + j]);
          start += knots[j].length;
        }
        target[n++] = photo[i * 3 + c] / light[i];
      }
      if (n < FEWEST_SAMPLES) continue;
      let start = 0;
      for (let j = 0; j < 3; j++) {
        const stiffness = c === j ? STIFFNESS : CROSS_STIFFNESS;
        for (let k = 1; k < knots[j].length - 1; k++)
          addBend(rows, n++ * unknowns + start, knots[j], k, stiffness);
        start += knots[j].length;
      }
      const prior = knots.flatMap((row, j) => row.map((knot) => (c === j ? knot : 0)));
      const { coefficients } = fitRobustly(rows.subarray(0, n * unknowns), target.subarray(0, n), {
        rounds: 4,
        ridge: 1e-4,
        prior,
        smallestScale: 0.5,
      });
      start = 0;
      for (let j = 0; j < 3; j++) {
        this.curves[c][j] = coefficients.slice(start, start + knots[j].length);
        start += knots[j].length;
      }
    }
  }

  /** Colour of one pixel, without illumination. */
  map(values: ArrayLike<number>, at: number): [number, number, number] {
    return [this.channel(0, values, at), this.channel(1, values, at), this.channel(2, values, at)];
  }

  /** Slope of luma around mid grey. */
  gain(): number {
    const low = lumaOf(this.map([112, 112, 112], 0));
    const high = lumaOf(this.map([144, 144, 144], 0));
    return (high - low) / 32;
  }

  /** All curves as tables for `lookUp`, in the order of `curves`. */
  tabulate(): Float32Array[][] {
    return this.curves.map((row, c) => row.map((curve, j) => tabulateCurve(WIDTHS[c][j], curve)));
  }

  private channel(c: number, values: ArrayLike<number>, at: number): number {
    const [p, q, s] = this.curves[c];
    const knots = WIDTHS[c];
    return (
      curveAt(knots[0], p, values[at]) +
      curveAt(knots[1], q, values[at + 1]) +
      curveAt(knots[2], s, values[at + 2])
    );
  }
}

// Fewer samples than this leave a channel as it is.
const FEWEST_SAMPLES = 50;

export function lumaOf(rgb: readonly [number, number, number]): number {
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

/** Weights of the knots on both sides of a value; beyond the ends the last piece goes on. */
function addHats(rows: Float64Array, start: number, knots: readonly number[], value: number): void {
  const k = pieceOf(knots, value);
  const share = (value - knots[k]) / (knots[k + 1] - knots[k]);
  rows[start + k] = 1 - share;
  rows[start + k + 1] = share;
}

/** A row that is 0 where the curve runs straight through a knot: the deviation from the line of its neighbours. */
function addBend(
  rows: Float64Array,
  start: number,
  knots: readonly number[],
  k: number,
  stiffness: number,
): void {
  const share = (knots[k] - knots[k - 1]) / (knots[k + 1] - knots[k - 1]);
  const weight = Math.sqrt(stiffness);
  rows[start + k - 1] = -weight * (1 - share);
  rows[start + k] = weight;
  rows[start + k + 1] = -weight * share;
}

function pieceOf(knots: readonly number[], value: number): number {
  let k = 0;
  while (k < knots.length - 2 && value >= knots[k + 1]) k++;
  return k;
}

function curveAt(knots: readonly number[], curve: Float64Array, value: number): number {
  const k = pieceOf(knots, value);
  return curve[k] + ((value - knots[k]) / (knots[k + 1] - knots[k])) * (curve[k + 1] - curve[k]);
}

function tabulateCurve(knots: readonly number[], curve: Float64Array): Float32Array {
  return Float32Array.from({ length: TABLE_SIZE }, (_, k) =>
    curveAt(knots, curve, k / STEPS_PER_LEVEL + TABLE_START),
  );
}
