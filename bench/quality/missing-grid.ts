import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareMasks, median } from '../../src/bench/metrics.js';
import { rasterizePolygons } from '../../src/bench/rasterize.js';
import { describeMachine } from '../../src/bench/report.js';
import { findGrids } from '../../src/forensics/grid/grid.js';
import { ingestPhoto } from '../../src/photo/ingest.js';

// How often a part without the compression grid of its photo is pointed at, with histories that we made.
//
//     npx tsx bench/quality/missing-grid.ts CLAIMS_FOLDER [--every 6] [--offset 0]
//
// Honest photos only. Each is decoded, loses 3 columns and 5 rows, so that its grid is no longer that of a new file, and is
// saved in the forms below: as it is (false alarms), and with a part of another photo, enlarged to 130 % and so without a
// grid, in the middle third of both sides. The rows of a quality come from photos shrunk to 60 %, which erases their own history, and
// saved once at that quality. Times are processor time of all that `jpeg/grid` asks of a photo.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '6' }, offset: { type: 'string', default: '0' } },
});
const [folder] = positionals;
if (!folder)
  throw new Error('usage: tsx bench/quality/missing-grid.ts CLAIMS_FOLDER [--every 6] [--offset 0]');

const FORMS: Record<string, (picture: Sharp) => Promise<Buffer>> = {
  PNG: (picture) => picture.png().toBuffer(),
  'JPEG 99': (picture) => picture.jpeg({ quality: 99 }).toBuffer(),
  'JPEG 98': (picture) => picture.jpeg({ quality: 98 }).toBuffer(),
  'JPEG 95': (picture) => picture.jpeg({ quality: 95 }).toBuffer(),
  'JPEG 85': (picture) => picture.jpeg({ quality: 85 }).toBuffer(),
};
const QUALITIES = [50, 75, 85, 90, 95];
const HISTORIES: Record<string, (photo: string) => Promise<Buffer>> = {
  'as it came': (photo) => sharp(photo).rotate().removeAlpha().png().toBuffer(),
  ...Object.fromEntries(
    QUALITIES.map((quality) => [
      `once at ${quality}`,
      async (photo: string) => {
        const { width = 0, height = 0 } = await sharp(photo).metadata();
        const small = sharp(photo)
          .removeAlpha()
          .resize(Math.round(0.6 * width), Math.round(0.6 * height));
        return small.jpeg({ quality }).toBuffer();
      },
    ]),
  ),
};

interface Row {
  n: number;
  applies: number;
  falseAlarms: number;
  found: number;
  readonly f1: number[];
}
const rows = new Map<string, Row>();
const damage = { n: 0, alarms: 0 };
const times: number[] = [];
let photos = 0;
let before: string | null = null;
for (const claim of (await readClaims(folder)).filter(({ forged }) => !forged)) {
  if (photos++ % Number(values.every) !== Number(values.offset)) continue;
  const { width = 0, height = 0 } = await sharp(claim.photo).metadata();
  if (before && Math.min(width, height) >= 300) await measure(claim, before);
  before = claim.photo;
  process.stderr.write(`\r${photos}`);
}
const machine = describeMachine();
console.log(`\n${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
console.table(
  Object.fromEntries(
    [...rows].map(([name, { n, applies, falseAlarms, found, f1 }]) => [
      name,
      {
        n,
        'an earlier grid': applies,
        'honest, a part': falseAlarms,
        'pasted, found': found,
        'pixel F1, median': f1.length ? median(f1).toFixed(2) : '',
      },
    ]),
  ),
);
console.log(
  `really damaged goods, all histories and forms: a part in ${damage.alarms} of ${damage.n}; processor time, median: ${median(times).toFixed(0)} ms per Mpx`,
);

async function measure({ id, photo, kind }: LabelledClaim, other: string): Promise<void> {
  for (const [history, make] of Object.entries(HISTORIES)) {
    const { data, info } = await sharp(await make(photo))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const size = { width: info.width, height: info.height };
    const raw = { raw: { ...size, channels: 3 as const } };
    const part = { width: Math.round(size.width / 3), height: Math.round(size.height / 3) };
    const place = { left: part.width, top: part.height };
    const patch = await takePatch(other, part);
    const cut = { left: 3, top: 5, width: size.width - 3, height: size.height - 5 };
    const pasted = await sharp(data, raw)
      .composite([{ input: patch, ...place }])
      .removeAlpha()
      .raw()
      .toBuffer();
    const truth = rasterizePolygons([boxOf(place, part, cut)], cut.width, cut.height);
    for (const [form, save] of Object.entries(FORMS)) {
      const name = `${history}, ${form}`;
      const row = rows.get(name) ?? { n: 0, applies: 0, falseAlarms: 0, found: 0, f1: [] };
      rows.set(name, row);
      const honest = await find(await save(sharp(data, raw).extract(cut)));
      row.n++;
      if (honest.applies) row.applies++;
      if (honest.polygons.length > 0) {
        row.falseAlarms++;
        console.error(`\n${id} ${name}: ${honest.log10Nfa.map((value) => value.toFixed(1)).join(' ')}`);
      }
      if (kind === 'pristine-damage') {
        damage.n++;
        if (honest.polygons.length > 0) damage.alarms++;
      }
      const forged = await find(await save(sharp(pasted, raw).extract(cut)));
      const { f1 } = compareMasks(rasterizePolygons(forged.polygons, cut.width, cut.height), truth);
      if (f1 > 0.1) row.found++;
      row.f1.push(f1);
    }
  }
}

async function find(bytes: Buffer) {
  const photo = await ingestPhoto(bytes);
  const begin = process.cpuUsage();
  const facts = findGrids(photo);
  times.push((process.cpuUsage(begin).user * 1000) / photo.width / photo.height);
  const parts = facts?.missing?.parts ?? [];
  return {
    applies: Boolean(facts?.missing),
    polygons: parts.map(({ polygon }) => polygon),
    log10Nfa: parts.map(({ log10Nfa }) => log10Nfa),
  };
}

/** The middle of a photo, enlarged. */
async function takePatch(photo: string, size: { width: number; height: number }): Promise<Buffer> {
  const { width = 0, height = 0 } = await sharp(photo).metadata();
  const source = {
    width: Math.min(width - 8, Math.round(size.width / 1.3)),
    height: Math.min(height - 8, Math.round(size.height / 1.3)),
  };
  const corner = {
    left: Math.floor((width - source.width) / 2),
    top: Math.floor((height - source.height) / 2),
  };
  return sharp(photo)
    .removeAlpha()
    .extract({ ...corner, ...source })
    .resize({ ...size, fit: 'fill' })
    .png()
    .toBuffer();
}

type Place = { left: number; top: number };
function boxOf({ left, top }: Place, part: { width: number; height: number }, cut: Place) {
  const [x0, y0] = [left - cut.left, top - cut.top];
  const [x1, y1] = [x0 + part.width, y0 + part.height];
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ] as const;
}
