// Measures photos for compare.py, with the code that inspections run:
//
//   tsx models/localization/extract.ts --edits DIR --out DIR [--part 0/2]     pictures of edits.py, laundered
//   tsx models/localization/extract.ts --store DIR --out DIR [--part 0/2]     the store's own local edits with masks
//   tsx models/localization/extract.ts --claims DIR --out DIR [--part 0/2]    photos of a claims set, as they are
//
// Planes go to `<name>.f32` (little-endian float32: the planes of a photo, then the altered share of each cell, 0
// without a mask), one line per photo to `<name>.jsonl`. A run continues where the files end.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { shareAltered } from '../../bench/quality/map-agreement.js';
import { readClaims } from '../../src/bench/claims.js';
import { measureCells } from '../../src/forensics/noise/cells.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { objectPath, readIndex, readJsonLines } from '../data/index-row.js';
import { launder } from '../data/launder.js';
import { arrangeCellPlanes, CELL_PLANES } from './cell-planes.js';

const DECODE = { maxPixels: 64e6, timeoutMs: 30_000 };
/** Local edits of one repository are of one kind. */
const PER_REPOSITORY = 160;

interface Job {
  readonly key: string;
  readonly meta: Readonly<Record<string, string | number | boolean>>;
  read(): Promise<{ photo: Uint8Array; mask: Uint8Array | null; channel: string }>;
}

const { values: options } = parseArgs({
  options: {
    edits: { type: 'string' },
    store: { type: 'string' },
    claims: { type: 'string' },
    out: { type: 'string' },
    part: { type: 'string', default: '0/1' },
  },
});
const { edits, store, claims, out } = options;
if (!out || !(edits || store || claims)) {
  console.error('usage: extract.ts (--edits DIR | --store DIR | --claims DIR) --out DIR [--part I/N]');
  process.exit(2);
}
sharp.concurrency(1);
sharp.cache(false);
mkdirSync(out, { recursive: true });
const [part, parts] = options.part.split('/').map(Number);
// By key, not by place: more edits leave every picture in its part.
const mine = (jobs: readonly Job[]) =>
  jobs.filter(({ key }) => createHash('sha1').update(key).digest()[0] % parts === part);
if (edits) await measureAll(mine(listEdits(edits)), join(out, `edits-${part}-of-${parts}`));
if (store) await measureAll(mine(listStore(store)), join(out, `store-${part}-of-${parts}`));
if (claims) await measureAll(mine(await listClaims(claims)), join(out, `claims-${part}-of-${parts}`));

interface EditRow {
  readonly repo: string;
  readonly kind: string;
  readonly group: string;
  readonly fold: number;
  readonly pair: string;
  readonly file: string;
  readonly mask: string;
  readonly fill: string;
}

function listEdits(folder: string): Job[] {
  const rows = readdirSync(folder)
    .filter((name) => /^edits-\d+-of-\d+\.jsonl$/.test(name))
    .sort()
    .flatMap((name) => readJsonLines<EditRow>(join(folder, name)));
  return rows.map(({ file, mask, ...row }) => ({
    key: file,
    meta: { ...row, set: 'edits' },
    async read() {
      const bytes = await readFile(join(folder, file));
      return laundered(bytes, mask ? await readFile(join(folder, mask)) : null, row.pair);
    },
  }));
}

function listStore(folder: string): Job[] {
  const taken = new Map<string, number>();
  return readIndex(folder)
    .filter(({ mask, scope, role, pair }) => mask && !pair && (scope === 'local' || role === 'forged'))
    .filter(({ repo }) => {
      taken.set(repo, (taken.get(repo) ?? 0) + 1);
      return (taken.get(repo) ?? 0) <= PER_REPOSITORY;
    })
    .map(({ blob, repo, kind, group, fold, mask }) => ({
      key: blob,
      meta: { repo, kind, group, fold, fill: kind, pair: blob, set: 'store' },
      read: async () =>
        laundered(await readFile(objectPath(folder, blob)), await readFile(objectPath(folder, mask)), blob),
    }));
}

/** `pair` keeps the whole picture: aligned pictures must meet the same recipe. */
async function laundered(bytes: Uint8Array, mask: Uint8Array | null, pair: string) {
  const result = await launder(bytes, { blob: pair, pair }, 'localization', mask ? { mask } : {});
  return { photo: result.bytes, mask: result.mask ?? null, channel: result.channel };
}

async function listClaims(folder: string): Promise<Job[]> {
  // Forged photos without a mask are altered as a whole, or nobody knows where.
  const judged = (await readClaims(folder)).filter(({ forged, mask }) => !forged || mask);
  return judged.map(({ id, photo, mask, forged, kind, channel, source }) => ({
    key: id,
    meta: { id, forged, kind, repo: source.replace('+', '/'), set: 'claims' },
    read: async () => ({ photo: await readFile(photo), mask: mask ? await readFile(mask) : null, channel }),
  }));
}

async function measureAll(jobs: readonly Job[], name: string): Promise<void> {
  const done = resume(name);
  const rest = jobs.filter(({ key }) => !done.has(key));
  console.error(`${name}: ${jobs.length} photos, ${rest.length} to measure`);
  for (const [i, job] of rest.entries()) {
    try {
      const { photo, mask, channel } = await job.read();
      const raster = await decodeRaster(photo, DECODE);
      const cells = measureCells(raster);
      const { columns, rows, sidePx } = cells;
      const shares = mask
        ? shareAltered(await decodeRaster(mask, DECODE), cells).shares
        : new Float32Array(columns * rows);
      appendFileSync(`${name}.f32`, Buffer.from(arrangeCellPlanes(cells).buffer));
      appendFileSync(`${name}.f32`, Buffer.from(shares.buffer));
      const { width, height } = raster;
      const line = { key: job.key, columns, rows, sidePx, width, height, channel, ...job.meta };
      appendFileSync(`${name}.jsonl`, `${JSON.stringify(line)}\n`);
    } catch (error) {
      console.error(`${job.key}: ${error instanceof Error ? error.message : error}`);
    }
    if (i % 50 === 49) console.error(`${i + 1} of ${rest.length}`);
  }
}

/** Keys already measured; planes that an interruption left without a line are cut off. */
function resume(name: string): Set<string> {
  if (!existsSync(`${name}.jsonl`)) {
    writeFileSync(`${name}.f32`, '');
    return new Set();
  }
  const lines = readJsonLines<{ key: string; columns: number; rows: number }>(`${name}.jsonl`);
  const bytes = lines.reduce((sum, { columns, rows }) => sum + (CELL_PLANES + 1) * columns * rows * 4, 0);
  writeFileSync(`${name}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  truncateSync(`${name}.f32`, bytes);
  return new Set(lines.map(({ key }) => key));
}
