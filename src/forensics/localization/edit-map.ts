import { boxMean } from '../../pixels/box-mean.js';
import type { Plane, Raster } from '../../pixels/plane.js';
import { readTileLevels } from '../../pixels/residuals/tile-levels.js';
import { shrinkRaster } from '../../pixels/resize.js';
import { type Inconsistency, smoothMap } from '../noise/inconsistency.js';

/** Where a photo looks edited, cell by cell of 8 px, or of more in photos above 1 Mpx. */
export interface EditMap {
  /** 0..1 per cell. */
  readonly map: Plane;
  /** 0..1 per cell: how probably the network is right there, as it learned from its own errors. */
  readonly confidence: Plane;
}

/** Log-odds per cell of 8 px, row-major: of edited, and of being right. */
export interface NetworkAnswer {
  readonly map: Float32Array;
  readonly trust: Float32Array;
}

/**
 * The network of models/localization.
 *
 * @param levels red, green and blue of a picture as planes one after the other, 0..255
 * @param width of it in pixels, a multiple of 8, as its `height`
 */
export type AskNetwork = (levels: Float32Array, width: number, height: number) => Promise<NetworkAnswer>;

/** Side of a cell of the network, in pixels of what it is shown. */
const NETWORK_CELL_PX = 8;
/** The network sees the picture a second time at this size: it errs differently there. */
const SECOND_SCALE = 0.75;
/** The network's answer speckles less than single windows do: means over 3 × 3 cells. */
const SMOOTHING_CELLS = 1;
/** Say of the network beside that of the distances, chosen on the training store's local edits. */
const NETWORK_SHARE = 0.4;

/**
 * Joins two answers to the same question: how unlike the rest of the photo each window's residual is, which nobody
 * taught, and what a network makes of a cell's residual beside those of the whole photo, which learned from edits.
 */
export async function mapEdits(
  raster: Raster,
  inconsistency: Inconsistency,
  network: AskNetwork,
): Promise<EditMap> {
  const grid = inconsistency.map;
  // Larger cells are the network's own of a smaller picture, so that both maps have one grid.
  const shown = shrink(raster, (side) => Math.floor((side * NETWORK_CELL_PX) / inconsistency.cellPx));
  const second = shrink(shown, (side) => Math.floor(side * SECOND_SCALE));
  const coarse = {
    width: Math.floor(second.width / NETWORK_CELL_PX),
    height: Math.floor(second.height / NETWORK_CELL_PX),
  };
  const answer = await ask(network, shown, grid);
  const again = await ask(network, second, coarse);
  const join = (name: keyof NetworkAnswer): Plane => {
    const data = resample({ ...coarse, data: again[name] }, grid, SECOND_SCALE);
    for (let i = 0; i < data.length; i++) data[i] = toProbability((answer[name][i] + data[i]) / 2);
    return boxMean({ width: grid.width, height: grid.height, data }, SMOOTHING_CELLS);
  };
  const learned = join('map');
  const data = smoothMap(grid).data.map((value, i) => value + NETWORK_SHARE * (learned.data[i] - value));
  return { map: { width: grid.width, height: grid.height, data }, confidence: join('trust') };
}

function shrink(raster: Raster, scale: (side: number) => number): Raster {
  return shrinkRaster(raster, scale(raster.width), scale(raster.height));
}

/** @param cells whole cells of the picture */
async function ask(network: AskNetwork, picture: Raster, cells: Pick<Plane, 'width' | 'height'>) {
  const [width, height] = [cells.width * NETWORK_CELL_PX, cells.height * NETWORK_CELL_PX];
  return network(readTileLevels(picture, { x: 0, y: 0, width, height }), width, height);
}

/**
 * Bilinear, between the centres of cells; beyond the outermost of them their own value.
 *
 * @param scale cells of `from` in a cell of what is made
 */
function resample(
  from: Plane,
  { width, height }: Pick<Plane, 'width' | 'height'>,
  scale: number,
): Float32Array {
  const out = new Float32Array(width * height);
  const columns = between(width, from.width, scale);
  for (const [y, { low: top, high: bottom, share: down }] of between(height, from.height, scale).entries())
    for (const [x, { low, high, share }] of columns.entries()) {
      const line = (row: number) => {
        const left = from.data[row * from.width + low];
        return left + share * (from.data[row * from.width + high] - left);
      };
      const upper = line(top);
      out[y * width + x] = upper + down * (line(bottom) - upper);
    }
  return out;
}

/** For each of `count` places along a side the two of `given` that it lies between. */
function between(count: number, given: number, scale: number) {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.max(0, Math.min(given - 1, (i + 0.5) * scale - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(given - 1, low + 1), share: at - low };
  });
}

function toProbability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
