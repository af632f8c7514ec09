import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareMasks, computeAuc, median } from '../../src/bench/metrics.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { runSignals } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';

/** Reference readings of one claim. */
interface Row {
  readonly id: string;
  readonly kind: string;
  readonly channel: string;
  readonly source: string;
  readonly readings: Readonly<Record<string, number | null>>;
  readonly residualP75: number | null;
  readonly regions: number;
  /** Against the mask, at the working view; null without a mask. */
  readonly f1: number | null;
  readonly iou: number | null;
  readonly elapsedMs: number;
}

// Natural log-odds from which a photo counts as a copy in these tables; the policy has its own.
const OPERATING_POINT = 0;

const HONEST = ['honest-with-reference', 'other-viewpoint'];
const COPIES = ['painted-on-reference', 'ai-damage'];

const REFERENCE_SIGNALS = SIGNALS.filter(({ id }) => id.startsWith('reference/'));

/**
 * Quality of the reference comparison by kind and by channel.
 *
 *     npx tsx bench/quality/reference.ts --claims DIR [--every 3] [--rows FILE]
 *
 * Everything is measured anew. With `--rows` results are kept in a file, and an interrupted run goes on: of another version of
 * the code it must be another file.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      claims: { type: 'string' },
      rows: { type: 'string' },
      every: { type: 'string', default: '1' },
    },
  });
  if (!values.claims) throw new Error('expected --claims DIR');
  const known = new Map((values.rows ? readRows(values.rows) : []).map((row) => [row.id, row]));
  const claims = (await readClaims(values.claims)).filter(({ references }) => references.length > 0);
  for (const claim of pickEvenly(claims, Number(values.every))) {
    if (known.has(claim.id)) continue;
    const row = await measureClaim(claim);
    known.set(row.id, row);
    if (values.rows) appendFileSync(values.rows, `${JSON.stringify(row)}\n`);
  }
  const rows = [...known.values()];
  printTable(rows, 'kind', ({ kind }) => kind);
  printTable(
    rows.filter(({ kind }) => COPIES.includes(kind)),
    'copies by channel',
    ({ channel }) => channel,
  );
  printTable(
    rows.filter(({ kind }) => HONEST.includes(kind)),
    'honest by channel',
    ({ channel }) => channel,
  );
  printSeparation(rows);
}

/** Every n-th claim of each kind, kinds taking turns, so that an interrupted run is still balanced. */
function pickEvenly(claims: readonly LabelledClaim[], every: number): LabelledClaim[] {
  const seen = new Map<string, number>();
  return claims
    .map((claim) => {
      const rank = seen.get(claim.kind) ?? 0;
      seen.set(claim.kind, rank + 1);
      return { claim, rank };
    })
    .filter(({ rank }) => rank % every === 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ claim }) => claim);
}

async function measureClaim(claim: LabelledClaim): Promise<Row> {
  const photo = await ingestPhoto(claim.photo);
  const references = await Promise.all(
    claim.references.map((path, index) => ingestPhoto(path, { what: `references[${index}]` })),
  );
  const begin = performance.now();
  const get = createArtifacts({ photo, references, claim: {} });
  const outcomes = await runSignals(REFERENCE_SIGNALS, get, { deadlineMs: 120_000, deep: true });
  const elapsedMs = Math.round(performance.now() - begin);
  const readings: Record<string, number | null> = {};
  for (const { signal, reading } of outcomes) {
    if (reading.status === 'failed') throw new Error(`${claim.id} ${signal.id}: ${reading.error.message}`);
    readings[signal.id.slice('reference/'.length)] = reading.status === 'measured' ? reading.value : null;
  }
  const compared = await get('pixelComparison');
  const view = await get('view');
  const truth = claim.mask ? await readMask(claim.mask, view.raster.width, view.raster.height) : null;
  const found = readings.change === null || !compared ? null : compared.change;
  const score = truth ? compareMasks(found?.mask ?? new Uint8Array(truth.length), truth) : null;
  return {
    id: claim.id,
    kind: claim.kind,
    channel: claim.channel,
    source: claim.source,
    readings,
    residualP75: compared ? compared.agreement.residualP75 : null,
    regions: found?.regions.length ?? 0,
    f1: score?.f1 ?? null,
    iou: score?.iou ?? null,
    elapsedMs,
  };
}

/** The mask at the size of the working view, nearest pixel. */
async function readMask(path: string, width: number, height: number): Promise<Uint8Array> {
  const mask = await decodeRaster(readFileSync(path), { maxPixels: 64e6, timeoutMs: 10_000 });
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++)
      out[y * width + x] = mask.data[(row + Math.floor(((x + 0.5) * mask.width) / width)) * 3] > 127 ? 1 : 0;
  }
  return out;
}

function readRows(path: string): Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}

function printTable(rows: readonly Row[], title: string, key: (row: Row) => string): void {
  console.log(
    `\n${title.padEnd(24)}${['n', 'aligned', 'copy', 'p75', 'changed', 'F1', 'IoU', 'regions', 'ms'].map((head) => head.padStart(9)).join('')}`,
  );
  for (const name of [...new Set(rows.map(key))].sort()) {
    const group = rows.filter((row) => key(row) === name);
    const aligned = group.filter((row) => row.readings.registration !== null);
    const copies = group.filter(
      (row) => (row.readings.derivation ?? Number.NEGATIVE_INFINITY) >= OPERATING_POINT,
    );
    const changed = copies.filter((row) => (row.readings.change ?? 0) < 0);
    const cells = [
      String(group.length),
      share(aligned.length, group.length),
      share(copies.length, group.length),
      middle(
        aligned.map((row) => row.residualP75),
        1,
      ),
      share(changed.length, group.length),
      middle(
        group.map((row) => row.f1),
        3,
      ),
      middle(
        group.map((row) => row.iou),
        3,
      ),
      middle(
        copies.map((row) => row.regions),
        0,
      ),
      middle(
        group.map((row) => row.elapsedMs),
        0,
      ),
    ];
    console.log(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(9)).join('')}`);
  }
}

function printSeparation(rows: readonly Row[]): void {
  const values = (kinds: readonly string[], signal: string, missing: number) =>
    rows.filter(({ kind }) => kinds.includes(kind)).map((row) => row.readings[signal] ?? missing);
  console.log('\nAUC against honest pairs (not applicable counts as the least suspicious value)');
  for (const [signal, kinds] of [
    ['derivation', COPIES],
    ['ssim', COPIES],
    ['recapture', ['recapture']],
    ['redrawn', ['ai-edited']],
  ] as const)
    console.log(
      `${signal.padEnd(12)} ${kinds.join(' + ').padEnd(36)} ${computeAuc(values(kinds, signal, -99), values(HONEST, signal, -99)).toFixed(3)}`,
    );
}

function share(count: number, total: number): string {
  return total > 0 ? (count / total).toFixed(3) : '-';
}

function middle(values: readonly (number | null)[], digits: number): string {
  const present = values.filter((value): value is number => value !== null);
  return present.length > 0 ? median(present).toFixed(digits) : '-';
}

await main();
