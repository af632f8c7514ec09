import { type Heap, inHeap } from '../../kernels/heap.js';
import type { Raster } from '../plane.js';
import {
  BLOCK_NAMES,
  LUMA_BIN_NAMES,
  MOMENT_NAMES,
  STEP_NAMES,
  writeBlockEnergies,
  writeCorrelations,
  writeLumaBins,
  writeMoments,
  writeSteps,
} from './moments.js';
import { PATTERN_NAMES, POOLED_ONLY, writePatterns } from './patterns.js';
import { bendAlongRows, cutTile, halve, highPass, type IntegerPlane, type TilePlanes } from './planes.js';
import { computeSpectra, SPECTRUM_NAMES, writeSpectrum } from './spectrum.js';
import { bendBoth } from './symbols.js';
import { chooseTiles, type Tile } from './tiles.js';

/** The statistics of one photo. */
export interface ResidualStatistics {
  /** In the order of `PATTERN_NAMES`: all tiles as one histogram. */
  readonly patterns: Float32Array;
  /** In the order of `STATISTIC_NAMES`: means and spreads over tiles. */
  readonly values: Float32Array;
  readonly tiles: readonly Tile[];
}

const RESIDUALS: readonly string[] = ['luma', 'cb', 'cr', 'half-luma', 'half-cb', 'half-cr'];
const NUMBER_NAMES: readonly string[] = [
  ...RESIDUALS.flatMap((name) => MOMENT_NAMES.map((moment) => `${name}-${moment}`)),
  'half-over-full',
  'cb-over-luma',
  'cr-over-luma',
  'half-over-full-cr',
  'luma-cb',
  'luma-cr',
  'cb-cr',
  'red-green',
  'red-blue',
  'green-blue',
  ...SPECTRUM_NAMES.map((name) => `luma-${name}`),
  ...SPECTRUM_NAMES.map((name) => `cr-${name}`),
  ...BLOCK_NAMES,
  ...LUMA_BIN_NAMES,
  ...STEP_NAMES,
];

/** Places among the patterns of those whose means are told as well. */
const AVERAGED: readonly number[] = PATTERN_NAMES.flatMap((name, i) =>
  POOLED_ONLY.some((set) => name.startsWith(`${set}-`)) ? [] : [i],
);

/** One name per statistic: the mean over tiles of patterns and plain numbers, then the spread of the plain numbers. */
export const STATISTIC_NAMES: readonly string[] = [
  ...AVERAGED.map((i) => PATTERN_NAMES[i]),
  ...NUMBER_NAMES,
  ...NUMBER_NAMES.map((name) => `spread-${name}`),
];

/**
 * How the fine structure of a photo is made: third-order co-occurrences of differences at full, half and quarter
 * size, strength and shape of residuals, their correlation between channels and neighbours, the fall-off and the
 * peaks of the spectrum. Sensors, decoders of generators, resamplers and encoders each leave their own mixture;
 * what the picture shows matters little.
 *
 * @param raster upright RGB
 * @returns null when a side is below 64 px; every value finite
 * @see Fridrich and Kodovský 2012, doi:10.1109/TIFS.2012.2190402 (co-occurrences of residuals); Corvi et al. 2023,
 *   arXiv:2304.06408 (spectral traces of generators). Classes also merge rows with columns.
 */
export function computeResidualStatistics(raster: Raster): ResidualStatistics | null {
  const tiles = chooseTiles(raster);
  if (tiles.length === 0) return null;
  const numbers = tiles.map((tile) =>
    inHeap(TILE_BYTES * tile.width * tile.height, (heap) => describeTile(cutTile(raster, tile, heap), heap)),
  );
  return { patterns: poolPatterns(numbers), values: poolTiles(numbers), tiles };
}

// All planes and symbols of a tile: about 80 bytes a pixel, and what lies between them.
const TILE_BYTES = 160;

/** All numbers of one tile: patterns, then plain numbers; a luma bin without pixels is NaN. */
export function describeTile(tile: TilePlanes, heap: Heap): Float64Array {
  const out = new Float64Array(PATTERN_NAMES.length + NUMBER_NAMES.length);
  const planes = [tile.luma, tile.cb, tile.cr];
  const halves = planes.map((plane) => halve(plane, heap));
  const bends = [...planes, ...halves].map((plane) => bendBoth(plane, heap));
  const residuals = bends.map(({ rows }) => highPass(rows, heap));
  const primaries = [tile.red, tile.green, tile.blue];
  const sharpen = (plane: IntegerPlane) => highPass(bendAlongRows(plane, heap), heap);
  const colours = primaries.map(sharpen);
  const [luma, , cr] = residuals;
  const patterns = {
    luma: tile.luma,
    halfLuma: halves[0],
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
    colours,
    halfColours: primaries.map((plane) => sharpen(halve(plane, heap))),
  };
  let o = writePatterns(patterns, out, heap);

  const moments = o;
  for (const residual of residuals) o = writeMoments(residual, out, o);
  const strength = (index: number) => out[moments + index * MOMENT_NAMES.length];
  out[o++] = strength(3) - strength(0);
  out[o++] = strength(1) - strength(0);
  out[o++] = strength(2) - strength(0);
  out[o++] = strength(5) - strength(2);
  o = writeCorrelations(residuals, out, o);
  o = writeCorrelations(colours, out, o);
  for (const power of computeSpectra(tile.luma, tile.cr)) o = writeSpectrum(power, out, o);
  o = writeBlockEnergies(luma, cr, out, o);
  o = writeLumaBins(tile.luma, luma, out, o);
  writeSteps(tile.luma, out, o);
  return out;
}

/** Pools the patterns of tiles as one histogram: roots of mean frequencies, of which the tiles hold the roots. */
export function poolPatterns(tiles: readonly Float64Array[]): Float32Array {
  return Float32Array.from(PATTERN_NAMES, (_, i) => {
    let frequency = 0;
    for (const tile of tiles) frequency += tile[i] * tile[i];
    return Math.sqrt(frequency / tiles.length);
  });
}

/** Mean over tiles, then standard deviation over tiles of the plain numbers; NaNs left out, 0 where all are NaN. */
export function poolTiles(tiles: readonly Float64Array[]): Float32Array {
  const out = new Float32Array(STATISTIC_NAMES.length);
  for (const [o, i] of AVERAGED.entries())
    out[o] = tiles.reduce((sum, tile) => sum + tile[i], 0) / tiles.length;
  for (let k = 0; k < NUMBER_NAMES.length; k++) {
    let sum = 0;
    let squares = 0;
    let count = 0;
    for (const tile of tiles) {
      const value = tile[PATTERN_NAMES.length + k];
      if (Number.isNaN(value)) continue;
      sum += value;
      squares += value * value;
      count++;
    }
    if (count === 0) continue;
    const mean = sum / count;
    const o = AVERAGED.length + k;
    out[o] = mean;
    out[o + NUMBER_NAMES.length] = Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
  return out;
}
