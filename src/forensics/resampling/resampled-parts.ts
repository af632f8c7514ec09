import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import { analyzeLine, type LineSpectrum } from './line-spectrum.js';
import { type BendingSums, STRIP_PX } from './second-differences.js';

/** Windows are two strips wide and high, and overlap by one. */
export const WINDOW_PX = 2 * STRIP_PX;

// The rest of the photo can be compared with a part when it bends from half to twice as strongly: smooth and
// saturated surroundings carry no trace of a resize of the whole.
const COMPARABLE = 2;
// ... and when there is at least this much of it, in windows.
const LEAST_COMPARABLE = 6;

// A window shows a bin when one of three neighbouring bins has this chance: so do one in ten without any period.
const LOG10_SEEN = -1.5;
const SEEN_BY_CHANCE = 0.1;
// The rest shares the period when so many windows that show it have this chance or less.
const LOG10_SHARED = -1;

// Parts above this are dropped: below 1 alone, one unresized photo in three showed a window of fine texture.
const LOG10_NFA_LIMIT = -2;

/** A part that was resized otherwise than the rest. */
export interface ResampledPart {
  /** Corners in pixels, not closed. */
  readonly polygon: readonly Corner[];
  /** Of the interpolation, along both axes, in cycles per pixel. */
  readonly frequency: number;
  readonly areaShare: number;
  /** log10 of how many such windows are expected by chance in one photo. */
  readonly log10Nfa: number;
}

interface WindowGrid {
  readonly wide: number;
  readonly high: number;
  /** Chance of what each window shows at each bin, along both axes together, as log10. */
  readonly log10Chance: readonly Float64Array[];
  /** Mean clipped second difference. */
  readonly strength: Float64Array;
  readonly step: number;
  readonly log10Tests: number;
}

/**
 * Finds connected windows of 256 px that show one period of interpolation along both axes which the comparable rest
 * of the photo does not show.
 *
 * @returns parts with an NFA below 0.01, most certain first, none where the rest cannot be compared; and the number
 *   of windows, 0 below 384 px a side
 */
export function findResampledParts(
  sums: BendingSums,
  width: number,
  height: number,
): { parts: ResampledPart[]; windows: number } {
  const grid = analyzeWindows(sums);
  if (!grid) return { parts: [], windows: 0 };
  const peaks = strongestBins(grid);
  const parts: ResampledPart[] = [];
  const taken = new Uint8Array(peaks.length);
  for (let seed = 0; seed < peaks.length; seed++) {
    if (taken[seed] || peaks[seed] < 0) continue;
    const bin = peaks[seed];
    const mask = Uint8Array.from(peaks, (other, i) =>
      Number(other >= 0 && !taken[i] && Math.abs(other - bin) <= 1),
    );
    const { labels, starts } = labelComponents(mask, grid.wide);
    const label = labels[seed];
    const inside = Uint8Array.from(labels, (other) => Number(other === label));
    for (let i = 0; i < inside.length; i++) taken[i] |= inside[i];
    if (isSharedByRest(grid, inside, bin)) continue;
    const best = Math.min(
      ...grid.log10Chance.filter((_, i) => inside[i]).map((chance) => lowestNear(chance, bin)),
    );
    const area = inside.reduce((sum, one) => sum + one, 0);
    parts.push({
      polygon: outlineWindows(inside, grid, starts[label], width, height),
      frequency: bin * grid.step,
      areaShare: Math.min(1, (area * STRIP_PX * STRIP_PX) / (width * height)),
      log10Nfa: grid.log10Tests + best,
    });
  }
  return { parts: parts.sort((a, b) => a.log10Nfa - b.log10Nfa), windows: peaks.length };
}

function analyzeWindows({ columns, rows }: BendingSums): WindowGrid | null {
  const wide = rows.length - 1;
  const high = columns.length - 1;
  if (wide < 2 || high < 2) return null;
  const log10Chance: Float64Array[] = [];
  const strength = new Float64Array(wide * high);
  let spectrum: LineSpectrum | null = null;
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const [across, down] = windowLines({ columns, rows }, x, y);
      spectrum = analyzeLine(across);
      strength[log10Chance.length] = across.reduce((sum, value) => sum + value, 0) / WINDOW_PX ** 2;
      log10Chance.push(combine(spectrum.log10Tail, analyzeLine(down).log10Tail));
    }
  const tests = spectrum ? spectrum.tests : 1;
  return {
    wide,
    high,
    log10Chance,
    strength,
    step: spectrum?.step ?? 1,
    log10Tests: Math.log10(wide * high * tests),
  };
}

/** Sums of a window along both axes, with one pixel more on each side where there is one. */
function windowLines({ columns, rows }: BendingSums, x: number, y: number): [Float64Array, Float64Array] {
  const line = (a: Float64Array, b: Float64Array, at: number) => {
    const from = Math.max(0, Math.min(at * STRIP_PX - 1, a.length - WINDOW_PX - 2));
    return a.subarray(from, from + WINDOW_PX + 2).map((value, i) => value + b[from + i]);
  };
  return [line(columns[y], columns[y + 1], x), line(rows[x], rows[x + 1], y)];
}

/** log10 of the chance that the product of two independent chances is as small. */
function combine(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, k) => joinChances(value, b[k]));
}

/** P(U·V <= q) = q·(1 − ln q) for two uniform numbers. */
export function joinChances(log10A: number, log10B: number): number {
  const log10Product = log10A + log10B;
  return log10Product + Math.log10(1 - log10Product * Math.LN10);
}

/** Per window the bin that chance does not explain; −1 where there is none. */
function strongestBins({ log10Chance, log10Tests }: WindowGrid): Int32Array {
  return Int32Array.from(log10Chance, (chance) => {
    let best = 0;
    for (let k = 1; k < chance.length; k++) if (chance[k] < chance[best]) best = k;
    return log10Tests + chance[best] < LOG10_NFA_LIMIT ? best : -1;
  });
}

function lowestNear(chance: Float64Array, bin: number): number {
  return Math.min(chance[bin], chance[bin - 1] ?? 0, chance[bin + 1] ?? 0);
}

/** Whether comparable windows that do not touch the part show its period too, or are too few to tell. */
function isSharedByRest(grid: WindowGrid, inside: Uint8Array, bin: number): boolean {
  const { wide, high, strength } = grid;
  const own =
    strength.reduce((sum, value, i) => sum + inside[i] * value, 0) / inside.reduce((a, b) => a + b, 0);
  let rest = 0;
  let shared = 0;
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const i = y * wide + x;
      if (strength[i] < own / COMPARABLE || strength[i] > own * COMPARABLE) continue;
      if (touches(inside, x, y, wide, high)) continue;
      rest++;
      if (lowestNear(grid.log10Chance[i], bin) < LOG10_SEEN) shared++;
    }
  if (rest < LEAST_COMPARABLE) return true;
  // Windows overlap: every second one is counted.
  const chance = log10BinomialTail(Math.floor(shared / 2), Math.floor(rest / 2), SEEN_BY_CHANCE);
  return chance < LOG10_SHARED;
}

function touches(inside: Uint8Array, x: number, y: number, wide: number, high: number): boolean {
  for (let ny = Math.max(0, y - 1); ny <= Math.min(high - 1, y + 1); ny++)
    for (let nx = Math.max(0, x - 1); nx <= Math.min(wide - 1, x + 1); nx++)
      if (inside[ny * wide + nx]) return true;
  return false;
}

function outlineWindows(
  inside: Uint8Array,
  { wide, high }: WindowGrid,
  start: number,
  width: number,
  height: number,
): Corner[] {
  // Strips that a window covers: one more than windows on each axis.
  const strips = new Int32Array((wide + 1) * (high + 1));
  for (let i = 0; i < inside.length; i++) {
    if (!inside[i]) continue;
    const at = Math.floor(i / wide) * (wide + 1) + (i % wide);
    strips[at] = strips[at + 1] = strips[at + wide + 1] = strips[at + wide + 2] = 1;
  }
  const first = Math.floor(start / wide) * (wide + 1) + (start % wide);
  return traceOutline(strips, wide + 1, 1, first, 0).map(([x, y]) => [
    Math.min(width, x * STRIP_PX),
    Math.min(height, y * STRIP_PX),
  ]);
}
