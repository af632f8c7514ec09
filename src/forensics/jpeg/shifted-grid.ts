import { scaledTable } from '../../maths/jpeg-quality.js';
import { type Samples, SHIFTED_FREQUENCIES, transformBlock } from './shifted-coefficients.js';
import {
  contrastAt,
  fitOf,
  LEAST_STEP,
  MAX_STEP,
  measureSteps,
  mirroredOrigins,
  type StepMeans,
  TILE_PX,
  type Tile,
} from './step-contrasts.js';

const ORIGINS = 64;
const FREQUENCIES = SHIFTED_FREQUENCIES.length;

/** With 8 tiles to decide, no NFA falls below 2 · exp(−4). */
const LEAST_TILES = 16;

// Tiles beyond this add time, not certainty: 2 Mpx.
const MOST_TILES = 2048;

// Below, rounding errors of a constant picture would count.
const LEAST_CONTRAST = 1e-3;

/** An earlier compression whose 8×8 grid is not that of the file. */
export interface ShiftedGrid {
  /** Origin of the earlier grid in the stored picture, 0..7 each, not both 0 or 4. */
  readonly origin: readonly [x: number, y: number];
  /** log10 of how many grids as clear are expected in a picture without an earlier one; at most log10 2. */
  readonly log10Nfa: number;
  /** IJG quality whose lowest luma steps fit the coefficients best. */
  readonly quality: number;
  /** Earlier step of each of `SHIFTED_FREQUENCIES`; 0 where none fits better than elsewhere. */
  readonly steps: readonly number[];
  /** How much better it fits, see `contrastAt`. */
  readonly contrasts: readonly number[];
}

/** What one half of the tiles suggests and the other half is asked. */
interface Guess {
  readonly origin: number;
  readonly steps: Int32Array;
  readonly contrasts: Float64Array;
}

/**
 * Looks for an earlier JPEG compression whose blocks did not lie where those of the file do: the photo was cropped or
 * moved in between.
 *
 * On its own grid the earlier compression left low coefficients near multiples of its steps. For each origin and step
 * the mean of cos(2π · coefficient / step), over coefficients of half a step and more, is compared with that at the mirrored origins, where the picture and the
 * file's own blocks look the same but for the earlier grid. One half of the tiles picks origin and steps, the other
 * half alone decides, so nothing is to be counted for the search; then the halves change places. Without an earlier
 * grid the evidence of a tile is as often above 0 as below, so that its self-normalized sum T exceeds t with
 * probability exp(−t²/2) at most (Efron 1969). NFA = 2 · exp(−T²/2) of the better half.
 *
 * @param samples decoded luma of the file, its own grid at (0, 0)
 * @returns null below 16 tiles of 32 px, or where no origin stands out at all
 * @see Bianchi & Piva, Detection of nonaligned double JPEG compression based on integer periodicity maps, IEEE TIFS
 *   7(2) 2012, doi:10.1109/TIFS.2011.2170836. Deviations: the phase is known, so the real part is taken; five AC
 *   frequencies join DC; every step is tried, not those of a trained set; mirrored origins and a held-out half take
 *   the place of a threshold on the min-entropy. Origins half a block off are not reported: an earlier WebP leaves
 *   them, and they have no mirrored ones.
 */
export function findShiftedGrid(samples: Samples): ShiftedGrid | null {
  const halves = listTiles(samples);
  if (halves[0].length + halves[1].length < LEAST_TILES) return null;
  const means = halves.map((tiles) => measureSteps(samples, tiles));
  let best: { guess: Guess; sum: number } | null = null;
  for (const half of [0, 1]) {
    const guess = guessGrid(means[half]);
    const sum = testGrid(samples, halves[1 - half], guess);
    if (!best || sum > best.sum) best = { guess, sum };
  }
  if (!best || best.sum <= 0) return null;
  const { guess, sum } = best;
  return {
    origin: [guess.origin & 7, guess.origin >> 3],
    log10Nfa: Math.log10(2) - sum ** 2 / 2 / Math.LN10,
    quality: estimateQuality(means, guess.origin),
    steps: [...guess.steps],
    contrasts: [...guess.contrasts],
  };
}

/** The tiles of the picture in two halves, as on a chessboard; of large pictures every so many rows. */
function listTiles({ width, height }: Samples): [Tile[], Tile[]] {
  const wide = Math.floor((width - 7) / TILE_PX);
  const high = Math.floor((height - 7) / TILE_PX);
  const rowStep = Math.max(1, Math.ceil((wide * high) / MOST_TILES));
  const halves: [Tile[], Tile[]] = [[], []];
  for (let row = 0; row * rowStep < high; row++)
    for (let column = 0; column < wide; column++)
      halves[(row + column) & 1].push({ x: column * TILE_PX, y: row * rowStep * TILE_PX });
  return halves;
}

/** The origin and the steps that stand out most. */
function guessGrid(means: StepMeans): Guess {
  let best: Guess | null = null;
  let most = -1;
  for (let origin = 0; origin < ORIGINS; origin++) {
    if (mirroredOrigins(origin).length === 0) continue;
    const steps = new Int32Array(FREQUENCIES);
    const contrasts = new Float64Array(FREQUENCIES);
    let score = 0;
    for (let f = 0; f < FREQUENCIES; f++) {
      for (let step = LEAST_STEP; step <= MAX_STEP; step++) {
        const contrast = contrastAt(means, f, origin, step);
        if (contrast <= contrasts[f] || contrast < LEAST_CONTRAST) continue;
        contrasts[f] = contrast;
        steps[f] = step;
      }
      score += contrasts[f] ** 2;
    }
    if (score <= most) continue;
    most = score;
    best = { origin, steps, contrasts };
  }
  return best!;
}

/** Self-normalized sum of the evidence of tiles that had no part in the guess. */
function testGrid(samples: Samples, tiles: readonly Tile[], { origin, steps, contrasts }: Guess): number {
  const mirrored = mirroredOrigins(origin);
  const block = new Float64Array(FREQUENCIES);
  const weigh = (x: number, y: number) => {
    transformBlock(samples, x, y, block);
    let sum = 0;
    for (let f = 0; f < FREQUENCIES; f++) if (steps[f] > 0) sum += contrasts[f] * fitOf(block[f], steps[f]);
    return sum;
  };
  let sum = 0;
  let squares = 0;
  for (const tile of tiles) {
    let evidence = 0;
    for (let y = tile.y; y < tile.y + TILE_PX; y += 8)
      for (let x = tile.x; x < tile.x + TILE_PX; x += 8) {
        evidence += weigh(x + (origin & 7), y + (origin >> 3));
        for (const other of mirrored) evidence -= weigh(x + (other & 7), y + (other >> 3)) / mirrored.length;
      }
    sum += evidence;
    squares += evidence ** 2;
  }
  return squares > 0 ? sum / Math.sqrt(squares) : 0;
}

/** The IJG quality whose steps fit best in both halves together; the highest of those that share them. */
function estimateQuality(halves: readonly StepMeans[], origin: number): number {
  let best = { quality: 0, score: Number.NEGATIVE_INFINITY };
  for (let quality = 99; quality >= 1; quality--) {
    const table = scaledTable(quality, 'luma');
    let score = 0;
    for (const [f, [u, v]] of SHIFTED_FREQUENCIES.entries()) {
      const step = table[8 * v + u];
      if (step < LEAST_STEP || step > MAX_STEP) continue;
      for (const means of halves) score += contrastAt(means, f, origin, step);
    }
    if (score > best.score) best = { quality, score };
  }
  return best.quality;
}
