// Computes the model's inputs with the very code that inspections run:
//
//   tsx models/pixels/extract.ts --store DIR --out DIR [--part 0/2]        pictures of the training store
//   tsx models/pixels/extract.ts --claims DIR --out DIR                    photos of a claims set, as they are
//
// Every training picture is laundered before it is measured, three views of a photograph and six of a generated
// picture, first views of all pictures first, so that an interrupted run is a smaller training set of the same make.
// Halves of aligned pairs (models/data/pairs.py) are measured once each, under the same laundering.
// Rows go to `<name>.f32` (little-endian float32), the pixels of their tiles to `<name>.tiles` (RGB, one tile after the
// other; `tiles`, `tileWidth` and `tileHeight` of the index say how many and how large), and what they are to
// `<name>.jsonl`; a run continues where the files end.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { decodeRaster } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { PATTERN_NAMES } from '../../src/pixels/residuals/patterns.js';
import { computeResidualStatistics } from '../../src/pixels/residuals/statistics.js';
import type { Tile } from '../../src/pixels/residuals/tiles.js';
import { type IndexRow, objectPath, readIndex } from '../data/index-row.js';
import { launder } from '../data/launder.js';

const DECODE = { maxPixels: 64_000_000, timeoutMs: 30_000 };
const VIEWS = { whole: 6, nothing: 3, local: 0 } as const;
/** Large repositories are one kind of picture over and over; weights shrink them anyway. */
const PER_REPOSITORY = 320;
/** Tiles of a picture whose pixels are kept, the most textured. */
const KEPT_TILES = 4;
const ROW_BYTES = PATTERN_NAMES.length * 4;

/** One picture to measure: what the index will say, and its bytes. */
interface Job {
  readonly key: string;
  readonly meta: Readonly<Record<string, string | number>>;
  read(): Promise<{ bytes: Uint8Array; meta?: Readonly<Record<string, string | number>> }>;
}

const { values: options } = parseArgs({
  options: {
    store: { type: 'string' },
    claims: { type: 'string' },
    out: { type: 'string' },
    part: { type: 'string', default: '0/1' },
  },
});
if (!options.out || !(options.store || options.claims)) {
  console.error('usage: extract.ts (--store DIR | --claims DIR) --out DIR [--part I/N]');
  process.exit(2);
}
sharp.concurrency(1);
sharp.cache(false);
mkdirSync(options.out, { recursive: true });
const [part, parts] = options.part.split('/').map(Number);
writeFileSync(join(options.out, 'names.json'), `${JSON.stringify(PATTERN_NAMES)}\n`);
if (options.store) {
  // By blob, not by place: a store that has grown leaves every picture in its part.
  const jobs = listViews(options.store).filter(
    ({ key }) => Number.parseInt(key.slice(0, 6), 16) % parts === part,
  );
  await measureAll(jobs, join(options.out, `train-${part}-of-${parts}`));
} else if (options.claims) {
  await measureAll(listClaims(options.claims), join(options.out, 'claims'));
}

/** Views of the training pictures: round by round, in an order that depends on nothing but the blobs. */
function listViews(store: string): Job[] {
  const taken = new Map<string, number>();
  const rows = readIndex(store)
    .filter((row) => row.role !== 'recapture' && row.role !== 'forged')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .filter((row) => {
      if (row.pair) return true;
      const key = `${row.repo}/${row.scope}`;
      const count = (taken.get(key) ?? 0) + 1;
      taken.set(key, count);
      return count <= PER_REPOSITORY || row.scope === 'whole';
    });
  const jobs: Job[] = [];
  for (let view = 0; view < Math.max(...Object.values(VIEWS)); view++)
    for (const row of rows) if (view < viewsOf(row)) jobs.push(viewJob(store, row, view));
  return jobs;
}

function viewsOf({ scope, pair }: IndexRow): number {
  return pair ? Math.min(1, VIEWS[scope]) : VIEWS[scope];
}

function viewJob(store: string, row: IndexRow, view: number): Job {
  const { blob, repo, role, kind, generator, family, scope, group, fold, weight, pair = '' } = row;
  return {
    key: `${blob}/${view}`,
    meta: { blob, view, repo, role, kind, generator, family, scope, group, fold, weight, pair },
    async read() {
      const { bytes, channel, format, width, height, recipe } = await launder(
        await readFile(objectPath(store, blob)),
        row,
        view,
      );
      const { quality } = recipe.encodings[recipe.encodings.length - 1];
      return { bytes, meta: { channel, format, width, height, quality, bytes: bytes.length } };
    },
  };
}

function listClaims(folder: string): Job[] {
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'claims.csv'), 'utf8'), {
    columns: true,
  });
  return rows.map((row) => ({
    key: row.id,
    meta: { ...row },
    read: async () => ({ bytes: await readFile(join(folder, row.photo)) }),
  }));
}

function order(row: IndexRow): string {
  return createHash('sha1').update(row.blob).digest('hex');
}

/** Measures what is not yet in the files. Reading and laundering of the next picture overlap the numbers of this. */
async function measureAll(jobs: readonly Job[], name: string): Promise<void> {
  const done = resume(name);
  const rest = jobs.filter((job) => !done.has(job.key));
  console.error(`${name}: ${jobs.length} views, ${rest.length} to measure`);
  const begin = Date.now();
  let next = rest.length > 0 ? prepare(rest[0]) : undefined;
  for (let i = 0; i < rest.length; i++) {
    const raster = await next;
    next = i + 1 < rest.length ? prepare(rest[i + 1]) : undefined;
    const statistics = raster && computeResidualStatistics(raster.raster);
    const used = statistics ? 1 : 0;
    const tiles = (statistics?.tiles ?? []).slice(0, KEPT_TILES);
    if (raster && statistics) {
      appendFileSync(`${name}.f32`, Buffer.from(statistics.patterns.buffer));
      for (const tile of tiles) appendFileSync(`${name}.tiles`, cutPixels(raster.raster, tile));
    }
    const [size] = tiles;
    const pixels = size && { tiles: tiles.length, tileWidth: size.width, tileHeight: size.height };
    const line = { key: rest[i].key, used, ...rest[i].meta, ...raster?.meta, ...pixels };
    appendFileSync(`${name}.jsonl`, `${JSON.stringify(line)}\n`);
    if (i % 100 === 99) {
      const rate = ((i + 1) * 1000) / (Date.now() - begin);
      console.error(`${i + 1} of ${rest.length}, ${rate.toFixed(1)} per second`);
    }
  }
}

/** RGB of one tile, row after row. */
function cutPixels({ data, width }: Raster, tile: Tile): Buffer {
  const rows: Uint8Array[] = [];
  for (let y = tile.y; y < tile.y + tile.height; y++) {
    const begin = (y * width + tile.x) * 3;
    rows.push(data.subarray(begin, begin + tile.width * 3));
  }
  return Buffer.concat(rows);
}

/** Null for what cannot be read: said in the index, left out of the numbers. */
async function prepare(job: Job) {
  try {
    const { bytes, meta } = await job.read();
    return { raster: await decodeRaster(bytes, DECODE), meta };
  } catch (error) {
    console.error(`${job.key}: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Keys already measured; numbers, pixels and index lines that an interruption left without each other are cut off. */
function resume(name: string): Set<string> {
  if (!existsSync(`${name}.jsonl`)) return new Set();
  const lines = readFileSync(`${name}.jsonl`, 'utf8').split('\n').filter(Boolean);
  const held = { f32: sizeOf(`${name}.f32`), tiles: sizeOf(`${name}.tiles`) };
  const at = { f32: 0, tiles: 0 };
  const kept: string[] = [];
  const keys = new Set<string>();
  for (const line of lines) {
    let row: { key: string; used: number; tiles?: number; tileWidth?: number; tileHeight?: number };
    try {
      row = JSON.parse(line);
    } catch {
      break;
    }
    const f32 = at.f32 + row.used * ROW_BYTES;
    const tiles = at.tiles + (row.tiles ?? 0) * (row.tileWidth ?? 0) * (row.tileHeight ?? 0) * 3;
    if (f32 > held.f32 || tiles > held.tiles) break;
    Object.assign(at, { f32, tiles });
    kept.push(line);
    keys.add(row.key);
  }
  writeFileSync(`${name}.jsonl`, kept.map((line) => `${line}\n`).join(''));
  if (existsSync(`${name}.f32`)) truncateSync(`${name}.f32`, at.f32);
  if (existsSync(`${name}.tiles`)) truncateSync(`${name}.tiles`, at.tiles);
  return keys;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
