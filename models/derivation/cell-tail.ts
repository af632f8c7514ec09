import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { computeMatchView } from '../../src/artifacts/match-view.js';
import { comparePixels, type PixelComparison } from '../../src/artifacts/pixel-comparison.js';
import { computeView } from '../../src/artifacts/view.js';
import { registerViews } from '../../src/matching/registration.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { readJsonLines } from '../data/index-row.js';
import type { PairRow } from './pairs.js';

// How strong does the evidence of change get where nothing changed? Prints the table that
// src/matching/change-cells.ts holds as CELL_TAIL, from the unpainted cells of the copies that pairs.ts made, and
// how many regions the present table reports away from the paint.
//
//     npx tsx models/derivation/cell-tail.ts --pairs DIR

const LOG10_SHARES = [-0.5, -1, -1.5, -2, -2.5, -3, -3.5, -4];
/** Cells this near to paint may feel its test windows and the blur of recompression. */
const MARGIN_PX = 24;

const { values } = parseArgs({ options: { pairs: { type: 'string' } } });
const folder = values.pairs;
if (!folder) throw new Error('expected --pairs');

const strengths: number[] = [];
let pictures = 0;
let falseRegions = 0;
let picturesWithFalse = 0;
for (const pair of readJsonLines<PairRow>(join(folder, 'pairs.jsonl')).filter(({ derived }) => derived)) {
  const compared = await compare(pair);
  if (!compared || compared.derivation.logOdds < 0) continue;
  const { width, height } = compared.change.map;
  const paint = await readMask(pair, width, height);
  const { cells } = compared.change;
  const cellPx = width / cells.width;
  pictures++;
  for (let i = 0; i < cells.data.length; i++) {
    const x = Math.floor(((i % cells.width) + 0.5) * cellPx);
    const y = Math.floor((Math.floor(i / cells.width) + 0.5) * cellPx);
    if (cells.data[i] > 0 && !isNear(paint, width, height, x, y)) strengths.push(cells.data[i]);
  }
  const away = compared.change.regions.filter(
    ({ polygon }) => !polygon.some(([x, y]) => isNear(paint, width, height, Math.round(x), Math.round(y))),
  ).length;
  falseRegions += away;
  if (away > 0) picturesWithFalse++;
}
strengths.sort((a, b) => a - b);
console.log(`${pictures} copies, ${strengths.length} unpainted cells`);
console.log(`regions away from the paint: ${falseRegions} in ${picturesWithFalse} of ${pictures} pictures`);
for (const log10Share of LOG10_SHARES) {
  const at = Math.floor((1 - 10 ** log10Share) * strengths.length);
  console.log(`[${strengths[at].toFixed(2)}, ${log10Share}]`);
}

async function compare(pair: PairRow): Promise<PixelComparison | null> {
  const view = async (name: string) =>
    computeView((await ingestPhoto(readFileSync(join(folder as string, `${pair.id}-${name}`)))).raster);
  const photo = await view('photo');
  const reference = await view('reference.jpg');
  const registration = registerViews(computeMatchView(reference), computeMatchView(photo));
  return comparePixels({ index: 0, registration, view: reference }, photo);
}

/** The true mask at the size of the view; all clear for plain copies. */
async function readMask(pair: PairRow, width: number, height: number): Promise<Uint8Array> {
  const mask = new Uint8Array(width * height);
  const path = join(folder as string, `${pair.id}-mask.png`);
  if (!existsSync(path)) return mask;
  const raster = await decodeRaster(readFileSync(path), { maxPixels: 64e6, timeoutMs: 10_000 });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sx = Math.floor((x * raster.width) / width);
      const sy = Math.floor((y * raster.height) / height);
      mask[y * width + x] = raster.data[(sy * raster.width + sx) * 3] > 127 ? 1 : 0;
    }
  }
  return mask;
}

function isNear(mask: Uint8Array, width: number, height: number, x: number, y: number): boolean {
  for (let dy = -MARGIN_PX; dy <= MARGIN_PX; dy += 2) {
    for (let dx = -MARGIN_PX; dx <= MARGIN_PX; dx += 2) {
      const px = x + dx;
      const py = y + dy;
      if (px >= 0 && py >= 0 && px < width && py < height && mask[py * width + px]) return true;
    }
  }
  return false;
}
