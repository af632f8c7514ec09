import { type Samples, SHIFTED_FREQUENCIES, transformShifted } from './shifted-coefficients.js';

const ORIGINS = 64;
const FREQUENCIES = SHIFTED_FREQUENCIES.length;

// Coefficients of 8-bit samples reach ±1024.
const MAGNITUDES = 1025;

/** Steps that are tried: qualities down to about 15 in the lowest frequencies. */
export const LEAST_STEP = 2;
export const MAX_STEP = 60;

/** Side of a tile; its blocks are judged together. */
export const TILE_PX = 32;

// DC is a multiple of 1/8: without this, rounding errors would decide which way one half goes.
const HALF = 0.501;

/** Upper left corner of a square of `TILE_PX`. */
export interface Tile {
  readonly x: number;
  readonly y: number;
}

/** Mean of `fitOf` by frequency, origin modulo 8 (`8 · y + x`) and step. */
export type StepMeans = Float64Array;

/** Origins at which picture and own grid look alike: `(±x, ±y)`. (3 and 5 beside 4 do not: false grids in 7 of 15.) */
const MIRRORED = Array.from({ length: ORIGINS }, (_, origin) => {
  const partners = (k: number) => (k === 0 || k === 4 ? [k] : [k, 8 - k]);
  return partners(origin >> 3)
    .flatMap((y) => partners(origin & 7).map((x) => 8 * y + x))
    .filter((other) => other !== origin);
});

/**
 * How near a coefficient lies to a multiple of a step other than 0: 1 on it, −1 midway.
 *
 * What a quantization would set to 0 tells nothing: how many small values there are depends on the picture, and after
 * an enlargement by 4 on the place within a block.
 */
export function fitOf(coefficient: number, step: number): number {
  return 2 * Math.abs(coefficient) < step ? 0 : Math.cos((2 * Math.PI * coefficient) / step);
}

/** The other origins that `origin`, `8 · y + x`, is compared with; none for those half a block off or not at all. */
export function mirroredOrigins(origin: number): readonly number[] {
  return MIRRORED[origin];
}

/**
 * Measures how well every step fits the low coefficients of the blocks in the given tiles, for all 64 origins.
 *
 * @param tiles within `samples`, with 7 px to spare to the right and below
 */
export function measureSteps(samples: Samples, tiles: readonly Tile[]): StepMeans {
  const counts = countMagnitudes(samples, tiles);
  const means = new Float64Array(FREQUENCIES * ORIGINS * (MAX_STEP + 1));
  const found = new Int32Array(MAGNITUDES);
  const often = new Int32Array(MAGNITUDES);
  const waves = Array.from({ length: MAX_STEP + 1 }, (_, step) =>
    Float64Array.from({ length: MAGNITUDES }, (__, x) => fitOf(x, Math.max(1, step))),
  );
  for (let row = 0; row < FREQUENCIES * ORIGINS; row++) {
    let length = 0;
    let total = 0;
    for (let x = 0; x < MAGNITUDES; x++) {
      const count = counts[row * MAGNITUDES + x];
      if (count === 0) continue;
      found[length] = x;
      often[length++] = count;
      total += count;
    }
    for (let step = LEAST_STEP; step <= MAX_STEP; step++) {
      const wave = waves[step];
      let sum = 0;
      for (let i = 0; i < length; i++) sum += often[i] * wave[found[i]];
      means[row * (MAX_STEP + 1) + step] = sum / total;
    }
  }
  return means;
}

/** How often each rounded magnitude occurs, by frequency and origin. */
function countMagnitudes(samples: Samples, tiles: readonly Tile[]): Int32Array {
  const counts = new Int32Array(FREQUENCIES * ORIGINS * MAGNITUDES);
  const lefts = new Map<number, number[]>();
  for (const { x, y } of tiles) lefts.set(y, [...(lefts.get(y) ?? []), x]);
  for (const [top, row] of lefts)
    transformShifted(samples, top, top + TILE_PX, (y, coefficients) => {
      for (let f = 0; f < FREQUENCIES; f++) {
        const values = coefficients[f];
        const base = (f * ORIGINS + ((y & 7) << 3)) * MAGNITUDES;
        for (const left of row)
          for (let x = left; x < left + TILE_PX; x++)
            counts[base + (x & 7) * MAGNITUDES + ((Math.abs(values[x]) + HALF) | 0)]++;
      }
    });
  return counts;
}

/**
 * How much better a step fits at one origin than at the mirrored ones.
 *
 * @param frequency index into `SHIFTED_FREQUENCIES`
 * @returns −2..2; about 0 without an earlier quantization
 */
export function contrastAt(means: StepMeans, frequency: number, origin: number, step: number): number {
  const at = (other: number) => means[(frequency * ORIGINS + other) * (MAX_STEP + 1) + step];
  const mirrored = MIRRORED[origin];
  let sum = 0;
  for (let i = 0; i < mirrored.length; i++) sum += at(mirrored[i]);
  return at(origin) - sum / mirrored.length;
}
