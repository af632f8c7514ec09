import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PhotoFormat, sniffFormat } from '../../src/bytes/format.js';
import { readMarks } from '../fuzz/read-marks.js';

// Processor time of reading every mark of a file but C2PA (walk, EXIF, XMP, all mark signals), per file.
//   CLAIMLENS_DATA=… npx tsx bench/speed/provenance.ts [--files FOLDER] [--rounds 9]

const { values } = parseArgs({
  options: { files: { type: 'string' }, rounds: { type: 'string', default: '9' } },
});
const folder = values.files ?? join(process.env.CLAIMLENS_DATA ?? '.', 'provenance');
const rounds = Number(values.rounds);
const FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'];

const files = readdirSync(folder).flatMap((name) => {
  const bytes = readFileSync(join(folder, name));
  const format = FORMATS.find((known) => known === sniffFormat(bytes));
  return format ? [{ name, bytes, format }] : [];
});
for (const { bytes, format } of files) await readMarks(bytes, format);

let marks = 0;
const times = new Map<string, number[]>();
for (const { bytes, format } of files) {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    marks += (await readMarks(bytes, format)).marks.length;
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1_000);
  }
  times.set(format, [...(times.get(format) ?? []), quantile(samples, 0.5)]);
}

const all = [...times.values()].flat();
const row = (name: string, values: readonly number[]) => ({
  format: name,
  files: values.length,
  'median ms': round(quantile(values, 0.5)),
  'p95 ms': round(quantile(values, 0.95)),
  'max ms': round(Math.max(...values)),
});
console.log(
  `${cpus()[0].model}, Node ${process.version}, ${rounds} rounds after one to warm up, ${marks} marks`,
);
console.table([...[...times].map(([format, values]) => row(format, values)), row('all', all)]);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
