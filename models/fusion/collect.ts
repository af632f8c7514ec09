import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse';
import { createInspector } from '../../src/inspect.js';
import type { ReportReading } from '../../src/report/schema.js';

// Inspects every claim of a folder in the claims format and writes its readings as JSON lines: the table that
// models/fusion/train.py fits, and that bench/quality measures.
//
//     npx tsx models/fusion/collect.ts CLAIMS_FOLDER > out/readings.jsonl
//     npx tsx models/fusion/collect.ts CLAIMS_FOLDER --out-of-fold models/pixels/claims-dev-oof.csv --shard 0/2

interface ClaimRow {
  readonly id: string;
  readonly photo: string;
  readonly reference: string;
  readonly label: string;
  readonly kind: string;
  readonly generator: string;
  readonly channel: string;
  readonly source: string;
}

interface Arguments {
  readonly folder: string;
  /** CSV `id,logit,…`: scores of fold models that never saw the claim's source, in place of the shipped model's. */
  readonly outOfFold: string | null;
  readonly shard: number;
  readonly shards: number;
  readonly out: string | null;
}

async function main(): Promise<void> {
  const options = parseArguments(process.argv.slice(2));
  const outOfFold = options.outOfFold ? await readOutOfFold(options.outOfFold) : null;
  const out = options.out ? createWriteStream(options.out) : process.stdout;
  const inspector = await createInspector({ limits: { maxDurationMs: 60_000 } });
  const rows = createReadStream(join(options.folder, 'claims.csv')).pipe(parse({ columns: true, bom: true }));
  let index = 0;
  for await (const row of rows as AsyncIterable<ClaimRow>) {
    if (index++ % options.shards !== options.shard) continue;
    const references = row.reference
      ? row.reference.split('|').map((path) => join(options.folder, path))
      : [];
    const report = await inspector.inspect({ photo: join(options.folder, row.photo), references });
    const readings = Object.fromEntries(report.readings.map((reading) => [reading.id, numbersOf(reading)]));
    const logit = outOfFold?.get(row.id);
    if (logit !== undefined && readings['neural/generated']?.value !== undefined)
      readings['neural/generated'] = { ...readings['neural/generated'], value: logit };
    const { id, label, kind, generator, channel, source } = row;
    const { score, log10Lr, verdict } = report;
    const line = {
      id,
      label,
      kind,
      generator,
      channel,
      source,
      references: references.length,
      score,
      log10Lr,
      verdict,
    };
    out.write(`${JSON.stringify({ ...line, elapsedMs: report.timing.elapsedMs, readings })}\n`);
    if (index % 25 === 0) process.stderr.write(`\r${index} claims`);
  }
  process.stderr.write('\n');
  await inspector.close();
}

/** The numeric facts of a reading; nothing where it was not measured. */
function numbersOf(reading: ReportReading): Record<string, number> {
  if (reading.status !== 'measured' || reading.value === null) return {};
  const numbers: Record<string, number> = { value: reading.value };
  for (const [name, value] of Object.entries(reading.details)) {
    if (typeof value === 'number') numbers[name] = value;
    if (typeof value === 'boolean') numbers[name] = value ? 1 : 0;
  }
  return numbers;
}

async function readOutOfFold(path: string): Promise<Map<string, number>> {
  const [header, ...lines] = (await readFile(path, 'utf8')).trim().split('\n');
  const columns = header.split(',');
  const logit = columns.indexOf('logit_oof') >= 0 ? columns.indexOf('logit_oof') : 1;
  return new Map(lines.map((line) => line.split(',')).map((cells) => [cells[0], Number(cells[logit])]));
}

function parseArguments(words: readonly string[]): Arguments {
  const after = (flag: string) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : null);
  const [shard, shards] = (after('--shard') ?? '0/1').split('/').map(Number);
  const folder = words[0]?.endsWith('.csv') ? dirname(words[0]) : words[0];
  if (!folder)
    throw new Error(
      'usage: tsx models/fusion/collect.ts CLAIMS_FOLDER [--out FILE] [--out-of-fold CSV] [--shard 0/2]',
    );
  return { folder, outOfFold: after('--out-of-fold'), shard, shards, out: after('--out') };
}

await main();
