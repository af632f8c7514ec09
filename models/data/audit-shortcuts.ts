// Tells how well a class can be guessed from what laundering should have levelled:
//
//   tsx models/data/audit-shortcuts.ts [--store DIR] [--views 1500] [--seed 0]
//
// For each property of the delivered file, the AUC between pristine and altered rows drawn by their sampling weight,
// with its standard error; 0.5 is chance. Bytes per pixel measures content as well (smooth pictures compress better)
// and is printed for comparison only.
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { type IndexRow, objectPath, readIndex } from './index-row.js';
import { type LaunderedPicture, launder } from './launder.js';
import { createRandom } from './random-source.js';

const PROPERTIES: Readonly<Record<string, (view: LaunderedPicture) => number>> = {
  'long side': (view) => Math.max(view.width, view.height),
  'short side': (view) => Math.min(view.width, view.height),
  pixels: (view) => view.width * view.height,
  'aspect ratio': (view) => view.width / view.height,
  'first scale': (view) =>
    (view.recipe.sizes[0]?.width ?? view.recipe.window.width) / view.recipe.window.width,
  'number of resamplings': (view) => view.recipe.sizes.length,
  quality: (view) => view.recipe.encodings[view.recipe.encodings.length - 1].quality,
  'is JPEG': (view) => Number(view.format === 'jpeg'),
  'number of saves': (view) => view.recipe.encodings.length,
  'bytes per pixel': (view) => view.bytes.length / (view.width * view.height),
};

const { values: options } = parseArgs({
  options: {
    store: { type: 'string', default: join(tmpdir(), 'claimlens-data') },
    views: { type: 'string', default: '1500' },
    seed: { type: 'string', default: '0' },
  },
});
sharp.concurrency(1);
await audit(options.store, Number(options.views), options.seed);

async function audit(store: string, views: number, seed: string): Promise<void> {
  const rows = readIndex(store).filter((row) => !row.pair);
  const classes = {
    pristine: rows.filter((row) => row.role === 'pristine'),
    generated: rows.filter((row) => row.role === 'generated' || row.role === 'edited'),
  };
  const measured = {
    pristine: await laundered(store, drawRows(classes.pristine, views / 2, `${seed}/pristine`), seed),
    generated: await laundered(store, drawRows(classes.generated, views / 2, `${seed}/generated`), seed),
  };
  console.log(
    `property                  AUC    (standard error of chance ${chanceError(views / 2).toFixed(3)})`,
  );
  for (const [name, property] of Object.entries(PROPERTIES)) {
    const auc = rankAuc(measured.pristine.map(property), measured.generated.map(property));
    console.log(`${name.padEnd(24)} ${auc.toFixed(3)}`);
  }
}

function drawRows(rows: readonly IndexRow[], count: number, seed: string): IndexRow[] {
  const random = createRandom(seed);
  const key = new Map(rows.map((row) => [row, random.next() ** (1 / row.weight)]));
  return [...rows].sort((a, b) => key.get(b)! - key.get(a)!).slice(0, count);
}

async function laundered(
  store: string,
  rows: readonly IndexRow[],
  seed: string,
): Promise<LaunderedPicture[]> {
  const views: LaunderedPicture[] = [];
  for (const row of rows) views.push(await launder(await readFile(objectPath(store, row.blob)), row, seed));
  return views;
}

/** Probability that a value of `positives` exceeds one of `negatives`; ties count half. */
function rankAuc(negatives: readonly number[], positives: readonly number[]): number {
  let wins = 0;
  for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (negatives.length * positives.length);
}

/** Standard deviation of the AUC of two equal samples that do not differ (Mann and Whitney 1947). */
function chanceError(perClass: number): number {
  return Math.sqrt((2 * perClass + 1) / (12 * perClass * perClass));
}
