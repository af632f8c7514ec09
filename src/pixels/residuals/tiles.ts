import type { Raster } from '../plane.js';

/**
 * Side of a tile. Long enough that 125 bins of co-occurrences are well filled (36,864 pixels), short enough that a
 * tile is one material; a multiple of the 64 px window of the spectrum.
 */
export const TILE_PX = 192;

/** Smaller photos get tiles of a smaller multiple of this; below it nothing can be measured. */
const TILE_UNIT_PX = 64;

/** Places looked at, and the share of them that is kept: flat places say little, and every tile costs some milliseconds. */
const PLACES = 10;
const KEPT = 6;
/** Places that overlap each other several times over would only be counted twice. */
const PLACES_PER_TILE_AREA = 3;
/** Standard deviation of green, in levels, at or below which a place is flat; kept only where all are. */
export const FLAT_LEVELS = 4;
const KEPT_OF_FLAT = 4;

// Two-dimensional golden ratio: successive points fill the square evenly at any count, without a grid that could
// fall in step with a pattern in the photo. http://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/
const PLASTIC = 1.324717957244746;

/** Left upper corner and size, in pixels of the raster. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Standard deviation of green, in levels. */
  readonly texture: number;
}

/**
 * The most textured of evenly spread places, most textured first. Depends on nothing but the raster.
 *
 * @returns 1..6 tiles, all of one size; none when a side is below 64 px
 */
export function chooseTiles(raster: Raster): Tile[] {
  const width = tileSide(raster.width);
  const height = tileSide(raster.height);
  if (width === 0 || height === 0) return [];
  const room = Math.ceil((PLACES_PER_TILE_AREA * raster.width * raster.height) / (width * height));
  const places = Math.min(PLACES, Math.max(1, room - PLACES_PER_TILE_AREA + 1));
  const tiles = Array.from({ length: places }, (_, i) => {
    const x = Math.floor(((0.5 + (i + 1) / PLASTIC) % 1) * (raster.width - width + 1));
    const y = Math.floor(((0.5 + (i + 1) / PLASTIC ** 2) % 1) * (raster.height - height + 1));
    const place = { x, y, width, height };
    return { ...place, texture: greenDeviation(raster, place) };
  });
  tiles.sort((a, b) => b.texture - a.texture);
  const textured = tiles.filter(({ texture }) => texture > FLAT_LEVELS).slice(0, KEPT);
  return textured.length > 0 ? textured : tiles.slice(0, KEPT_OF_FLAT);
}

function tileSide(side: number): number {
  return Math.min(TILE_PX, TILE_UNIT_PX * Math.floor(side / TILE_UNIT_PX));
}

/** Standard deviation of every second green sample in every second row. */
function greenDeviation(raster: Raster, tile: Omit<Tile, 'texture'>): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = tile.y; y < tile.y + tile.height; y += 2) {
    const begin = (y * raster.width + tile.x) * 3 + 1;
    for (let i = begin; i < begin + tile.width * 3; i += 6) {
      const green = raster.data[i];
      sum += green;
      squares += green * green;
      count++;
    }
  }
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}
