import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { computeMatchView } from '../../src/artifacts/match-view.js';
import { comparePixels } from '../../src/artifacts/pixel-comparison.js';
import { computeView } from '../../src/artifacts/view.js';
import { registerViews } from '../../src/matching/registration.js';
import { createRandom } from '../../src/maths/random.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Raster } from '../../src/pixels/plane.js';
import { measurePlane } from '../../src/signals/reference/recapture.js';
import { type IndexRow, objectPath, readIndex } from '../data/index-row.js';
import { launder } from '../data/launder.js';
import { copyFlat, moveViewpoint, retake, turnSlightly } from '../derivation/retake.js';

// What `reference/recapture` reads on training pictures, none of them in claims-dev:
//
//     npx tsx models/recapture/plane.ts --store DIR [--made 20]
//
//     recapture    photographs of screens and prints with the picture that they show
//     viewpoint    one scene from two viewpoints (made), burst: the same viewpoint, hand-held (made)
//     flat         a flat thing photographed on another ground (made): honest, and to be told apart by pixels alone
//
// Prints per kind how many pairs could be aligned, and quantiles of the reading (0 where not aligned).

const { values } = parseArgs({
  options: { store: { type: 'string' }, made: { type: 'string', default: '20' } },
});
if (!values.store) throw new Error('expected --store DIR');
const store = values.store;
const rows = readIndex(store);
const known = new Map(rows.map((row) => [row.blob, row]));
const readings = new Map<string, { value: number; aligned: boolean }[]>();

for (const row of rows.filter((row) => row.role === 'recapture' && known.has(row.original))) {
  const photo = await launder(readFileSync(objectPath(store, row.blob)), row, 0);
  await measure(`recapture ${row.repo}`, photo.bytes, readFileSync(objectPath(store, row.original)));
}
for (const [i, row] of chooseGrounds(Number(values.made)).entries()) {
  const random = createRandom(9001 + i);
  const source = await load(row);
  const other = await load(rows[Math.floor(random() * rows.length)]);
  const reference = await encode(source);
  const made = {
    viewpoint: moveViewpoint(source, random),
    burst: turnSlightly(source, random, 1),
    flat: copyFlat(source, other, random),
  };
  for (const [kind, scene] of Object.entries(made)) {
    const photo = await launder(await encode(retake(scene, random)), { blob: `${row.blob}-${kind}` }, 0);
    await measure(kind, photo.bytes, reference);
  }
}
console.table(
  Object.fromEntries(
    [...readings].map(([kind, list]) => {
      const sorted = list.map(({ value }) => value).sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
      return [
        kind,
        {
          pairs: list.length,
          aligned: list.filter(({ aligned }) => aligned).length,
          least: at(0),
          p10: at(0.1),
          median: at(0.5),
          p90: at(0.9),
          most: at(1),
        },
      ];
    }),
  ),
);

async function measure(kind: string, photoBytes: Uint8Array, referenceBytes: Uint8Array): Promise<void> {
  const [photo, reference] = await Promise.all(
    [photoBytes, referenceBytes].map(async (bytes) => computeView((await ingestPhoto(bytes)).raster)),
  );
  const registration = registerViews(computeMatchView(reference), computeMatchView(photo));
  const compared = comparePixels({ index: 0, registration, view: reference }, photo);
  const list = readings.get(kind) ?? [];
  list.push({ value: compared ? measurePlane(compared).value : 0, aligned: compared !== null });
  readings.set(kind, list);
}

/** Photographs spread over repositories, in an order of blobs. */
function chooseGrounds(count: number): IndexRow[] {
  const seen = new Set<string>();
  return rows
    .filter((row) => row.role === 'pristine' && !row.pair && Math.min(row.width, row.height) >= 400)
    .sort((a, b) => (a.blob < b.blob ? -1 : 1))
    .filter(({ repo }) => !seen.has(repo) && seen.add(repo))
    .slice(0, count);
}

async function load(row: IndexRow): Promise<Raster> {
  const { data, info } = await sharp(readFileSync(objectPath(store, row.blob)), { failOn: 'none' })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(1100, 1100, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function encode({ data, width, height }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
