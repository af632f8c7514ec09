// Computes the inputs of the recapture model with the very code that inspections run:
//
//   tsx models/recapture/extract.ts --store DIR --claims DIR --out DIR
//
// From the training store: every recapture and every photograph of the repositories that hold recaptures, three
// laundered views each, and at most 60 photographs of each other repository, one view. From the claims: honest photos
// and recaptures, as they are. Rows go to `features.f32` (float32: residual statistics, then spectral peaks) and
// `features.jsonl`; a run continues where the files end.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readClaims } from '../../src/bench/claims.js';
import { measureSpectralPeaks, PEAK_NAMES } from '../../src/forensics/recapture/spectral-peaks.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { computeResidualStatistics, STATISTIC_NAMES } from '../../src/pixels/residuals/statistics.js';
import { type IndexRow, objectPath, readIndex } from '../data/index-row.js';
import { launder } from '../data/launder.js';

const VIEWS = 3;
/** The same choice as models/fusion/honest.py makes, which sets the policy's thresholds on these photographs too. */
const PER_OTHER_REPOSITORY = 60;
const WIDTH = STATISTIC_NAMES.length + PEAK_NAMES.length;

interface Job {
  readonly key: string;
  readonly meta: Readonly<Record<string, string | number | boolean>>;
  read(): Promise<Uint8Array>;
}

const { values: options } = parseArgs({
  options: { store: { type: 'string' }, claims: { type: 'string' }, out: { type: 'string' } },
});
if (!options.store || !options.claims || !options.out)
  throw new Error('usage: extract.ts --store DIR --claims DIR --out DIR');
const { store, claims, out } = options;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'names.json'), `${JSON.stringify([...STATISTIC_NAMES, ...PEAK_NAMES])}\n`);
await measureAll([...listViews(store), ...(await listClaims(claims))], join(out, 'features'));

function listViews(folder: string): Job[] {
  const rows = readIndex(folder).filter(({ pair }) => !pair);
  const repositories = new Set(rows.filter(({ role }) => role === 'recapture').map(({ repo }) => repo));
  const own = rows.filter(
    ({ repo, role }) => repositories.has(repo) && (role === 'recapture' || role === 'pristine'),
  );
  const taken = new Map<string, number>();
  const others = rows
    .filter(({ repo, role }) => !repositories.has(repo) && role === 'pristine')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .filter((row) => {
      const count = (taken.get(row.repo) ?? 0) + 1;
      taken.set(row.repo, count);
      return count <= PER_OTHER_REPOSITORY;
    });
  const views = Array.from({ length: VIEWS }, (_, view) => own.map((row) => viewJob(folder, row, view)));
  return [...views.flat(), ...others.map((row) => viewJob(folder, row, 0))];
}

/** As models/pixels/extract.ts has it: the first of a repository are the same whatever number is taken. */
function order({ blob }: IndexRow): string {
  return createHash('sha1').update(blob).digest('hex');
}

function viewJob(folder: string, row: IndexRow, view: number): Job {
  const { blob, repo, role } = row;
  return {
    key: `${blob}/${view}`,
    meta: { repo, recapture: role === 'recapture', set: 'train' },
    read: async () => (await launder(await readFile(objectPath(folder, blob)), row, view)).bytes,
  };
}

async function listClaims(folder: string): Promise<Job[]> {
  return (await readClaims(folder))
    .filter(({ forged, kind }) => !forged || kind === 'recapture')
    .map(({ id, photo, kind, channel, source }) => ({
      key: id,
      meta: { repo: source.replace('+', '/'), recapture: kind === 'recapture', kind, channel, set: 'claims' },
      read: () => readFile(photo),
    }));
}

async function measureAll(jobs: readonly Job[], name: string): Promise<void> {
  const lines = existsSync(`${name}.jsonl`)
    ? readFileSync(`${name}.jsonl`, 'utf8').split('\n').filter(Boolean)
    : [];
  if (lines.length > 0) truncateSync(`${name}.f32`, lines.length * WIDTH * 4);
  const done = new Set(lines.map((line) => (JSON.parse(line) as { key: string }).key));
  for (const [i, job] of jobs.entries()) {
    if (done.has(job.key)) continue;
    const values = await measure(job);
    if (!values) continue;
    appendFileSync(`${name}.f32`, Buffer.from(values.buffer));
    appendFileSync(`${name}.jsonl`, `${JSON.stringify({ key: job.key, ...job.meta })}\n`);
    if (i % 100 === 99) process.stderr.write(`\r${i + 1} of ${jobs.length}`);
  }
}

/** Null for what cannot be read or is too small. */
async function measure(job: Job): Promise<Float32Array | null> {
  try {
    const raster = await decodeRaster(await job.read(), { maxPixels: 64e6, timeoutMs: 30_000 });
    const statistics = computeResidualStatistics(raster);
    const peaks = measureSpectralPeaks(raster);
    if (!statistics || !peaks) return null;
    const values = new Float32Array(WIDTH);
    values.set(statistics.values);
    values.set(peaks, STATISTIC_NAMES.length);
    return values;
  } catch (error) {
    console.error(`${job.key}: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
