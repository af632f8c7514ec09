import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { collectResults } from '../../bench/claims/collect.js';

// Inspects every claim of a folder in the claims format and writes its readings as JSON lines: the table that
// train.py fits.
//
//     npx tsx models/fusion/collect.ts CLAIMS_FOLDER --out out/readings.jsonl --out-of-fold models/pixels/claims-dev-oof.csv

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/readings.jsonl' },
    /** CSV `id,…`: pixel scores of fold models that never saw the claim's source, in place of the shipped model's. */
    'out-of-fold': { type: 'string' },
    column: { type: 'string', default: 'logit_oof' },
  },
});

const folder = positionals[0];
if (!folder)
  throw new Error('usage: tsx models/fusion/collect.ts CLAIMS_FOLDER [--out FILE] [--out-of-fold CSV]');
const outOfFold = values['out-of-fold'] ? await readColumn(values['out-of-fold'], values.column) : new Map();
const results = await collectResults(folder, {
  journal: `${values.out}.journal`,
  onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} claims`),
});
const out = createWriteStream(values.out);
for (const { forged, ...result } of results) {
  const pixels = result.readings['neural/generated'];
  const logit = outOfFold.get(result.id);
  const readings =
    pixels && logit !== undefined
      ? { ...result.readings, 'neural/generated': { ...pixels, value: logit } }
      : result.readings;
  out.write(`${JSON.stringify({ ...result, label: forged ? 'forged' : 'pristine', readings })}\n`);
}
out.end();
process.stderr.write('\n');

async function readColumn(path: string, name: string): Promise<Map<string, number>> {
  const [header, ...lines] = (await readFile(path, 'utf8')).trim().split('\n');
  const column = header.split(',').indexOf(name);
  if (column < 0) throw new Error(`${path}: expected a column ${name}, got ${header}`);
  return new Map(lines.map((line) => line.split(',')).map((cells) => [cells[0], Number(cells[column])]));
}
