import type { Raster } from '../plane.js';
import type { Tile } from './tiles.js';

/** Red, green and blue of a tile as planes one after the other, 0..255: [3, height, width] of a tensor. */
export function readTileLevels({ data, width }: Raster, tile: Omit<Tile, 'texture'>): Float32Array {
  const area = tile.width * tile.height;
  const levels = new Float32Array(3 * area);
  for (let y = 0, o = 0; y < tile.height; y++) {
    let i = ((tile.y + y) * width + tile.x) * 3;
    for (let x = 0; x < tile.width; x++, o++, i += 3) {
      levels[o] = data[i];
      levels[o + area] = data[i + 1];
      levels[o + 2 * area] = data[i + 2];
    }
  }
  return levels;
}
