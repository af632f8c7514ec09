import { subtractBoxMean } from '../pixels/box-mean.js';
import { createPlane, type Plane } from '../pixels/plane.js';
import { applyHomography, type Homography, invertHomography, type Point } from './homography.js';
import { sampleCubic } from './warp.js';

/** How many parts of a photo look like the reference where a map says so. */
export interface CellAgreement {
  /** Cells of the photo inside the reference that have texture to compare. */
  readonly textured: number;
  /** Those whose detail correlates with the reference's. */
  readonly agreeing: number;
  /** Centres of the agreeing cells in the reference. */
  readonly points: readonly Point[];
  /** Root mean square of the shifts at which agreeing cells correlate best, in photo pixels. */
  readonly rmsePx: number;
}

const CELL_PX = 16;
// Detail is what a mean over this radius leaves: layout and shading alone must not agree.
const DETAIL_RADIUS_PX = 4;
// Standard deviation of detail in grey levels below which a cell holds noise.
const LEAST_DETAIL = 1.5;
// Chance correlation of 256 neighbouring pixels of detail stays below 0.4 in 999 of 1000 cells.
const LEAST_CORRELATION = 0.6;

/**
 * Compares a photo with a reference cell by cell under a map, on band-passed luma.
 *
 * @param homography reference pixels → photo pixels
 */
export function measureCellAgreement(reference: Plane, photo: Plane, homography: Homography): CellAgreement {
  const inverse = invertHomography(homography);
  const warped = createPlane(photo.width, photo.height);
  const inside = new Uint8Array(warped.data.length);
  for (let y = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++) {
      const [u, v] = applyHomography(inverse, x, y);
      if (!(u >= 0 && v >= 0 && u <= reference.width - 1 && v <= reference.height - 1)) continue;
      const i = y * photo.width + x;
      warped.data[i] = sampleCubic(reference, u, v);
      inside[i] = 1;
    }
  }
  const expected = subtractBoxMean(warped, DETAIL_RADIUS_PX);
  const actual = subtractBoxMean(photo, DETAIL_RADIUS_PX);
  const points: Point[] = [];
  let textured = 0;
  let squares = 0;
  // One pixel of margin for the shifts that are tried.
  for (let y = 1; y + CELL_PX < photo.height; y += CELL_PX) {
    for (let x = 1; x + CELL_PX < photo.width; x += CELL_PX) {
      const cell = compareCell(expected, actual, inside, x, y);
      if (!cell) continue;
      textured++;
      if (cell.correlation < LEAST_CORRELATION) continue;
      points.push(applyHomography(inverse, x + CELL_PX / 2, y + CELL_PX / 2));
      squares += cell.shift ** 2;
    }
  }
  const agreeing = points.length;
  return { textured, agreeing, points, rmsePx: agreeing > 0 ? Math.sqrt(squares / agreeing) : 0 };
}

/** Correlation of one cell and the shift, at most a pixel, at which it would be highest; null without texture. */
function compareCell(a: Plane, b: Plane, inside: Uint8Array, x: number, y: number) {
  for (const corner of [0, CELL_PX - 1, (CELL_PX - 1) * a.width, (CELL_PX - 1) * (a.width + 1)])
    if (!inside[y * a.width + x + corner]) return null;
  const here = correlate(a, b, x, y, 0, 0);
  if (here === null) return null;
  const at = (dx: number, dy: number) => correlate(a, b, x, y, dx, dy) ?? -1;
  const shift = Math.hypot(vertex(at(-1, 0), here, at(1, 0)), vertex(at(0, -1), here, at(0, 1)));
  return { correlation: here, shift };
}

/** Normalized correlation of the cell of `a` with `b` shifted; null when either is flat there. */
function correlate(a: Plane, b: Plane, x: number, y: number, dx: number, dy: number): number | null {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let v = y; v < y + CELL_PX; v++) {
    const row = v * a.width;
    const shifted = (v + dy) * b.width + dx;
    for (let u = x; u < x + CELL_PX; u++) {
      const p = a.data[row + u];
      const q = b.data[shifted + u];
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const n = CELL_PX * CELL_PX;
  const varianceA = sumAA / n - (sumA / n) ** 2;
  const varianceB = sumBB / n - (sumB / n) ** 2;
  if (!(Math.min(varianceA, varianceB) > LEAST_DETAIL ** 2)) return null;
  return (sumAB / n - (sumA / n) * (sumB / n)) / Math.sqrt(varianceA * varianceB);
}

function vertex(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? Math.max(-1, Math.min(1, (before - after) / (2 * curvature))) : 0;
}
