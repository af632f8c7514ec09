import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { collectResults } from '../../bench/claims/collect.js';

// Inspects every claim of a folder in the claims format and writes its readings as JSON lines: the table that
// train.py fits.
//
//     npx tsx models/fusion/collect.ts CLAIMS_FOLDER --out out/readings.jsonl \
//       --out-of-fold neural/generated=models/pixels/claims-dev-oof.csv \
//       --out-of-fold neural/recaptured=models/recapture/claims-dev-oof.csv

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/readings.jsonl' },
    /** `READING=CSV`: scores of fold models that never saw the claim's source, in place of the shipped model's. */
    'out-of-fold': { type: 'string', multiple: true, default: [] },
  },
});

const folder = positionals[0];
if (!folder)
  throw new Error(
    'usage: tsx models/fusion/collect.ts CLAIMS_FOLDER [--out FILE] [--out-of-fold READING=CSV]',
  );
const outOfFold = new Map<string, Map<string, number>>();
for (const given of values['out-of-fold']) {
  const [reading, path] = given.split('=');
  outOfFold.set(reading, await readColumn(path, 'logit_oof'));
}
const results = await collectResults(folder, {
  journal: `${values.out}.journal`,
  onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} claims`),
});
const out = createWriteStream(values.out);
for (const { forged, ...result } of results) {
  const readings = { ...result.readings };
  for (const [reading, logits] of outOfFold) {
    const value = logits.get(result.id);
    if (readings[reading] && value !== undefined) readings[reading] = { ...readings[reading], value };
  }
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
