import { fillPlane, roomOf } from '../kernels/heap.js';
import type { Plane } from '../pixels/plane.js';
import { acceptCells, CELL_PX, growCells, maximumPerCell } from './change-cells.js';
import type { ChangeEvidence } from './change-evidence.js';
import { outlineChange, STRENGTH_LIMIT } from './change-mask.js';
import { type Components, labelComponents } from './components.js';
import { type Corner, traceOutline } from './outline.js';
import type { Prediction } from './photometric.js';

// Smaller islands are left out of the map: 12 px at 1024 px of width cannot be told from ringing.
const SMALLEST_AREA_PX = 12;

const OUTLINE_TOLERANCE_PX = 1.5;

// An even shift of fewer grey levels, in luma and chroma alike, is what tone curves and encoders leave between a picture
// and its prediction; nobody sees it.
const LEAST_SHIFT = 2.5;

/** What a change looks like. */
type ChangeKind = 'line-structure' | 'colour-shift' | 'texture-change';

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
  /** Strongest evidence of each cell of the a-contrario test, in standard deviations; 0 outside the overlap. */
  readonly cells: Plane;
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
  const { strength } = evidence;
  const { width } = strength;
  const cells = maximumPerCell(strength);
  const accepted = acceptCells(cells);
  growCells(accepted, cells);
  const mask = outlineChange(evidence, accepted, cells.width, prediction.valid);
  const components = labelComponents(mask, width);
  const regions: ChangeRegion[] = [];
  const nfaOf = new Float64Array(components.count + 1);
  const faint = new Uint8Array(components.count + 1);
  collectNfa(components, accepted, cells.width, width, nfaOf);
  for (let label = 1; label <= components.count; label++) {
    if (components.sizes[label] < SMALLEST_AREA_PX) continue;
    const shape = measureShape(components, label, evidence, prediction);
    if (shape.faint) {
      faint[label] = 1;
      continue;
    }
    regions.push({
      polygon: traceOutline(components.labels, width, label, components.starts[label], OUTLINE_TOLERANCE_PX),
      kind: shape.kind,
      areaPx: components.sizes[label],
      contrast: shape.contrast,
      log10Nfa: nfaOf[label],
    });
  }
  const { labels, sizes } = components;
  for (let i = 0; i < mask.length; i++)
    if (mask[i] && (sizes[labels[i]] < SMALLEST_AREA_PX || faint[labels[i]])) mask[i] = 0;
  regions.sort((a, b) => a.log10Nfa - b.log10Nfa || b.areaPx - a.areaPx);
  return {
    regions,
    mask,
    map: renderMap(strength, mask),
    cells,
    changedShare: shareOf(mask, prediction.valid),
    log10Nfa: regions.length > 0 ? regions[0].log10Nfa : 0,
  };
}

function collectNfa(
  { labels }: Components,
  accepted: Float64Array,
  cellsWide: number,
  width: number,
  nfaOf: Float64Array,
): void {
  for (let begin = 0, y = 0; begin < labels.length; begin += width, y++) {
    const row = Math.floor(y / CELL_PX) * cellsWide;
    for (let x = 0; x < width; x++) {
      const label = labels[begin + x];
      if (label === 0) continue;
      const nfa = accepted[row + Math.floor(x / CELL_PX)];
      if (nfa < nfaOf[label]) nfaOf[label] = nfa;
    }
  }
}

/**
 * Kind by shape and residual: thin and on average darker is a line structure; a residual of one sign a colour
 * shift; a residual that changes sign within the part a texture change.
 */
function measureShape(
  { labels, sizes, starts }: Components,
  label: number,
  { residual, chroma: [cb, cr] }: ChangeEvidence,
  { width }: Prediction,
): { kind: ChangeKind; contrast: number; faint: boolean } {
  let sum = 0;
  let sumCb = 0;
  let sumCr = 0;
  let absolute = 0;
  let rim = 0;
  // Up to its last pixel, not to the end of the picture: parts are many and small.
  for (let i = starts[label], left = sizes[label]; left > 0; i++) {
    if (labels[i] !== label) continue;
    left--;
    sum += residual.data[i];
    absolute += Math.abs(residual.data[i]);
    const half =
      Math.min(cb.height - 1, Math.floor(i / width) >> 1) * cb.width +
      Math.min(cb.width - 1, (i % width) >> 1);
    sumCb += cb.data[half];
    sumCr += cr.data[half];
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
  const even = Math.abs(sum) > 0.6 * absolute;
  const faint = even && Math.max(Math.abs(sum), Math.abs(sumCb), Math.abs(sumCr)) < LEAST_SHIFT * area;
  // Area over half the rim is the mean width of a long thin part.
  const meanWidthPx = (2 * area) / Math.max(1, rim);
  if (meanWidthPx < 7 && area < 0.02 * labels.length && contrast < 0)
    return { kind: 'line-structure', contrast, faint };
  return { kind: even ? 'colour-shift' : 'texture-change', contrast, faint };
}

function renderMap({ width, height, data }: Plane, mask: Uint8Array): Plane {
  return fillPlane(width, height, 2 * roomOf(data.length), (heap, at) =>
    heap.kernels.rateEvidence(heap.put(data), heap.put(mask), STRENGTH_LIMIT, data.length, at),
  );
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
