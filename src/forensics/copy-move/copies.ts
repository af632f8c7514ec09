import { labelComponents } from '../../matching/components.js';
import { type Corner, traceOutline } from '../../matching/outline.js';
import type { Plane } from '../../pixels/plane.js';
import { type Affine, applyAffine, composeAffine, invertAffine } from './affine.js';
import { type Agreement, measureAgreement } from './agreement.js';
import { type Hypothesis, listHypotheses } from './hypotheses.js';
import { findNearestField } from './nearest-field.js';
import { describeRings } from './ring-features.js';

/** A part of the picture that shows the same pixels as another part of it. */
export interface Copy {
  /** Outlines of both parts, in view pixels; which of them is the original cannot be told from pixels alone. */
  readonly first: readonly Corner[];
  readonly second: readonly Corner[];
  /** From the first to the second. */
  readonly map: Affine;
  /** Distinctive pixels that agree. */
  readonly areaPx: number;
  /** log10 of how many such pairs are expected by chance in one picture. */
  readonly log10Nfa: number;
}

/** All copies of one picture, most certain first. */
interface Copies {
  readonly copies: readonly Copy[];
  /** log10 NFA of the most certain one; 0 when there is none. */
  readonly log10Nfa: number;
  /** Share of pixels with enough texture to be recognized elsewhere, 0..1. */
  readonly texturedShare: number;
}

/** Windows agree from this correlation on: copies recompressed at quality 70 reach .93 in the median. */
const LEAST_CORRELATION = 0.9;
/** A window that agrees almost as well beside its image lies on an edge or in a pattern and tells nothing. */
const DISTINCTION = 0.1;
const DECOY_PX = 8;
/** Agreements are counted once per cell of this side; windows of 9 × 9 in neighbouring cells hardly overlap. */
const CELL_PX = 8;
/** Least chance of a cell to agree without being copied, whatever the decoys say. */
const LEAST_CHANCE = 0.05;
/** Connected shapes of k cells number less than this to the power of k (Klarner & Rivest 1973: 4.65). */
const SHAPES_PER_CELL = 4.65;
/** Turns and zooms tried at each pair of places. */
const LOG10_POSES = 3;
/** A pattern repeats: what agrees one step further, or one step back, as often as this is not a copy. */
const MOST_REPEATED = 0.3;
const MOST_TESTED = 12;
const MOST_LOG10_NFA = -1;
const OUTLINE_TOLERANCE_PX = 1.5;
/** Two maps that take pixels to within this distance are one. */
const SAME_PX = 3;
const NEAR_PX = 24;

/**
 * Finds parts of a picture that were copied within it, turned, zoomed or mirrored or not.
 *
 * A-contrario: a cell agrees with its image by chance with the probability that windows agree with places 8 px
 * beside their image, at least 0.05. The number of false alarms is the number of pairs of places, poses and connected
 * shapes times the chance that all cells of the shape agree. Edges and patterns (fabric, tiles, rows of letters) are
 * told by agreeing beside their image, one step further or one step back as well. Mirrored parts are left out,
 * because things are symmetrical.
 *
 * @param luma the working view, 0..255
 * @see Cozzolino, Poggi, Verdoliva 2015, doi:10.1109/TIFS.2015.2455334 (dense field); Desolneux, Moisan, Morel 2008,
 *   doi:10.1007/978-0-387-74378-3 (a-contrario). Deviation: they decide by area, we by the number of false alarms of
 *   distinctive cells
 */
export function findCopies(luma: Plane): Copies {
  const found: Copy[] = [];
  const taken: Hypothesis[] = [];
  const field = findNearestField(describeRings(luma));
  for (const hypothesis of listHypotheses(field)) {
    if (taken.length >= MOST_TESTED) break;
    if (taken.some((earlier) => saysTheSame(earlier, hypothesis, luma.width))) continue;
    taken.push(hypothesis);
    const copy = confirm(luma, hypothesis);
    if (copy) found.push(copy);
  }
  found.sort((a, b) => a.log10Nfa - b.log10Nfa);
  return {
    copies: found,
    log10Nfa: found.length > 0 ? found[0].log10Nfa : 0,
    texturedShare: field.pointCount / luma.data.length,
  };
}

/** Whether most pixels of a hypothesis go where an earlier one, or the way back of an earlier one, takes them. */
function saysTheSame({ map }: Hypothesis, { map: other, pixels }: Hypothesis, width: number): boolean {
  let there = 0;
  let back = 0;
  for (const i of pixels) {
    const x = i % width;
    const y = Math.floor(i / width);
    const [u, v] = applyAffine(other, x, y);
    const [p, q] = applyAffine(map, x, y);
    const [r, s] = applyAffine(map, u, v);
    if (Math.hypot(u - p, v - q) < SAME_PX) there++;
    if (Math.hypot(r - x, s - y) < SAME_PX) back++;
  }
  return Math.max(there, back) > pixels.length / 2;
}
function confirm(luma: Plane, hypothesis: Hypothesis): Copy | null {
  const { map, pixels } = hypothesis;
  const agreement = measureAgreement(luma, hypothesis);
  const correlate = (other: Affine) => measureAgreement(luma, { map: other, pixels }).correlation;
  const decoys = DECOYS.map(([dx, dy]) =>
    correlate([map[0], map[1], map[2] + dx, map[3], map[4], map[5] + dy]),
  );
  const { agrees, chance } = compareWithDecoys(agreement.correlation, decoys);
  keepConnected(agrees, agreement, pixels, luma.width);
  const cells = countCells(agrees, agreement.width);
  const log10Nfa =
    2 * Math.log10(luma.data.length) +
    LOG10_POSES +
    cells * Math.log10(Math.min(1, SHAPES_PER_CELL * chance));
  if (log10Nfa > MOST_LOG10_NFA || repeats(agrees, map, correlate)) return null;
  return outline(luma, agrees, agreement, map, log10Nfa);
}

const DECOYS: readonly (readonly [number, number])[] = Array.from({ length: 8 }, (_, k) => [
  Math.round(DECOY_PX * Math.cos((k * Math.PI) / 4)),
  Math.round(DECOY_PX * Math.sin((k * Math.PI) / 4)),
]);

/** Windows that agree with their image and not beside it, and how often textured windows agree beside it. */
function compareWithDecoys(own: Float32Array, decoys: readonly Float32Array[]) {
  const agrees = new Uint8Array(own.length);
  let textured = 0;
  let chances = 0;
  for (let i = 0; i < own.length; i++) {
    let rival = -1;
    for (const decoy of decoys) {
      if (decoy[i] < -1) continue;
      textured++;
      if (decoy[i] >= LEAST_CORRELATION) chances++;
      if (decoy[i] > rival) rival = decoy[i];
    }
    if (own[i] >= LEAST_CORRELATION && own[i] - rival >= DISTINCTION) agrees[i] = 1;
  }
  return { agrees, chance: Math.max(LEAST_CHANCE, textured > 0 ? chances / textured : 1) };
}

/** Clears what does not hang together with a pixel of the hypothesis. */
function keepConnected(
  agrees: Uint8Array,
  { x, y, width }: Agreement,
  pixels: Int32Array,
  viewWidth: number,
): void {
  const { labels, count } = labelComponents(agrees, width);
  const kept = new Uint8Array(count + 1);
  for (const i of pixels) kept[labels[(Math.floor(i / viewWidth) - y) * width + (i % viewWidth) - x]] = 1;
  kept[0] = 0;
  for (let i = 0; i < agrees.length; i++) agrees[i] = kept[labels[i]];
}

function countCells(agrees: Uint8Array, width: number): number {
  const columns = Math.ceil(width / CELL_PX);
  const counts = new Int32Array(columns * Math.ceil(agrees.length / width / CELL_PX));
  for (let i = 0; i < agrees.length; i++) {
    const x = i % width;
    counts[Math.floor((i - x) / width / CELL_PX) * columns + Math.floor(x / CELL_PX)] += agrees[i];
  }
  return counts.reduce((sum, count) => sum + (count >= CELL_PX ** 2 / 2 ? 1 : 0), 0);
}

/** Whether the part agrees as well where the map leads a second time, or where its way back leads. */
function repeats(agrees: Uint8Array, map: Affine, correlate: (map: Affine) => Float32Array): boolean {
  const back = invertAffine(map);
  if (!back) return true;
  const area = agrees.reduce((sum, value) => sum + value, 0);
  return [composeAffine(map, map), back].some((other) => {
    if (isNear(other, map) || isNear(other, [1, 0, 0, 0, 1, 0])) return false;
    const correlation = correlate(other);
    let again = 0;
    for (let i = 0; i < agrees.length; i++) if (agrees[i] && correlation[i] >= LEAST_CORRELATION) again++;
    return again > MOST_REPEATED * area;
  });
}

/** Half a turn leads back to where it began: its second step is no repetition. */
function isNear(a: Affine, b: Affine): boolean {
  const linear = Math.hypot(a[0] - b[0], a[1] - b[1], a[3] - b[3], a[4] - b[4]);
  return linear < 0.05 && Math.hypot(a[2] - b[2], a[5] - b[5]) < NEAR_PX;
}

function outline(
  luma: Plane,
  agrees: Uint8Array,
  { x: left, y: top, width }: Agreement,
  map: Affine,
  log10Nfa: number,
): Copy | null {
  const { labels, count, sizes, starts } = labelComponents(agrees, width);
  let largest = 1;
  let areaPx = 0;
  for (let label = 1; label <= count; label++) {
    areaPx += sizes[label];
    if (sizes[label] > sizes[largest]) largest = label;
  }
  const first = traceOutline(labels, width, largest, starts[largest], OUTLINE_TOLERANCE_PX).map(
    ([x, y]): Corner => [left + x, top + y],
  );
  // Corners lie on pixel edges, the map speaks of pixel centres.
  const second = first.map(([x, y]): Corner => {
    const [u, v] = applyAffine(map, x - 0.5, y - 0.5);
    return [clamp(u + 0.5, luma.width), clamp(v + 0.5, luma.height)];
  });
  return { first, second, map, areaPx, log10Nfa };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
