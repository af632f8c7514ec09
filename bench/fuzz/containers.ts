import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PhotoFormat, sniffFormat } from '../../src/bytes/format.js';
import { createRandom } from '../../src/maths/random.js';
import { mutate } from './mutate.js';
import { readMarks } from './read-marks.js';
import { seedFiles } from './seeds.js';

// Damages files and reads their marks: walkers, EXIF, XMP, all mark signals. Fails on the first exception and on any
// file that takes longer than the limit.
//   npx tsx bench/fuzz/containers.ts [--count 200000] [--seed 1] [--files FOLDER]... [--limit-ms 3000]

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', multiple: true, default: [] },
    'limit-ms': { type: 'string', default: '3000' },
  },
});

const FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'];
/** Larger files spend the time on copying, not on structure. */
const MAX_SEED_BYTES = 120_000;

const seeds = [...seedFiles(), ...values.files.flatMap(readFolder)];
const random = createRandom(Number(values.seed));
const count = Number(values.count);
const limitMs = Number(values['limit-ms']);
const begin = performance.now();
let slowestMs = 0;
let marks = 0;
let blocksOfWrongFormat = 0;

for (let index = 0; index < count; index++) {
  const seed = seeds[Math.floor(random() * seeds.length)];
  const donor = seeds[Math.floor(random() * seeds.length)];
  const bytes = mutate(seed.bytes, donor.bytes, random);
  // One in twenty is read as another format than it is.
  const foreign = random() < 0.05;
  const format = foreign ? FORMATS[Math.floor(random() * FORMATS.length)] : seed.format;
  if (foreign) blocksOfWrongFormat++;
  const cpu = process.cpuUsage();
  try {
    marks += (await readMarks(bytes, format)).marks.length;
  } catch (error) {
    console.error(`file ${index} of seed ${values.seed} (${seed.name} as ${format}):`, error);
    process.exit(1);
  }
  const used = process.cpuUsage(cpu);
  const elapsedMs = (used.user + used.system) / 1_000;
  if (elapsedMs > slowestMs) slowestMs = elapsedMs;
  if (elapsedMs > limitMs) {
    console.error(
      `file ${index} of seed ${values.seed} (${seed.name} as ${format}): ${elapsedMs.toFixed(0)} ms`,
    );
    process.exit(1);
  }
  if ((index + 1) % 20_000 === 0)
    console.error(
      `${index + 1} files, ${((performance.now() - begin) / 1_000).toFixed(0)} s, slowest ${slowestMs.toFixed(0)} ms`,
    );
}

const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
console.log(
  `${count} damaged files from ${seeds.length} seeds (${blocksOfWrongFormat} as another format): no exception, ` +
    `${marks} marks read, slowest ${slowestMs.toFixed(0)} ms of processor time, peak memory ${peakMb} MB`,
);
if (Object.keys(Object.prototype).length > 0) {
  console.error('Object.prototype was written to');
  process.exit(1);
}

function readFolder(folder: string): { name: string; bytes: Uint8Array; format: PhotoFormat }[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile() || statSync(path).size > MAX_SEED_BYTES) return [];
    const bytes = readFileSync(path);
    const format = FORMATS.find((known) => known === sniffFormat(bytes));
    return format ? [{ name, bytes, format }] : [];
  });
}
