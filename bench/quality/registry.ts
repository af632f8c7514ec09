import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import type { RegistryEntry, RegistryQuery } from '../../src/artifacts/earlier-claims.js';
import { SAME_PICTURE_BITS } from '../../src/artifacts/earlier-claims.js';
import { computeHashes, computeMatchView } from '../../src/artifacts/match-view.js';
import { computeView } from '../../src/artifacts/view.js';
import { createFingerprint, fingerprintHashes } from '../../src/matching/fingerprint.js';
import { measureHashDistance } from '../../src/matching/hash-distance.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { resolveLimits } from '../../src/photo/limits.js';
import { confirmMatch } from '../../src/registry/confirm.js';
import { openRegistry, type Registry } from '../../src/registry/index.js';
import { readClaims } from '../registration/pictures.js';

// Which pictures the registry takes for one: honest photographs that resemble each other, and copies of one photo.
// Copies are also looked for among shared fingerprints, as another platform would.
//
//     npx tsx bench/quality/registry.ts --claims FOLDER [--every 5]

const { values } = parseArgs({
  options: {
    /** Folder with claims.csv. */
    claims: { type: 'string' },
    /** Every so many `pristine-damage` claims are copied. */
    every: { type: 'string', default: '5' },
  },
});
if (!values.claims) throw new Error('expected --claims FOLDER');
const folder = values.claims;

/** Claims with a second honest photograph of the same product or scene. */
const LOOK_ALIKES = ['other-viewpoint', 'honest-with-reference'];
const KEY = Buffer.alloc(32, 7);
const OWN_KEY = Buffer.alloc(32, 9);
/** Quality of copies that are not about compression. */
const QUALITY = 90;

/** What is done with a photo; a crop takes a share of the width and of the height, half of it at either side. */
const COPIES: Readonly<Record<string, (photo: Sharp, size: Size) => Sharp>> = {
  'JPEG 60': (photo) => photo.jpeg({ quality: 60 }),
  'WebP 50': (photo) => photo.webp({ quality: 50 }),
  '15 % brighter': (photo) => photo.linear(1.15).jpeg({ quality: QUALITY }),
  'turned by 90°': (photo) => photo.rotate(90).jpeg({ quality: QUALITY }),
  mirrored: (photo) => photo.flop().jpeg({ quality: QUALITY }),
  'half size, JPEG 75': (photo, { width }) => photo.resize(Math.round(width / 2)).jpeg({ quality: 75 }),
  'half size and mirrored': (photo, { width }) =>
    photo
      .resize(Math.round(width / 2))
      .flop()
      .jpeg({ quality: QUALITY }),
  'cropped by 2 %': (photo, size) => crop(photo, size, 0.02),
  'cropped by 5 %': (photo, size) => crop(photo, size, 0.05),
};

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Picture extends Size {
  readonly entry: RegistryEntry;
  readonly query: RegistryQuery;
}

const { rows, sha256 } = await readClaims(folder);
console.log(`claims ${sha256}`);
await printLookAlikes();
await printCopies();

async function printLookAlikes(): Promise<void> {
  const chosen = rows.filter(({ kind, reference }) => LOOK_ALIKES.includes(kind) && reference !== '');
  const photos: Picture[] = [];
  const bits: number[] = [];
  let registered = 0;
  for (const { id, photo, reference } of chosen) {
    const picture = await openPicture(id, await readPicture(photo));
    const other = await openPicture(id, await readPicture(reference.split('|')[0]));
    photos.push(picture);
    bits.push(distance(other, picture));
    if (confirmMatch(other.entry, picture.query)?.confirmedBy === 'features') registered++;
  }
  const pairs = photos.flatMap((a, i) => photos.slice(i + 1).map((b) => distance(a, b)));
  const near = (distances: readonly number[]) =>
    `${distances.filter((d) => d <= SAME_PICTURE_BITS).length} of ${distances.length} within ${SAME_PICTURE_BITS} bits, nearest ${Math.min(...distances)}`;
  console.log(`photo and reference of honest claims (${LOOK_ALIKES.join(', ')}): ${near(bits)}`);
  console.log(`registration alone takes ${registered} of ${bits.length} for one picture`);
  console.log(`pairs among these photos: ${near(pairs)}`);
}

async function printCopies(): Promise<void> {
  const chosen = rows
    .filter(({ kind }) => kind === 'pristine-damage')
    .filter((_, i) => i % Number(values.every) === 0);
  const place = mkdtempSync(join(tmpdir(), 'claimlens-registry-'));
  const [own, foreign] = await Promise.all(
    ['own.db', 'foreign.db'].map((name) => openRegistry(join(place, name), { sharingKey: KEY })),
  );
  try {
    const originals = new Map<string, { bytes: Buffer; picture: Picture }>();
    for (const { id, photo } of chosen) {
      const bytes = await readPicture(photo);
      originals.set(id, { bytes, picture: await openPicture(id, bytes) });
    }
    await own.add([...originals.values()].map(({ picture }) => picture.entry));
    await foreign.importShared('own', own.exportShared({ ownKey: OWN_KEY }));
    console.log(`\ncopies of ${originals.size} photos of pristine-damage`);
    console.log('| copy | found | shared | other claims taken for it |\n|---|---|---|---|');
    for (const [name, change] of Object.entries(COPIES)) {
      let [found, shared, wrong] = [0, 0, 0];
      for (const [id, { bytes, picture }] of originals) {
        const copy = await change(sharp(bytes).autoOrient(), picture).toBuffer();
        const { query } = await openPicture(id, copy);
        const { matches } = await own.find(query);
        if (matches.some(({ claim }) => claim === id)) found++;
        if (matches.some(({ claim }) => claim !== id)) wrong++;
        if (await isShared(foreign, picture.entry, query)) shared++;
      }
      console.log(`| ${name} | ${found} | ${shared} | ${wrong} |`);
    }
  } finally {
    await Promise.all([own.close(), foreign.close()]);
    rmSync(place, { recursive: true });
  }
}

async function isShared(
  registry: Registry,
  { claim, fingerprint }: RegistryEntry,
  query: RegistryQuery,
): Promise<boolean> {
  const reference = registry.referenceOf({ ownKey: OWN_KEY, claim, sha256: fingerprint.sha256 });
  return (await registry.find(query)).shared.some((match) => match.reference === reference);
}

function distance(a: Picture, b: Picture): number {
  return measureHashDistance(fingerprintHashes(a.entry.fingerprint), b.query.hashes).pdqBits;
}

function readPicture(path: string): Promise<Buffer> {
  return readFile(join(folder, path));
}

/** A picture as the registry keeps it, and as it looks for it. */
async function openPicture(claim: string, bytes: Buffer): Promise<Picture> {
  const photo = await ingestPhoto(bytes, { limits: resolveLimits({}) });
  const view = computeView(photo.raster);
  const [hashes, matchView] = [computeHashes(view), computeMatchView(view)];
  return {
    width: photo.width,
    height: photo.height,
    entry: {
      claim,
      buyer: null,
      at: '2026-05-01T00:00:00.000Z',
      fingerprint: createFingerprint(photo, matchView, hashes),
    },
    query: { hashes, view: matchView, sha256: photo.sha256 },
  };
}

function crop(photo: Sharp, { width, height }: Size, share: number): Sharp {
  const [left, top] = [Math.round((width * share) / 2), Math.round((height * share) / 2)];
  return photo
    .extract({ left, top, width: width - 2 * left, height: height - 2 * top })
    .jpeg({ quality: QUALITY });
}
