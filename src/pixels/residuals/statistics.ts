import type { Raster } from '../plane.js';
import { type Arena, createArena } from './arena.js';
import { bendBoth, PATTERN_NAMES, writePatterns } from './patterns.js';
import { bendAlongRows, cutTile, halve, highPass, type IntegerPlane, type TilePlanes } from './planes.js';
import { chooseTiles, type Tile } from './tiles.js';

/** The statistics of one photo. */
export interface ResidualStatistics {
  /** In the order of `STATISTIC_NAMES`, 0..1. */
  readonly values: Float32Array;
  readonly tiles: readonly Tile[];
}

/** One name per statistic. */
export const STATISTIC_NAMES: readonly string[] = PATTERN_NAMES;

/**
 * How the fine structure of a photo is made: third-order co-occurrences of differences and high-passes at full, half
 * and quarter size, within luma and chroma and across channels. Sensors, decoders of generators, resamplers and
 * encoders each leave their own mixture; what the picture shows matters little.
 *
 * @param raster upright RGB
 * @returns null when a side is below 64 px; every value finite
 * @see Fridrich and Kodovský 2012, doi:10.1109/TIFS.2012.2190402 (co-occurrences of residuals). Classes also merge
 *   rows with columns.
 */
export function computeResidualStatistics(raster: Raster): ResidualStatistics | null {
  const tiles = chooseTiles(raster);
  if (tiles.length === 0) return null;
  const arena = createArena();
  const numbers = tiles.map((tile) => {
    arena.reset();
    return describeTile(cutTile(raster, tile, arena), arena);
  });
  return { values: poolTiles(numbers), tiles };
}

/** Square roots of the pattern frequencies of one tile, in the order of `STATISTIC_NAMES`. */
export function describeTile(tile: TilePlanes, arena: Arena): Float64Array {
  const out = new Float64Array(STATISTIC_NAMES.length);
  const planes = [tile.luma, tile.cb, tile.cr];
  const primaries = [tile.red, tile.green, tile.blue];
  const halves = planes.map((plane) => halve(plane, arena));
  const bends = [...planes, ...halves].map((plane) => bendBoth(plane, arena));
  const residuals = bends.map(({ rows }) => highPass(rows, arena));
  const sharpen = (plane: IntegerPlane) => highPass(bendAlongRows(plane, arena), arena);
  const patterns = {
    luma: tile.luma,
    halfLuma: halves[0],
    halfCb: halves[1],
    halfCr: halves[2],
    bends: {
      luma: bends[0],
      cb: bends[1],
      cr: bends[2],
      halfLuma: bends[3],
      halfCb: bends[4],
      halfCr: bends[5],
    },
    residuals: residuals.slice(0, 3),
    halfResiduals: residuals.slice(3),
    colours: primaries.map(sharpen),
    halfColours: primaries.map((plane) => sharpen(halve(plane, arena))),
  };
  writePatterns(patterns, out, arena);
  return out;
}

/** Pools tiles as one histogram: the root of the mean of the frequencies, of which the tiles hold the roots. */
export function poolTiles(tiles: readonly Float64Array[]): Float32Array {
  const out = new Float32Array(STATISTIC_NAMES.length);
  for (let i = 0; i < out.length; i++) {
    let frequency = 0;
    for (const tile of tiles) frequency += tile[i] * tile[i];
    out[i] = Math.sqrt(frequency / tiles.length);
  }
  return out;
}
