import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { createRandom } from '../../src/maths/random.js';
import type { Raster } from '../../src/pixels/plane.js';
import { mirror, paintDamage } from '../../src/synthetic/edit/paint.js';
import { type IndexRow, objectPath, readIndex } from '../data/index-row.js';
import { launder } from '../data/launder.js';
import { copyFlat, moveViewpoint, relight, retake, retone, turnSlightly } from './retake.js';

/** How the photo of a pair came from the reference's scene. */
export type PairKind = 'painted' | 'copied' | 'viewpoint' | 'burst' | 'flat-copy';

/** One pair on disk: `<id>-reference.jpg`, `<id>-photo`, `<id>-mask.png` for painted ones. */
export interface PairRow {
  readonly id: string;
  readonly kind: PairKind;
  readonly derived: boolean;
  readonly repo: string;
  readonly fold: number;
  readonly channel: string;
}

// Pictures per repository: enough of each, so that none rules.
const PER_REPOSITORY = 24;

// Long side of the picture that both the reference and the photo are made from.
const SOURCE_LONG_SIDE_PX = 1100;

const PAINTS = ['crack', 'stain', 'clone'] as const;

/**
 * Builds pairs of a reference and a claim photo from pristine pictures of the store: copies with painted damage,
 * plain copies, other viewpoints (parallax, new noise), bursts (hand movement, new noise) and photographs of flat
 * things. Repositories that take part in claims-dev with a reference are left out.
 *
 *     npx tsx models/derivation/pairs.ts --store DIR --claims DIR/claims-dev --out DIR
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      store: { type: 'string' },
      claims: { type: 'string' },
      out: { type: 'string' },
      limit: { type: 'string', default: '400' },
    },
  });
  if (!values.store || !values.claims || !values.out) throw new Error('expected --store, --claims and --out');
  mkdirSync(values.out, { recursive: true });
  const rows = chooseSources(readIndex(values.store), testRepositories(values.claims)).slice(
    0,
    Number(values.limit),
  );
  const written: PairRow[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      written.push(await buildPair(values.store, values.out, row, index, rows));
    } catch (error) {
      console.error(`${row.blob}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (index % 20 === 19) save(values.out, written);
  }
  save(values.out, written);
}

function save(out: string, rows: readonly PairRow[]): void {
  writeFileSync(join(out, 'pairs.jsonl'), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
}

/** Repositories of every claim that has a reference, as `owner/name`. */
function testRepositories(claims: string): Set<string> {
  const rows: { reference: string; source: string }[] = parse(readFileSync(join(claims, 'claims.csv')), {
    columns: true,
  });
  return new Set(rows.filter((row) => row.reference).map((row) => row.source.replace('+', '/')));
}

function chooseSources(rows: readonly IndexRow[], excluded: ReadonlySet<string>): IndexRow[] {
  const random = createRandom(20261121);
  const shuffled = rows
    .filter((row) => row.role === 'pristine' && !row.pair && !excluded.has(row.repo))
    .filter((row) => Math.min(row.width, row.height) >= 300)
    .map((row) => ({ row, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
  const taken = new Map<string, number>();
  return shuffled.filter((row) => {
    const count = taken.get(row.repo) ?? 0;
    taken.set(row.repo, count + 1);
    return count < PER_REPOSITORY;
  });
}

async function buildPair(
  store: string,
  out: string,
  row: IndexRow,
  index: number,
  all: readonly IndexRow[],
): Promise<PairRow> {
  const random = createRandom(index * 7919 + 1);
  const source = await load(objectPath(store, row.blob), SOURCE_LONG_SIDE_PX);
  const draw = random();
  const kind: PairKind =
    draw < 0.42
      ? 'painted'
      : draw < 0.5
        ? 'copied'
        : draw < 0.7
          ? 'viewpoint'
          : draw < 0.85
            ? 'burst'
            : 'flat-copy';
  const id = `p${String(index).padStart(4, '0')}`;
  const { photo, mask } = await makePhoto(kind, source, random, async () => {
    const other = all[Math.floor(random() * all.length)];
    return load(objectPath(store, other.blob), SOURCE_LONG_SIDE_PX);
  });
  const laundered = await launder(await png(photo), { blob: `${row.blob}-${id}` }, 'derivation', {
    ...(mask && { mask: await maskPng(mask, photo) }),
  });
  const side = Math.round(500 + random() * 600);
  await sharp(source.data, { raw: { width: source.width, height: source.height, channels: 3 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: Math.round(78 + random() * 17) })
    .toFile(join(out, `${id}-reference.jpg`));
  writeFileSync(join(out, `${id}-photo`), laundered.bytes);
  if (laundered.mask) writeFileSync(join(out, `${id}-mask.png`), laundered.mask);
  return {
    id,
    kind,
    derived: kind === 'painted' || kind === 'copied',
    repo: row.repo,
    fold: row.fold,
    channel: laundered.channel,
  };
}

async function makePhoto(
  kind: PairKind,
  source: Raster,
  random: () => number,
  other: () => Promise<Raster>,
): Promise<{ photo: Raster; mask?: Uint8Array }> {
  if (kind === 'viewpoint') return { photo: retake(moveViewpoint(source, random), random) };
  if (kind === 'burst') return { photo: retake(turnSlightly(source, random, 1), random) };
  if (kind === 'flat-copy') return { photo: retake(copyFlat(source, await other(), random), random) };
  let photo = source;
  let mask: Uint8Array | undefined;
  if (kind === 'painted') {
    const painted = paintDamage(source, {
      kind: PAINTS[Math.floor(random() * PAINTS.length)],
      seed: Math.floor(random() * 1e6),
      at: [0.3 + 0.4 * random(), 0.3 + 0.4 * random()],
      size: 0.06 + 0.16 * random(),
    });
    photo = painted.raster;
    mask = painted.mask;
  }
  const edit = random();
  if (edit < 0.15) photo = relight(photo, random);
  else if (edit < 0.6) photo = retone(photo, random);
  if (random() < 0.2) {
    const { width, height } = photo;
    photo = mirror(photo);
    mask = mask && mirrorMask(mask, width, height);
  }
  // A forger may turn the copy by hand; masks would have to turn too, so plain copies only.
  if (!mask && random() < 0.4) photo = turnSlightly(photo, random, 0);
  return { photo, ...(mask && { mask }) };
}

function mirrorMask(mask: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[y * width + x] = mask[y * width + width - 1 - x];
  return out;
}

async function load(path: string, longSidePx: number): Promise<Raster> {
  if (!existsSync(path)) throw new Error('not in the store');
  const { data, info } = await sharp(readFileSync(path), { failOn: 'none' })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(longSidePx, longSidePx, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`expected 3 channels, got ${info.channels}`);
  return { width: info.width, height: info.height, data };
}

async function png(raster: Raster): Promise<Buffer> {
  return sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function maskPng(mask: Uint8Array, { width, height }: Raster): Promise<Buffer> {
  return sharp(mask, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
