import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readClaims } from '../../src/bench/claims.js';
import { median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { readDct } from '../../src/bytes/jpeg-dct/dct.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { shiftedCompression } from '../../src/signals/jpeg/shifted-compression.js';

// How often an earlier compression on another grid is found, its origin and its quality, with histories that we made.
//
//     npx tsx bench/quality/shifted-compression.ts CLAIMS_FOLDER [--every 16]
//
// Each photo is first shrunk to 60 %, which erases its own history. Rows without a crop count false alarms; `as it came`
// is the photo with the history that it has. `a part` counts photos in which a part without the earlier compression is
// outlined; rows `with a part` have one from the photo before, shrunk into the middle third of both sides between the two.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '16' } },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: tsx bench/quality/shifted-compression.ts CLAIMS_FOLDER [--every 16]');

/** First quality, last quality. */
const PAIRS = [
  [75, 90],
  [85, 95],
  [80, 80],
  [90, 90],
  [85, 80],
  [90, 75],
];
const WITHOUT: Record<string, (png: Buffer) => Promise<Buffer>> = {
  'compressed once, 88': (png) => sharp(png).jpeg({ quality: 88 }).toBuffer(),
  'compressed once, 60': (png) => sharp(png).jpeg({ quality: 60 }).toBuffer(),
  'twice on one grid, 75, 90': async (png) =>
    sharp(await sharp(png).jpeg({ quality: 75 }).toBuffer())
      .jpeg({ quality: 90 })
      .toBuffer(),
  'WebP 80, then 90': async (png) =>
    sharp(await sharp(png).webp({ quality: 80 }).toBuffer())
      .jpeg({ quality: 90 })
      .toBuffer(),
};

interface Row {
  n: number;
  applies: number;
  found: number;
  right: number;
  parts: number;
  readonly errors: number[];
}
const rows = new Map<string, Row>();
const times: number[] = [];
let photos = 0;
let before: Buffer | null = null;
for (const claim of (await readClaims(folder)).filter((_, i) => i % Number(values.every) === 0)) {
  const bytes = await readFile(claim.photo);
  const { width = 0, height = 0 } = await sharp(bytes).metadata();
  if (Math.min(width, height) < 400) continue;
  await measure(claim.forged ? 'as it came, forged' : 'as it came, honest', bytes);
  const [wide, high] = [Math.round(0.6 * width), Math.round(0.6 * height)];
  const png = await sharp(bytes).resize(wide, high).removeAlpha().png().toBuffer();
  for (const [name, make] of Object.entries(WITHOUT)) await measure(name, await make(png));
  // Other crops with every photo; none of those half a block off, which are never reported.
  const [left, top] = [(3 * photos + 1) % 8, (2 * photos + 1) % 8];
  for (const [first, last] of PAIRS) {
    const once = await sharp(png).jpeg({ quality: first }).toBuffer();
    const cut = (picture: Buffer) =>
      sharp(picture)
        .extract({ left, top, width: wide - 16, height: high - 16 })
        .jpeg({ quality: last })
        .toBuffer();
    const origin = [(8 - left) % 8, (8 - top) % 8].join();
    await measure(`${first}, cropped, ${last}`, await cut(once), origin, first);
    if (!before) continue;
    const pasted = await paste(once, before, wide, high);
    await measure(`${first}, with a part, cropped, ${last}`, await cut(pasted), origin, first);
  }
  before = png;
  process.stderr.write(`\r${++photos}`);
}
const machine = describeMachine();
console.log(`${photos} photos of ${folder}; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
console.table(
  Object.fromEntries(
    [...rows].map(([name, { n, applies, found, right, parts, errors }]) => [
      name,
      {
        n,
        applies,
        found,
        'right origin': errors.length ? right : '',
        'a part': parts,
        'quality off by, median': errors.length ? median(errors) : '',
      },
    ]),
  ),
);
console.log(`processor time, median: ${median(times).toFixed(0)} ms per Mpx`);

async function measure(name: string, bytes: Buffer, origin = '', quality = 0): Promise<void> {
  const row = rows.get(name) ?? { n: 0, applies: 0, found: 0, right: 0, parts: 0, errors: [] };
  rows.set(name, row);
  row.n++;
  const photo = await ingestPhoto(bytes);
  const jpegCoefficients = readDct(bytes);
  const before = process.cpuUsage();
  const reading = await shiftedCompression.measure({ photo, jpegCoefficients });
  times.push((process.cpuUsage(before).user * 1000) / photo.width / photo.height);
  if (reading.status !== 'measured') return;
  row.applies++;
  if (reading.value === 0) return;
  row.found++;
  if (Number(reading.details?.missingCount) > 0) row.parts++;
  if (String(reading.details?.gridOrigin) !== origin) return;
  row.right++;
  row.errors.push(Math.abs(Number(reading.details?.primaryQuality) - quality));
}

async function paste(once: Buffer, other: Buffer, wide: number, high: number): Promise<Buffer> {
  const [left, top] = [Math.round(wide / 3), Math.round(high / 3)];
  const part = await sharp(other).resize(left, top, { fit: 'fill' }).png().toBuffer();
  return sharp(once)
    .composite([{ input: part, left, top }])
    .removeAlpha()
    .png()
    .toBuffer();
}
