import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';
import { labelComponents } from '../../matching/components.js';
import { log10BinomialTail } from '../../maths/binomial-tail.js';
import { scaledTable } from '../../maths/jpeg-quality.js';
import { createPlane, type Plane } from '../../pixels/plane.js';
import { measureRecompression, type WindowMap } from './recompression.js';

/** Qualities that are tried, 5 apart; the ends serve as neighbours alone. */
const QUALITIES = [35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

// A dip: compressing at the next higher quality would change the window by at least this factor more.
const DIP_FACTOR = 1.25;

// Windows that change by less (mean square, grey levels) are too smooth to dip.
const LEAST_CHANGE = 0.25;

// Dips of neighbouring windows share their texture: eight count as one trial (with four, 3 of 28 files without a
// part of their own fell below 10^-9).
const DEPENDENCE = 8;

// A picture that dips nearly everywhere was compressed at that quality as a whole: what stands out is texture.
const MOST_PICTURE_RATE = 0.15;

/** Row-major indices of the lowest frequencies but DC. */
const LOWEST = [1, 2, 8, 9, 10, 16, 17];

const LEAST_RATE = 0.01;
const LEAST_WINDOWS = 12;

/** A part that one quality changes less than its neighbouring qualities do. */
export interface Ghost {
  /** IJG quality tried. */
  readonly quality: number;
  /** Bounding box of the part in windows of 16 px, last ones included. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** Share of windows with a dip, in the box and in the whole picture. */
  readonly rate: number;
  readonly pictureRate: number;
  /** log10 of how many such boxes are expected by chance if dips fell independently of their place. */
  readonly log10Nfa: number;
}

/** Ghosts of a whole picture. */
interface Ghosts {
  /** The least probable one; null where none is expected less than once. */
  readonly best: Ghost | null;
  /** One value per window: depth of the dip at the quality of `best`, 0..1; all 0 without one. */
  readonly map: Plane;
}

/**
 * Compresses the picture again at several qualities and looks for a part that one of them changes less than both
 * neighbouring ones do, where the rest of the picture does not: it was compressed at that quality before, more
 * coarsely than the picture is now.
 *
 * @param steps quantization of the file, 64 values, row-major
 * @see Farid, Exposing digital forgeries from JPEG ghosts, IEEE TIFS 4(1) 2009, doi:10.1109/TIFS.2008.2012215.
 *   Deviations: luma alone; only the grid of the file, so a part that lies off it shows no ghost; windows do not
 *   overlap; the part is not drawn by hand and compared by Kolmogorov–Smirnov, but found as a connected group of
 *   dips and tested against their rate in the whole picture.
 */
export function findGhosts(component: DctComponent, steps: Uint16Array): Ghosts {
  const changes = QUALITIES.map((quality) =>
    measureRecompression(component, steps, scaledTable(quality, 'luma')),
  );
  const { width, height } = changes[0];
  if (width === 0 || height === 0) return { best: null, map: createPlane(1, 1) };
  let best: { ghost: Ghost; dips: Float64Array } | null = null;
  for (let index = 1; index + 1 < QUALITIES.length; index++) {
    if (isFiner(QUALITIES[index], steps)) break;
    const dips = measureDips(changes[index - 1], changes[index], changes[index + 1]);
    for (const ghost of testGroups(dips, width, QUALITIES[index]))
      if (ghost.log10Nfa < (best?.ghost.log10Nfa ?? 0)) best = { ghost, dips };
  }
  return {
    best: best?.ghost ?? null,
    map: createPlane(width, height, best ? Float32Array.from(best.dips) : undefined),
  };
}

/** Whether a quality changes next to nothing because the file itself is at least as coarse, in the lowest steps. */
function isFiner(quality: number, steps: Uint16Array): boolean {
  const table = scaledTable(quality, 'luma');
  return LOWEST.reduce((sum, i) => sum + table[i] - steps[i], 0) <= LOWEST.length / 2;
}

/** Depth of the dip in each window: 0 without one, 1 when this quality changes nothing. */
function measureDips(lower: WindowMap, own: WindowMap, higher: WindowMap): Float64Array {
  return own.data.map((change, i) => {
    const beside = Math.min(lower.data[i], higher.data[i]);
    return beside >= LEAST_CHANGE && change * DIP_FACTOR <= beside ? 1 - change / beside : 0;
  });
}

function testGroups(dips: Float64Array, width: number, quality: number): Ghost[] {
  const height = dips.length / width;
  const mask = Uint8Array.from(dips, (depth) => Number(depth > 0));
  const total = mask.reduce((sum, dip) => sum + dip, 0);
  const pictureRate = total / dips.length;
  if (pictureRate > MOST_PICTURE_RATE) return [];
  const { labels, count, sizes } = labelComponents(mask, width);
  const boxes = Array.from({ length: count + 1 }, () => [width, height, -1, -1]);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    const box = boxes[labels[i]];
    const x = i % width;
    const y = (i - x) / width;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  const log10Tests = Math.log10(((QUALITIES.length - 2) * (width * (width + 1) * height * (height + 1))) / 4);
  const ghosts: Ghost[] = [];
  for (let label = 1; label <= count; label++) {
    if (sizes[label] < LEAST_WINDOWS) continue;
    const [left, top, right, bottom] = boxes[label];
    const windows = (right - left + 1) * (bottom - top + 1);
    const log10Chance = log10BinomialTail(
      Math.floor(sizes[label] / DEPENDENCE),
      Math.ceil(windows / DEPENDENCE),
      Math.min(0.99, Math.max(LEAST_RATE, pictureRate)),
    );
    ghosts.push({
      quality,
      box: [left, top, right, bottom],
      rate: sizes[label] / windows,
      pictureRate,
      log10Nfa: log10Tests + log10Chance,
    });
  }
  return ghosts;
}
