import type { PyramidLevel } from './pyramid.js';

/** A blob or corner that stands out in position and scale. */
export interface Keypoint {
  /** Index of the pyramid level it was found in. */
  readonly level: number;
  /** Position in pixels of that level, sub-pixel. */
  readonly x: number;
  readonly y: number;
  /** Radius of the structure in level pixels. */
  readonly scale: number;
  /** Determinant of the Hessian in grey levels² per level pixel⁴. */
  readonly response: number;
}

// Weakest structure worth keeping: blobs of about 2 grey levels after smoothing, the amplitude of JPEG ringing
// at quality 75. Lower values add points that do not survive one recompression.
const LEAST_RESPONSE = 1.5;
// Keypoints nearer to the border of their level have no whole descriptor patch around them.
const BORDER_PX = 6;
// Standard deviation of a blob that answers most strongly at a level: smoothing 1 px, pixel area and averaging.
export const LEVEL_SCALE_PX = 1.2;
// The picture is divided into GRID × GRID cells, which take turns in handing in their strongest points, so that
// one busy corner cannot use up all points and alterations elsewhere stay covered.
const GRID = 12;

/**
 * Finds extrema of the determinant of the Hessian over position and scale.
 *
 * Deviation from the paper: only the determinant's maxima are taken (blobs and corners), scales are half an octave
 * apart, and scale is refined by a parabola through the three levels.
 *
 * @param levels pyramid, finest first
 * @param limit most keypoints to return
 * @returns keypoints in the order in which the grid cells hand them in: any prefix is spread over the picture
 * @see Mikolajczyk & Schmid, Scale & affine invariant interest point detectors, IJCV 2004,
 *   doi:10.1023/B:VISI.0000027790.02288.f2
 */
export function detectKeypoints(levels: readonly PyramidLevel[], limit: number): Keypoint[] {
  const responses = levels.map(({ plane }) => hessianDeterminant(plane.data, plane.width, plane.height));
  const found: Keypoint[] = [];
  for (let level = 0; level < levels.length; level++) collectMaxima(levels, responses, level, found);
  return spread(found, levels, limit);
}

function hessianDeterminant(data: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let y = 1; y < height - 1; y++) {
    const begin = y * width + 1;
    const end = y * width + width - 1;
    // The 3 × 3 window slides: three reads per pixel instead of nine.
    let a = data[begin - width - 1];
    let d = data[begin - 1];
    let g = data[begin + width - 1];
    let b = data[begin - width];
    let e = data[begin];
    let h = data[begin + width];
    for (let i = begin; i < end; i++) {
      const c = data[i - width + 1];
      const f = data[i + 1];
      const k = data[i + width + 1];
      const twice = 2 * e;
      const xy = (a + k - c - g) * 0.25;
      out[i] = (d + f - twice) * (b + h - twice) - xy * xy;
      a = b;
      d = e;
      g = h;
      b = c;
      e = f;
      h = k;
    }
  }
  return out;
}

function collectMaxima(
  levels: readonly PyramidLevel[],
  responses: readonly Float32Array[],
  level: number,
  found: Keypoint[],
): void {
  const { width, height } = levels[level].plane;
  const response = responses[level];
  for (let y = BORDER_PX; y < height - BORDER_PX; y++) {
    for (let x = BORDER_PX; x < width - BORDER_PX; x++) {
      const i = y * width + x;
      const value = response[i];
      if (value < LEAST_RESPONSE || !isMaximum(response, i, width)) continue;
      const finer = level > 0 ? neighbourMaximum(levels, responses, level, level - 1, x, y) : 0;
      if (finer > value) continue;
      const coarser =
        level + 1 < levels.length ? neighbourMaximum(levels, responses, level, level + 1, x, y) : 0;
      if (coarser > value) continue;
      const dx = vertex(response[i - 1], value, response[i + 1]);
      const dy = vertex(response[i - width], value, response[i + width]);
      const scale = LEVEL_SCALE_PX * 2 ** (vertex(finer, value, coarser) / 2);
      found.push({ level, x: x + dx, y: y + dy, scale, response: value });
    }
  }
}

/** Strictly above the neighbours that precede in reading order, at least equal to those that follow. */
function isMaximum(r: Float32Array, i: number, width: number): boolean {
  const value = r[i];
  return (
    value > r[i - 1] &&
    value >= r[i + 1] &&
    value > r[i - width] &&
    value > r[i - width - 1] &&
    value > r[i - width + 1] &&
    value >= r[i + width] &&
    value >= r[i + width - 1] &&
    value >= r[i + width + 1]
  );
}

/** Largest response of the 3 × 3 pixels around the same place in another level. */
function neighbourMaximum(
  levels: readonly PyramidLevel[],
  responses: readonly Float32Array[],
  from: number,
  to: number,
  x: number,
  y: number,
): number {
  const { width, height } = levels[to].plane;
  const column = Math.round(((x + 0.5) * levels[from].stepX) / levels[to].stepX - 0.5);
  const row = Math.round(((y + 0.5) * levels[from].stepY) / levels[to].stepY - 0.5);
  const response = responses[to];
  let largest = 0;
  for (let v = Math.max(0, row - 1); v <= Math.min(height - 1, row + 1); v++) {
    for (let u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++) {
      largest = Math.max(largest, response[v * width + u]);
    }
  }
  return largest;
}

/** Position of the top of the parabola through three equidistant values, −0.5..0.5; 0 when they are level. */
function vertex(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
}

function spread(found: readonly Keypoint[], levels: readonly PyramidLevel[], limit: number): Keypoint[] {
  const { width, height } = levels[0].plane;
  const cells: Keypoint[][] = Array.from({ length: GRID * GRID }, () => []);
  for (const keypoint of found) {
    const { stepX, stepY } = levels[keypoint.level];
    const column = Math.min(GRID - 1, Math.floor(((keypoint.x + 0.5) * stepX * GRID) / width));
    const row = Math.min(GRID - 1, Math.floor(((keypoint.y + 0.5) * stepY * GRID) / height));
    cells[row * GRID + column].push(keypoint);
  }
  for (const cell of cells) cell.sort(strongestFirst);
  const chosen: Keypoint[] = [];
  for (let round = 0; chosen.length < limit; round++) {
    const handedIn = cells.flatMap((cell) => (round < cell.length ? [cell[round]] : []));
    if (handedIn.length === 0) break;
    handedIn.sort(strongestFirst);
    chosen.push(...handedIn.slice(0, limit - chosen.length));
  }
  return chosen;
}

/** Ties are broken by place, so that the order never depends on how points were collected. */
function strongestFirst(a: Keypoint, b: Keypoint): number {
  return b.response - a.response || a.level - b.level || a.y - b.y || a.x - b.x;
}
