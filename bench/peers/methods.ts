import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareMasks, computeAuc, computeTprAtFpr, median } from '../../src/bench/metrics.js';
import { rasterizePolygons } from '../../src/bench/rasterize.js';
import { describeMachine } from '../../src/bench/report.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Photo } from '../../src/photo/photo.js';
import { decodeRaster, encodePng } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { runSignals } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';
import { type CellGrid, type JudgedMap, judgeMap, shareAltered } from '../quality/map-agreement.js';

// Every measurement on the pixels of one photo beside ZERO, Splicebuster and Noisesniffer: the same photos, one run.
//
//     npx tsx bench/peers/methods.ts CLAIMS_FOLDER [--zero ZERO/zero] [--source photoholmes/src --python python] [--every 4]
//
// Peers that are not given are left out. ZERO as in zero.ts, with the second file at quality 99 that it asks for missing
// grids; Splicebuster and Noisesniffer as in photoholmes.py. Photos: kinds that were edited in part, and all honest ones; no references. A score is what
// speaks for editing (ZERO: log10 of its best region); nothing found and not applicable count as 0. `F1 as marked`: mean
// over masked photos of what the method outlines by itself, 0 where it outlines nothing. `F1 at best`: of its map at the one
// level that is best for all masked photos together: chosen on the answers, an upper bound. Times are processor time of a
// photo over decoding it, medians.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    zero: { type: 'string' },
    source: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    every: { type: 'string', default: '4' },
  },
});
const [folder] = positionals;
const { zero, source } = values;
if (!folder)
  throw new Error(
    'usage: tsx bench/peers/methods.ts CLAIMS_FOLDER [--zero BINARY] [--source PHOTOHOLMES/src]',
  );

const KINDS = ['ai-damage', 'painted-on-reference', 'research-forgery'];
const FAMILIES = ['jpeg/', 'noise/'];
/** Facts about a file that claim nothing about editing. */
const FACTS = ['jpeg/quantization'];
const CELL_PX = 8;
const LEVELS = 40;
const DECODE = { maxPixels: 64e6, timeoutMs: 10_000 };

/** What a method said of a photo. */
interface Outcome {
  readonly method: string;
  readonly id: string;
  readonly score: number;
  readonly ms: number;
  /** Its map over whole cells of 8 px; null without a map or a mask. */
  readonly cells: readonly number[] | null;
  /** Pixel F1 of what it outlines; null without a mask, and where it outlines nothing at all. */
  readonly f1: number | null;
}

const scratch = mkdtempSync(join(tmpdir(), 'claimlens-methods-'));
const claims = (await readClaims(folder))
  .filter((_, i) => i % Number(values.every) === 0)
  .filter(({ forged, kind }) => !forged || KINDS.includes(kind));
const outcomes: Outcome[] = [];
const decodeMs = new Map<string, number>();
const truths = new Map<string, Pick<JudgedMap, 'shares' | 'missed'>>();
try {
  for (const [i, claim] of claims.entries()) {
    await measureOwn(claim);
    process.stderr.write(`\r${i + 1} of ${claims.length} photos`);
  }
  if (source) runPhotoholmes(source);
} finally {
  rmSync(scratch, { recursive: true });
}
printTable();

async function measureOwn(claim: LabelledClaim): Promise<void> {
  const bytes = readFileSync(claim.photo);
  const begin = process.cpuUsage().user;
  const photo = await ingestPhoto(bytes);
  decodeMs.set(claim.id, (process.cpuUsage().user - begin) / 1000);
  const mask = claim.mask ? await decodeRaster(readFileSync(claim.mask), DECODE) : null;
  if (mask) truths.set(claim.id, shareAltered(mask, gridOf(photo)));
  for (const signal of SIGNALS) {
    if (!FAMILIES.some((family) => signal.id.startsWith(family)) || FACTS.includes(signal.id)) continue;
    const get = createArtifacts({ photo, claim: {}, references: [] });
    const before = process.cpuUsage().user;
    const [{ reading }] = await runSignals([signal], get, { deadlineMs: 600_000, deep: true });
    const ms = (process.cpuUsage().user - before) / 1000;
    const measured = reading.status === 'measured' ? reading : null;
    const polygons = measured?.regions?.map(({ polygon }) => polygon);
    outcomes.push({
      method: signal.id,
      id: claim.id,
      score: measured ? measured.value * (signal.unit === 'log10-nfa' ? -1 : 1) : 0,
      ms,
      cells: mask && measured?.map ? sampleMap(measured.map, photo) : null,
      f1: mask && polygons ? f1Of(rasterizePolygons(polygons, mask.width, mask.height), mask) : null,
    });
  }
  if (zero) outcomes.push(await runZero(zero, claim, photo.raster, mask));
}

/** ZERO's own masks of both kinds of regions, together. */
async function runZero(
  zero: string,
  { id }: LabelledClaim,
  raster: Raster,
  mask: Raster | null,
): Promise<Outcome> {
  const [file, again] = [join(scratch, 'photo.png'), join(scratch, 'photo.jpg')];
  writeFileSync(file, await encodePng(raster));
  await sharp(file).jpeg({ quality: 99 }).toFile(again);
  const script = 'TIMEFORMAT=%U; time "$0" "$1" "$2"';
  const { stdout, stderr, status, error } = spawnSync('bash', ['-c', script, zero, file, again], {
    cwd: scratch,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ZERO: ${error?.message ?? stderr}`);
  const chances = [...stdout.matchAll(/bounding box:.*\n?.*log\(nfa\) = (-?[\d.e+]+)/g)].map(([, nfa]) =>
    Number(nfa),
  );
  const regions = await Promise.all(
    ['mask_f.png', 'mask_m.png'].map((name) => sharp(join(scratch, name)).extractChannel(0).raw().toBuffer()),
  );
  const found = Uint8Array.from(regions[0], (value, i) => Number(value > 0 || regions[1][i] > 0));
  return {
    method: 'ZERO',
    id,
    score: -Math.min(0, ...chances),
    ms: 1000 * Number(stderr.trim().split('\n').at(-1)),
    cells: null,
    f1: mask ? f1Of(found, mask) : null,
  };
}

function runPhotoholmes(source: string): void {
  const rows = join(scratch, 'rows.jsonl');
  const wanted = ['--methods', 'splicebuster,noisesniffer', '--every', values.every, '--rows', rows];
  const kinds = [...new Set(claims.map(({ kind }) => kind))].join();
  const script = new URL('photoholmes.py', import.meta.url).pathname;
  const given = [script, folder, '--source', source, '--kinds', kinds, ...wanted];
  const { stdout, stderr, status } = spawnSync(values.python, given, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`photoholmes.py: ${stderr}`);
  console.log(stdout);
  for (const line of readFileSync(rows, 'utf8').split('\n').filter(Boolean)) {
    const row = JSON.parse(line) as Omit<Outcome, 'f1'>;
    const truth = truths.get(row.id);
    // Noisesniffer gives a mask, Splicebuster distances that mean nothing but beside others of the photo.
    if (row.method === 'noisesniffer')
      outcomes.push({ ...row, f1: truth ? f1At(row.cells, truth, 0.5) : null });
    else outcomes.push({ ...row, cells: row.cells && overMedian(row.cells), f1: null });
  }
}

function printTable(): void {
  const machine = describeMachine();
  const kindOf = new Map(claims.map(({ id, forged, kind }) => [id, forged ? kind : 'honest']));
  console.log(
    `\n${claims.length} photos of ${folder}, every ${values.every}; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`,
  );
  const table: Record<string, object> = {};
  for (const method of new Set(outcomes.map((row) => row.method))) {
    const all = outcomes.filter((row) => row.method === method);
    const scores = (kind: string) =>
      all.filter(({ id }) => kindOf.get(id) === kind).map(({ score }) => score);
    const level = findBestLevel(all);
    const time = median(all.map(({ id, ms }) => ms / (decodeMs.get(id) ?? Number.NaN)));
    for (const kind of KINDS) {
      const masked = all.filter(({ id }) => kindOf.get(id) === kind && truths.has(id));
      const marks = all.some(({ f1 }) => f1 !== null);
      table[`${method}, ${kind}`] = {
        n: scores(kind).length,
        honest: scores('honest').length,
        AUC: computeAuc(scores(kind), scores('honest')).toFixed(3),
        'TPR 5 %': computeTprAtFpr(scores(kind), scores('honest'), 0.05).toFixed(2),
        'TPR 1 %': computeTprAtFpr(scores(kind), scores('honest'), 0.01).toFixed(2),
        'F1 as marked': marks ? mean(masked.map(({ f1 }) => f1 ?? 0)).toFixed(3) : '–',
        'F1 at best': level === null ? '–' : mean(masked.map((row) => bestF1(row, level))).toFixed(3),
        decodes: time.toFixed(1),
      };
    }
  }
  console.table(table);
}

/** The level with the highest mean F1 over all masked photos; null for methods without maps. */
function findBestLevel(rows: readonly Outcome[]): number | null {
  const all = rows.flatMap(({ cells }) => cells ?? []).sort((a, b) => a - b);
  if (all.length === 0) return null;
  const masked = rows.filter(({ id }) => truths.has(id));
  const levels = Array.from({ length: LEVELS }, (_, i) => all[Math.floor((i * all.length) / LEVELS)]);
  const means = levels.map((level) => mean(masked.map((row) => bestF1(row, level))));
  return levels[means.indexOf(Math.max(...means))];
}

function bestF1({ id, cells }: Outcome, level: number): number {
  const truth = truths.get(id);
  return truth ? f1At(cells, truth, level) : 0;
}

function f1At(
  cells: readonly number[] | null,
  truth: Pick<JudgedMap, 'shares' | 'missed'>,
  level: number,
): number {
  return cells ? judgeMap({ values: cells, ...truth }, [level])[0].f1 : 0;
}

function f1Of(found: Uint8Array, mask: Raster): number {
  return compareMasks(
    found,
    Uint8Array.from(found, (_, i) => Number(mask.data[3 * i] > 127)),
  ).f1;
}

function gridOf({ width, height }: Photo): CellGrid {
  return { columns: Math.floor(width / CELL_PX), rows: Math.floor(height / CELL_PX), sidePx: CELL_PX };
}

/** The value of a map, whatever its size, in the middle of every cell. */
function sampleMap(map: { width: number; height: number; data: Float32Array }, photo: Photo): number[] {
  const { columns, rows } = gridOf(photo);
  const at = (cell: number, side: number, size: number) =>
    Math.min(size - 1, Math.floor(((cell + 0.5) * CELL_PX * size) / side));
  return Array.from({ length: columns * rows }, (_, i) => {
    const x = at(i % columns, photo.width, map.width);
    const y = at(Math.floor(i / columns), photo.height, map.height);
    return map.data[y * map.width + x];
  });
}

function overMedian(cells: readonly number[]): number[] {
  const middle = Math.max(1e-9, median(cells));
  return cells.map((value) => value / middle);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
