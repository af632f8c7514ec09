import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import exifr from 'exifr';
import ExifReader from 'exifreader';
import imghash from 'imghash';
import { ssim as ssimJs } from 'ssim.js';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { computeAuc, median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { measureHashDistance } from '../../src/matching/hash-distance.js';
import { computeSsim } from '../../src/matching/ssim.js';
import { openModels } from '../../src/models/models.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { computeLuma } from '../../src/pixels/luma.js';
import type { Plane } from '../../src/pixels/plane.js';
import { runSignals } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';

// Claimlens beside packages of npm that do a part of it: same images, same machine, one run. Times are processor
// time (user and system), medians, and what counts is the ratio.
//
//     npx tsx bench/peers/npm.ts [CLAIMS_FOLDER] [--files PROVENANCE_FOLDER] [--pairs 60]
//
// Hashes: does the distance tell a photo that was made from the reference (painted, ai-damage) from a photo of the
// same product (honest-with-reference, other-viewpoint)? AUC of the distance, and time from file to hash.
// SSIM: photo and reference scaled to 512 × 512; time and value, own code with its map.
// Metadata: marks and camera data of every file; how many files a reader fails on; time.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string' }, pairs: { type: 'string', default: '60' } },
});
const folder = positionals[0] ?? 'fixtures';
const require = createRequire(import.meta.url);
const phash = require('sharp-phash') as (input: string) => Promise<string>;
const imageSsim = require('image-ssim') as { compare(a: object, b: object): { ssim: number } };
const machine = describeMachine();
console.log(`${folder}; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`);

const copies = ['painted-on-reference', 'ai-damage'];
const others = ['honest-with-reference', 'other-viewpoint'];
const all = (await readClaims(folder)).filter(({ references }) => references.length > 0);
const take = (kinds: readonly string[]) => {
  const rows = all.filter(({ kind }) => kinds.includes(kind));
  const step = Math.max(1, Math.floor(rows.length / Number(values.pairs)));
  return rows.filter((_, i) => i % step === 0).slice(0, Number(values.pairs));
};
const pairs = [...take(copies), ...take(others)];
await compareHashes(pairs);
await compareSsim(pairs.slice(0, 20));
await compareMetadata(values.files ?? join(folder, folder === 'fixtures' ? 'files' : 'photos'));

async function compareHashes(rows: readonly LabelledClaim[]): Promise<void> {
  const hashers: Record<string, (path: string) => Promise<unknown>> = {
    'claimlens PDQ, 8 symmetries': async (path) => {
      const get = createArtifacts({ photo: await ingestPhoto(path), claim: {}, references: [] });
      return get('hashes');
    },
    'imghash (blockhash, 16)': (path) => imghash.hash(path, 16),
    'sharp-phash': (path) => phash(path),
  };
  const distances: Record<string, (a: unknown, b: unknown) => number> = {
    'claimlens PDQ, 8 symmetries': (a, b) =>
      measureHashDistance(
        {
          pdq: { bits: (b as Hashes).pdq.variants.upright, quality: (b as Hashes).pdq.quality },
          dhash: { bits: (b as Hashes).dhash.variants.upright },
        },
        a as Hashes,
      ).pdqBits,
    'imghash (blockhash, 16)': (a, b) => countDifferent(toBits(a as string), toBits(b as string)),
    'sharp-phash': (a, b) => countDifferent(a as string, b as string),
  };
  const table: Record<string, object> = {};
  let own = 0;
  for (const [name, hash] of Object.entries(hashers)) {
    const times: number[] = [];
    const found: { copy: boolean; distance: number }[] = [];
    let failed = 0;
    for (const { photo, references, kind } of rows) {
      const before = process.cpuUsage();
      try {
        const [a, b] = [await hash(photo), await hash(references[0])];
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 2000);
        found.push({ copy: copies.includes(kind), distance: distances[name](a, b) });
      } catch {
        failed++;
      }
    }
    const of = (copy: boolean) => found.filter((row) => row.copy === copy).map(({ distance }) => -distance);
    own ||= median(times);
    table[name] = {
      pairs: rows.length,
      failed,
      AUC: computeAuc(of(true), of(false)).toFixed(3),
      'ms a file': median(times).toFixed(1),
      'time / own': (median(times) / own).toFixed(2),
    };
  }
  console.log('\nHashes: copies of the reference against other photos of the same thing');
  console.table(table);
}

type Hashes = Parameters<typeof measureHashDistance>[1];

async function compareSsim(rows: readonly LabelledClaim[]): Promise<void> {
  const side = 512;
  const limits = { maxPixels: 64e6, timeoutMs: 10_000 };
  const { resize } = await import('../../src/synthetic/camera/encode.js');
  const load = async (path: string) =>
    computeLuma(await resize(await decodeRaster(await readFile(path), limits), side, side));
  const runs: Record<string, (a: Plane, b: Plane) => () => number> = {
    'claimlens, box 7, with map': (a, b) => () => computeSsim(a, b).mean,
    'image-ssim, no map': (a, b) => {
      const [p, q] = [toGrey(a), toGrey(b)];
      return () => imageSsim.compare(p, q).ssim;
    },
    'ssim.js fast': (a, b) => {
      const [p, q] = [toRgba(a), toRgba(b)];
      return () => ssimJs(p, q, { ssim: 'fast', downsample: false }).mssim;
    },
  };
  const loaded = [];
  for (const { photo, references } of rows)
    loaded.push([await load(photo), await load(references[0])] as const);
  const table: Record<string, object> = {};
  let own = 0;
  for (const [name, prepare] of Object.entries(runs)) {
    const times: number[] = [];
    const results: number[] = [];
    for (const [a, b] of loaded) {
      const run = prepare(a, b);
      run();
      const before = process.cpuUsage();
      results.push(run());
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    own ||= median(times);
    table[name] = {
      'ms at 512²': median(times).toFixed(1),
      'time / own': (median(times) / own).toFixed(2),
      'median value': median(results).toFixed(4),
      'not a number': results.filter(Number.isNaN).length,
    };
  }
  console.log('\nSSIM');
  console.table(table);
}

async function compareMetadata(path: string): Promise<void> {
  const files = (await readdir(path))
    .filter((name) => /\.(jpe?g|png|webp|avif|heic|tiff?|gif)$/i.test(name))
    .sort();
  const models = openModels();
  const metadata = SIGNALS.filter(
    ({ id, tier }) =>
      tier === 'default' &&
      /^(provenance|metadata)\//.test(id) &&
      !/visible|generator-size|thumbnail/.test(id),
  );
  const readers: Record<string, (bytes: Uint8Array) => Promise<number>> = {
    'claimlens, marks': async (bytes) => {
      const photo = await ingestPhoto(bytes).catch(() => null);
      if (!photo) throw new Error('refused');
      const before = process.cpuUsage();
      const get = createArtifacts({ photo, claim: {}, references: [], models });
      const outcomes = await runSignals(metadata, get, { deadlineMs: Number.POSITIVE_INFINITY, deep: false });
      const { user, system } = process.cpuUsage(before);
      elapsed.push((user + system) / 1000);
      return outcomes.flatMap(({ reading }) => (reading.status === 'measured' ? (reading.marks ?? []) : []))
        .length;
    },
    'exifr, all blocks': async (bytes) => {
      const before = process.cpuUsage();
      const found = (await exifr.parse(bytes as Buffer, true)) as object | undefined;
      const { user, system } = process.cpuUsage(before);
      elapsed.push((user + system) / 1000);
      return Object.keys(found ?? {}).length > 0 ? 1 : 0;
    },
    ExifReader: async (bytes) => {
      const before = process.cpuUsage();
      const found = ExifReader.load(Buffer.from(bytes), { expanded: true });
      const { user, system } = process.cpuUsage(before);
      elapsed.push((user + system) / 1000);
      return Object.keys(found).some((group) => !['file', 'jfif', 'pngFile', 'riff'].includes(group)) ? 1 : 0;
    },
  };
  let elapsed: number[] = [];
  const table: Record<string, object> = {};
  let own = 0;
  for (const [name, read] of Object.entries(readers)) {
    elapsed = [];
    let failed = 0;
    let something = 0;
    for (const file of files) {
      const bytes = await readFile(join(path, file));
      await read(bytes).then(
        (count) => {
          if (count > 0) something++;
        },
        () => failed++,
      );
    }
    own ||= median(elapsed);
    table[name] = {
      files: files.length,
      failed,
      'says something of': something,
      'ms a file': median(elapsed).toFixed(2),
      'time / own': (median(elapsed) / own).toFixed(2),
    };
  }
  await models.close();
  console.log('\nMetadata; own time verifies C2PA as well and leaves decoding out, as the peers do');
  console.table(table);
}

function toBits(hex: string): string {
  return [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}

function countDifferent(a: string, b: string): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}

function toGrey({ width, height, data }: Plane) {
  return { width, height, channels: 1, data: Uint8Array.from(data, (value) => Math.round(value)) };
}

function toRgba({ width, height, data }: Plane) {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) rgba.fill(Math.round(data[i]), i * 4, i * 4 + 3);
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  return { width, height, data: rgba };
}
