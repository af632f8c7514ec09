import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { readClaims } from '../../src/bench/claims.js';
import { computeAuc, median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { runSignals } from '../../src/run.js';
import { localDoubleCompression } from '../../src/signals/jpeg/local-double-compression.js';

// `jpeg/local-double-compression` beside the methods of photoholmes on the same spliced pictures, both in one run.
//
//     git clone https://github.com/photoholmes/photoholmes       research-only licences: run beside, nothing of it is used
//     npx tsx bench/peers/jpeg-history.ts CLAIMS_FOLDER --source photoholmes/src --python python [--every 40] [--methods dq]
//
// Every photo is shrunk to 60 %, which erases its own history, and saved twice at each pair of qualities: as it is, and
// with a sixth of its area taken from the photo before it after the first compression. Figures as photoholmes.py gives
// them: AUC of the image statistic, AUC of the map within forged pictures (median), processor time a photo (median).

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '40' },
    source: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    methods: { type: 'string', default: 'dq' },
  },
});
const [folder] = positionals;
const { source } = values;
if (!folder || !source)
  throw new Error('usage: tsx bench/peers/jpeg-history.ts CLAIMS_FOLDER --source PHOTOHOLMES/src');

const PAIRS = [
  [60, 90],
  [75, 90],
  [85, 95],
  [90, 75],
];
const CELL = 8;

const scratch = mkdtempSync(join(tmpdir(), 'claimlens-history-'));
const machine = describeMachine();
try {
  for (const name of ['photos', 'masks']) mkdirSync(join(scratch, name));
  writeFileSync(join(scratch, 'claims.csv'), await makeClaims());
  await measureOwn();
  const script = new URL('photoholmes.py', import.meta.url).pathname;
  const given = [script, scratch, '--source', source, '--every', '1', '--methods', values.methods];
  const { stdout, stderr, status } = spawnSync(values.python, given, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`photoholmes.py: ${stderr}`);
  console.log(stdout);
} finally {
  rmSync(scratch, { recursive: true });
}

async function makeClaims(): Promise<string> {
  const rows = ['id,photo,mask,label,kind'];
  let before: Buffer | null = null;
  for (const { id, photo } of (await readClaims(folder)).filter((_, i) => i % Number(values.every) === 0)) {
    const { width = 0, height = 0 } = await sharp(photo).metadata();
    if (Math.min(width, height) < 500) continue;
    const size = { width: Math.round(0.6 * width), height: Math.round(0.6 * height) };
    const picture = await sharp(photo).resize(size).removeAlpha().png().toBuffer();
    const other = before ?? (await sharp(picture).flip().flop().png().toBuffer());
    before = picture;
    const part = { width: Math.round(0.4 * size.width), height: Math.round(0.4 * size.height) };
    const place = { left: Math.round(0.3 * size.width), top: Math.round(0.35 * size.height) };
    const pasted = await sharp(other).resize(part).png().toBuffer();
    const white = { ...part, channels: 3 as const, background: 'white' };
    const mask = sharp({ create: { ...size, channels: 3, background: 'black' } }).composite([
      { input: { create: white }, ...place },
    ]);
    await mask.png().toFile(join(scratch, 'masks', `${id}.png`));
    for (const [first, last] of PAIRS) {
      const once = await sharp(picture).jpeg({ quality: first }).toBuffer();
      const spliced = sharp(once).composite([{ input: pasted, ...place }]);
      const name = `${id}-${first}-${last}`;
      await sharp(once)
        .jpeg({ quality: last })
        .toFile(join(scratch, 'photos', `${name}.jpg`));
      await spliced.jpeg({ quality: last }).toFile(join(scratch, 'photos', `${name}-spliced.jpg`));
      rows.push(`${name},photos/${name}.jpg,,pristine,honest`);
      rows.push(`${name}-spliced,photos/${name}-spliced.jpg,masks/${id}.png,forged,"${first}, then ${last}"`);
    }
  }
  return `${rows.join('\n')}\n`;
}

async function measureOwn(): Promise<void> {
  const claims = await readClaims(scratch);
  const scores = new Map<string, number[]>();
  const maps = new Map<string, number[]>();
  const times: number[] = [];
  const add = (to: Map<string, number[]>, key: string, value: number) =>
    to.set(key, [...(to.get(key) ?? []), value]);
  for (const { photo: path, mask, kind } of claims) {
    const photo = await ingestPhoto(readFileSync(path));
    const begin = process.cpuUsage();
    const get = createArtifacts({ photo, claim: {}, references: [] });
    const [{ reading }] = await runSignals([localDoubleCompression], get, {
      deadlineMs: 600_000,
      deep: false,
    });
    times.push(process.cpuUsage(begin).user / 1000);
    add(scores, kind, reading.status === 'measured' ? -reading.value : 0);
    if (!mask) continue;
    if (reading.status !== 'measured' || !reading.map) {
      add(maps, kind, 0.5);
      continue;
    }
    const { width, height, data } = reading.map;
    const truth = await sharp(mask).extractChannel(0).raw().toBuffer();
    const inside: number[] = [];
    const outside: number[] = [];
    for (let y = 0; CELL * (y + 1) <= photo.height; y++)
      for (let x = 0; CELL * (x + 1) <= photo.width; x++) {
        const at = truth[(CELL * y + CELL / 2) * photo.width + CELL * x + CELL / 2] > 127;
        (at ? inside : outside).push(data[Math.min(height - 1, y) * width + x]);
      }
    add(maps, kind, computeAuc(inside, outside));
  }
  const honest = scores.get('honest') ?? [];
  console.log(
    `claimlens: ${claims.length} photos, ${(median(times) / 1000).toFixed(2)} s of processor time a photo; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`,
  );
  for (const [kind, group] of scores)
    if (kind !== 'honest')
      console.log(
        `  ${kind.padEnd(24)} n ${String(group.length).padStart(3)}  AUC ${computeAuc(group, honest).toFixed(3)}  map AUC ${median(maps.get(kind) ?? []).toFixed(2)}`,
      );
  console.log(
    `  honest photos with a part: ${honest.filter((score) => score > 0).length} of ${honest.length}`,
  );
}
