import { createPlane, type Plane } from '../pixels/plane.js';
import type { ChangeEvidence } from './change-evidence.js';
import { type Components, labelComponents } from './components.js';
import { type Corner, traceOutline } from './outline.js';
import type { Prediction } from './photometric.js';

// Cells of the a-contrario test: about the size of the middle test window.
const CELL_PX = 8;

/**
 * How often the strongest pixel of an unchanged cell reaches a strength, as log10 of the share of cells, measured
 * on honest pairs (see models/derivation/). Linear in between; the last slope goes on.
 */
const CELL_TAIL: readonly (readonly [strength: number, log10Share: number])[] = [
  [3, 0],
  [4.5, -1],
  [6, -2],
  [8.5, -3],
  [13, -4.5],
  [22, -6.5],
];

// Shares of cells that stay above the test levels by chance.
const LEVELS_LOG10 = [-2, -3, -4];

// Neighbouring cells share test windows (15 px): a part of n cells holds about n / 4 independent ones.
const CELLS_PER_INDEPENDENT = 4;

// Connected shapes of n cells grow as 7^n for 8-connectivity: log10 of the tests per independent cell.
const LOG10_SHAPES = 0.85;

/** A part is reported when fewer than this many are expected in a picture without changes. */
export const LOG10_NFA_LIMIT = -2;

// Pixels of a reported part: their own 3 px evidence, or strong evidence right beside such a pixel.
const DETAIL_LIMIT = 3.2;
const STRENGTH_LIMIT = 5.5;

// Cells beside a reported part join it from this strength on: one in thirty is that strong by chance.
const GROWTH_STRENGTH = 5.3;

// Beside a sharp edge of the residual, pixels under this share of the nearby peak belong to its blur.
const EDGE_SHARE = 0.38;
// Peaks below this many standard deviations are no sharp edges.
const EDGE_PEAK = 5;
const CLOSING_RADIUS_PX = 1;

// Larger holes are meshes of a crack network, not spots of a stain that match the ground.
const LARGEST_HOLE_PX = 64;

// Smaller islands are left out of the map: 12 px at 1024 px of width cannot be told from ringing.
const SMALLEST_AREA_PX = 12;

const OUTLINE_TOLERANCE_PX = 1.5;

/** What a change looks like. */
export type ChangeKind = 'line-structure' | 'colour-shift' | 'texture-change';

/** A part of the photo that the reference does not explain. */
export interface ChangeRegion {
  /** Corners in photo-view pixels, not closed; pixel (x, y) covers x..x + 1, y..y + 1. */
  readonly polygon: readonly Corner[];
  readonly kind: ChangeKind;
  /** Changed pixels. */
  readonly areaPx: number;
  /** Mean luma difference photo − prediction, grey levels. */
  readonly contrast: number;
  /** log10 of how many such parts are expected by chance in one picture. */
  readonly log10Nfa: number;
}

/** Where the photo was changed. */
export interface ChangeMap {
  readonly regions: readonly ChangeRegion[];
  /** 1 where changed, in photo-view pixels. */
  readonly mask: Uint8Array;
  /** 0..1 in the photo's geometry: strength of evidence, above 0.5 inside `mask` and below outside. */
  readonly map: Plane;
  /** Share of the overlap that is changed, 0..1. */
  readonly changedShare: number;
  /** log10 NFA of the strongest region; 0 when there is none. */
  readonly log10Nfa: number;
}

/**
 * Finds the parts of the photo whose evidence of change cannot be chance, and their pixels.
 *
 * A-contrario: for connected cells above a level, and for single cells of great strength, the number of such
 * parts expected in an unchanged picture (NFA) is bounded by tests × probability; parts above 10^−2 are dropped.
 *
 * @see Desolneux, Moisan, Morel, From Gestalt Theory to Image Analysis, 2008, doi:10.1007/978-0-387-74378-3; we
 *   take the null distribution of a cell from measured honest pairs instead of assuming one
 */
export function findChangedRegions(evidence: ChangeEvidence, prediction: Prediction): ChangeMap {
  const { strength, detail } = evidence;
  const { width, height } = strength;
  const cells = maximumPerCell(strength);
  const accepted = acceptCells(cells);
  growCells(accepted, cells);
  const mask = outlineMask(strength, detail, accepted, cells.width);
  trimEdges(mask, evidence.sharp);
  closeMask(mask, width, height);
  fillHoles(mask, width, height);
  for (let i = 0; i < mask.length; i++) if (!prediction.valid[i]) mask[i] = 0;
  const components = labelComponents(mask, width);
  const regions: ChangeRegion[] = [];
  const nfaOf = new Float64Array(components.count + 1);
  collectNfa(components, accepted, cells.width, width, nfaOf);
  for (let label = 1; label <= components.count; label++) {
    if (components.sizes[label] < SMALLEST_AREA_PX) continue;
    const shape = measureShape(components, label, evidence, prediction);
    regions.push({
      polygon: traceOutline(components.labels, width, label, components.starts[label], OUTLINE_TOLERANCE_PX),
      kind: shape.kind,
      areaPx: components.sizes[label],
      contrast: shape.contrast,
      log10Nfa: nfaOf[label],
    });
  }
  for (let i = 0; i < mask.length; i++)
    if (components.sizes[components.labels[i]] < SMALLEST_AREA_PX) mask[i] = 0;
  regions.sort((a, b) => a.log10Nfa - b.log10Nfa || b.areaPx - a.areaPx);
  return {
    regions,
    mask,
    map: renderMap(strength, mask),
    changedShare: shareOf(mask, prediction.valid),
    log10Nfa: regions.length > 0 ? regions[0].log10Nfa : 0,
  };
}

/** log10 of the share of unchanged cells whose strongest pixel is at least this strong. */
export function cellTailLog10(strength: number): number {
  if (strength <= CELL_TAIL[0][0]) return 0;
  for (let k = 1; k < CELL_TAIL.length; k++) {
    const [upper, upperLog] = CELL_TAIL[k];
    const [lower, lowerLog] = CELL_TAIL[k - 1];
    if (strength <= upper || k === CELL_TAIL.length - 1)
      return lowerLog + ((strength - lower) / (upper - lower)) * (upperLog - lowerLog);
  }
  return 0;
}

function strengthAtTail(log10Share: number): number {
  for (let k = 1; k < CELL_TAIL.length; k++) {
    const [upper, upperLog] = CELL_TAIL[k];
    const [lower, lowerLog] = CELL_TAIL[k - 1];
    if (log10Share >= upperLog)
      return lower + ((log10Share - lowerLog) / (upperLog - lowerLog)) * (upper - lower);
  }
  return CELL_TAIL[CELL_TAIL.length - 1][0];
}

/** Strongest pixel of each cell. */
export function maximumPerCell(strength: Plane): Plane {
  const width = Math.ceil(strength.width / CELL_PX);
  const height = Math.ceil(strength.height / CELL_PX);
  const cells = createPlane(width, height);
  for (let y = 0; y < strength.height; y++) {
    const row = Math.floor(y / CELL_PX) * width;
    for (let x = 0; x < strength.width; x++) {
      const value = strength.data[y * strength.width + x];
      const cell = row + Math.floor(x / CELL_PX);
      if (value > cells.data[cell]) cells.data[cell] = value;
    }
  }
  return cells;
}

/** log10 NFA of the accepted part each cell belongs to; +1 for cells of no accepted part. */
function acceptCells(cells: Plane): Float64Array {
  const log10Nfa = new Float64Array(cells.data.length).fill(1);
  const tests = Math.log10(cells.data.length * (LEVELS_LOG10.length + 1));
  const above = new Uint8Array(cells.data.length);
  for (const level of LEVELS_LOG10) {
    const limit = strengthAtTail(level);
    for (let i = 0; i < above.length; i++) above[i] = cells.data[i] >= limit ? 1 : 0;
    const { labels, count, sizes } = labelComponents(above, cells.width);
    const peaks = new Float64Array(count + 1);
    for (let i = 0; i < labels.length; i++)
      if (labels[i] > 0) peaks[labels[i]] = Math.max(peaks[labels[i]], cells.data[i]);
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === 0) continue;
      const independent = Math.max(1, sizes[labels[i]] / CELLS_PER_INDEPENDENT);
      const byArea = tests + independent * (level + LOG10_SHAPES);
      const byPeak = tests + cellTailLog10(peaks[labels[i]]);
      const nfa = Math.min(byArea, byPeak);
      if (nfa <= LOG10_NFA_LIMIT && nfa < log10Nfa[i]) log10Nfa[i] = nfa;
    }
  }
  return log10Nfa;
}

function outlineMask(strength: Plane, detail: Plane, accepted: Float64Array, cellsWide: number): Uint8Array {
  const { width, height } = strength;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL_PX) * cellsWide;
    for (let x = 0; x < width; x++) {
      if (accepted[row + Math.floor(x / CELL_PX)] > 0) continue;
      const i = y * width + x;
      if (detail.data[i] >= DETAIL_LIMIT && strength.data[i] >= STRENGTH_LIMIT) mask[i] = 1;
    }
  }
  return mask;
}

/** Lets accepted parts take in neighbouring cells of moderate strength, in place. */
function growCells(accepted: Float64Array, { width, height, data }: Plane): void {
  const queue: number[] = [];
  for (let i = 0; i < accepted.length; i++) if (accepted[i] <= 0) queue.push(i);
  for (let head = 0; head < queue.length; head++) {
    const i = queue[head];
    const x = i % width;
    const y = (i - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const j = ny * width + nx;
        if (accepted[j] <= 0 || data[j] < GROWTH_STRENGTH) continue;
        accepted[j] = accepted[i];
        queue.push(j);
      }
    }
  }
}

/** Takes the blur beside sharp edges off the mask: windows of 3 px widen a 2 px crack to 4. */
function trimEdges(mask: Uint8Array, sharp: Plane): void {
  const { width, height, data } = sharp;
  const kept = mask.slice();
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const i = y * width + x;
      if (!kept[i]) continue;
      let peak = 0;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) peak = Math.max(peak, data[i + dy * width + dx]);
      if (peak >= EDGE_PEAK && data[i] < EDGE_SHARE * peak) mask[i] = 0;
    }
  }
}

/** Closing with a square: joins what a stroke left apart. */
function closeMask(mask: Uint8Array, width: number, height: number): void {
  spread(mask, width, height, CLOSING_RADIUS_PX, 1);
  spread(mask, width, height, CLOSING_RADIUS_PX, 0);
}

/** Grows the pixels of one value by a square of the given radius, in place. */
function spread(mask: Uint8Array, width: number, height: number, radius: number, value: 0 | 1): void {
  const line = new Uint8Array(Math.max(width, height));
  const sweep = (start: number, step: number, length: number) => {
    for (let k = 0; k < length; k++) line[k] = mask[start + k * step];
    let last = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < length; k++) {
      if (line[k] === value) last = k;
      if (k - last <= radius) mask[start + k * step] = value;
    }
    last = Number.POSITIVE_INFINITY;
    for (let k = length - 1; k >= 0; k--) {
      if (line[k] === value) last = k;
      if (last - k <= radius) mask[start + k * step] = value;
    }
  };
  for (let y = 0; y < height; y++) sweep(y * width, 1, width);
  for (let x = 0; x < width; x++) sweep(x, width, height);
}

/** Fills small holes: spots of a stain that happen to match the ground. */
function fillHoles(mask: Uint8Array, width: number, height: number): void {
  const outside = mask.map((value) => 1 - value);
  const { labels, count, sizes } = labelComponents(outside, width);
  const touches = new Uint8Array(count + 1);
  for (let x = 0; x < width; x++) touches[labels[x]] = touches[labels[(height - 1) * width + x]] = 1;
  for (let y = 0; y < height; y++) touches[labels[y * width]] = touches[labels[y * width + width - 1]] = 1;
  for (let i = 0; i < mask.length; i++)
    if (labels[i] > 0 && !touches[labels[i]] && sizes[labels[i]] <= LARGEST_HOLE_PX) mask[i] = 1;
}

function collectNfa(
  { labels }: Components,
  accepted: Float64Array,
  cellsWide: number,
  width: number,
  nfaOf: Float64Array,
): void {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    const x = i % width;
    const y = (i - x) / width;
    const nfa = accepted[Math.floor(y / CELL_PX) * cellsWide + Math.floor(x / CELL_PX)];
    if (nfa < nfaOf[labels[i]]) nfaOf[labels[i]] = nfa;
  }
}

/**
 * Kind by shape and residual: thin and on average darker is a line structure; a residual of one sign a colour
 * shift; a residual that changes sign within the part a texture change.
 */
function measureShape(
  { labels, sizes, starts }: Components,
  label: number,
  { residual }: ChangeEvidence,
  { width }: Prediction,
): { kind: ChangeKind; contrast: number } {
  let sum = 0;
  let absolute = 0;
  let rim = 0;
  for (let i = starts[label]; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    sum += residual.data[i];
    absolute += Math.abs(residual.data[i]);
    if (
      labels[i - 1] !== label ||
      labels[i + 1] !== label ||
      labels[i - width] !== label ||
      labels[i + width] !== label
    )
      rim++;
  }
  const area = sizes[label];
  const contrast = sum / area;
  // Area over half the rim is the mean width of a long thin part.
  const meanWidthPx = (2 * area) / Math.max(1, rim);
  if (meanWidthPx < 7 && area < 0.02 * labels.length && contrast < 0)
    return { kind: 'line-structure', contrast };
  return { kind: Math.abs(sum) > 0.6 * absolute ? 'colour-shift' : 'texture-change', contrast };
}

function renderMap(strength: Plane, mask: Uint8Array): Plane {
  const map = createPlane(strength.width, strength.height);
  for (let i = 0; i < mask.length; i++) {
    const evidence = strength.data[i] / (strength.data[i] + STRENGTH_LIMIT);
    map.data[i] = mask[i] ? Math.max(0.5, evidence) : Math.min(0.49, 0.5 * evidence);
  }
  return map;
}

function shareOf(mask: Uint8Array, valid: Uint8Array): number {
  let changed = 0;
  let total = 0;
  for (let i = 0; i < mask.length; i++) {
    changed += mask[i];
    total += valid[i];
  }
  return total > 0 ? changed / total : 0;
}
