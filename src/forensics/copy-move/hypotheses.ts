import { labelComponents } from '../../matching/components.js';
import { solveLinearSystem } from '../../maths/linear-system.js';
import { type Affine, applyAffine, zoomRange } from './affine.js';
import type { NearestField } from './nearest-field.js';

/** Pixels whose neighbours continue one map, and that map. */
export interface Hypothesis {
  /** From the pixels to their likeness elsewhere. */
  readonly map: Affine;
  /** The pixels, by index. */
  readonly pixels: Int32Array;
}

/** Disc over which the field has to be linear; every second pixel is looked at. */
const RADIUS_PX = 5;
/** Largest root mean square deviation from a linear field, px. */
const MOST_DEVIATION_PX = 1.5;
/** Share of the disc that has to fit: turned and zoomed copies have many wrong neighbours. */
const LEAST_SHARE = 0.5;
/** Fewer pixels than this are chance. */
const LEAST_PIXELS = 60;
/** Copies are pasted at up to this zoom, or its inverse. */
const MOST_ZOOM = 2;
/**
 * How far a map may be from moving, turning and zooming alone. Pasted parts keep their proportions; edges give maps that
 * do not, and so do equal products that stand side by side in perspective (0.065 on a shelf of milk cartons).
 */
const MOST_SHEAR = 0.05;
const MOST_HYPOTHESES = 48;
const ROUNDS = 4;
const TOLERANCE_PX = 2;

/**
 * Parts of the nearest-neighbour field that one affine map explains.
 *
 * The squared error of a linear fit to most neighbours of a pixel is small inside a copied part and large where
 * neighbours are similar by chance. Connected pixels of small error give one hypothesis; a robust fit over them gives its map.
 *
 * @returns largest first, at most 48; maps that mirror, shear or zoom beyond two are left out
 * @see Cozzolino, Poggi, Verdoliva 2015, section IV (dense linear fitting), doi:10.1109/TIFS.2015.2455334
 */
export function listHypotheses(field: NearestField): Hypothesis[] {
  const linear = markLinear(field);
  const { labels, count, sizes } = labelComponents(linear, field.width);
  const places: number[][] = Array.from({ length: count + 1 }, () => []);
  for (let i = 0; i < labels.length; i++)
    if (labels[i] > 0 && sizes[labels[i]] >= LEAST_PIXELS) places[labels[i]].push(i);
  const order = places.filter(({ length }) => length > 0).sort((a, b) => b.length - a.length);
  return order.slice(0, MOST_HYPOTHESES).flatMap((pixels) => {
    const map = fitRobustly(pixels, field);
    if (!map) return [];
    const [least, most] = zoomRange(map);
    if (least < 1 / MOST_ZOOM || most > MOST_ZOOM || shearOf(map) > MOST_SHEAR) return [];
    return [{ map, pixels: Int32Array.from(pixels) }];
  });
}

/** Distance of a map's linear part from the nearest turn and zoom, over that zoom; 1 and more for mirrorings. */
function shearOf([a, b, , d, e]: Affine): number {
  return Math.hypot(a - e, b + d) / Math.hypot(a + e, d - b);
}

function markLinear({ width, height, nearest }: NearestField): Uint8Array {
  const marks = new Uint8Array(nearest.length);
  const columns = Int16Array.from(nearest, (j) => (j < 0 ? NOWHERE : j % width));
  const rows = Int16Array.from(nearest, (j) => (j < 0 ? NOWHERE : Math.floor(j / width)));
  const sums = new Float64Array(SUMS);
  for (let y = RADIUS_PX; y < height - RADIUS_PX; y++) {
    for (let x = RADIUS_PX; x < width - RADIUS_PX; x++) {
      const i = y * width + x;
      if (columns[i] === NOWHERE) continue;
      sums.fill(0);
      for (const [dx, dy] of DISC) {
        const j = i + dy * width + dx;
        const u = columns[j] - columns[i] - dx;
        const v = rows[j] - rows[i] - dy;
        // Half a turn moves a neighbour's shift by twice its distance.
        if (u * u + v * v > 4 * (dx * dx + dy * dy) + 4) continue;
        sums[0]++;
        sums[1] += dx;
        sums[2] += dy;
        sums[3] += dx * dx;
        sums[4] += dx * dy;
        sums[5] += dy * dy;
        addShift(sums, 6, u, dx, dy);
        addShift(sums, 10, v, dx, dy);
      }
      if (sums[0] < LEAST_SHARE * DISC.length) continue;
      const error = residualOf(sums, 6) + residualOf(sums, 10);
      if (error <= 2 * MOST_DEVIATION_PX ** 2 * sums[0]) marks[i] = 1;
    }
  }
  return marks;
}

/** Marks pixels without a neighbour; far from any column or row. */
const NOWHERE = -32768;
const SUMS = 14;
const DISC: readonly (readonly [number, number])[] = (() => {
  const offsets: [number, number][] = [];
  for (let dy = -RADIUS_PX; dy <= RADIUS_PX; dy++)
    for (let dx = -RADIUS_PX; dx <= RADIUS_PX; dx++)
      if ((dx + dy) % 2 === 0 && dx * dx + dy * dy <= RADIUS_PX ** 2) offsets.push([dx, dy]);
  return offsets;
})();

function addShift(sums: Float64Array, at: number, shift: number, dx: number, dy: number): void {
  sums[at] += shift;
  sums[at + 1] += shift * dx;
  sums[at + 2] += shift * dy;
  sums[at + 3] += shift * shift;
}

/** What a plane through the shifts leaves of their squares. */
function residualOf(sums: Float64Array, at: number): number {
  const n = sums[0];
  const xx = sums[3] - (sums[1] * sums[1]) / n;
  const xy = sums[4] - (sums[1] * sums[2]) / n;
  const yy = sums[5] - (sums[2] * sums[2]) / n;
  const xs = sums[at + 1] - (sums[1] * sums[at]) / n;
  const ys = sums[at + 2] - (sums[2] * sums[at]) / n;
  const left = sums[at + 3] - (sums[at] * sums[at]) / n;
  const determinant = xx * yy - xy * xy;
  if (determinant <= 1e-9) return left;
  return left - (xs * xs * yy - 2 * xs * ys * xy + ys * ys * xx) / determinant;
}

/** Least squares, then again without what lies off the map. */
function fitRobustly(pixels: readonly number[], { width, nearest }: NearestField): Affine | null {
  let kept = pixels;
  let map: Affine | null = null;
  for (let round = 0; round < ROUNDS && kept.length >= LEAST_PIXELS / 2; round++) {
    map = fitAffine(kept, nearest, width);
    if (!map) return null;
    const current = map;
    const tolerance = TOLERANCE_PX * 2 ** (ROUNDS - 1 - round);
    kept = pixels.filter((i) => {
      const [u, v] = applyAffine(current, i % width, Math.floor(i / width));
      return Math.hypot(u - (nearest[i] % width), v - Math.floor(nearest[i] / width)) <= tolerance;
    });
  }
  return kept.length >= LEAST_PIXELS / 2 ? map : null;
}

function fitAffine(pixels: readonly number[], nearest: Int32Array, width: number): Affine | null {
  const normal = new Float64Array(9);
  const rightU = new Float64Array(3);
  const rightV = new Float64Array(3);
  const x0 = pixels[0] % width;
  const y0 = Math.floor(pixels[0] / width);
  for (const i of pixels) {
    const row = [(i % width) - x0, Math.floor(i / width) - y0, 1];
    const u = nearest[i] % width;
    const v = Math.floor(nearest[i] / width);
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) normal[r * 3 + c] += row[r] * row[c];
      rightU[r] += row[r] * u;
      rightV[r] += row[r] * v;
    }
  }
  const first = solveLinearSystem(normal.slice(), rightU);
  const second = solveLinearSystem(normal, rightV);
  if (!first || !second) return null;
  const [a, b, c] = first;
  const [d, e, f] = second;
  return [a, b, c - a * x0 - b * y0, d, e, f - d * x0 - e * y0];
}
