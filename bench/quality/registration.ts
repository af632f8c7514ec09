import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VIEW_LONG_SIDE_PX } from '../../src/artifacts/view.js';
import { median } from '../../src/bench/metrics.js';
import { applyHomography, composeHomographies, type Homography } from '../../src/matching/homography.js';
import { type Registration, registerViews } from '../../src/matching/registration.js';
import { createRandom } from '../../src/maths/random.js';
import type { Raster } from '../../src/pixels/plane.js';
import { createScene, renderScene } from '../../test/matching/scene.js';
import { type ClaimRow, openView, readClaims, readRaster } from '../registration/pictures.js';
import { WARPS } from '../registration/warps.js';

// Prints how well references are aligned with photos: synthetic warps with known truth, pairs of unrelated
// pictures, the kinds of a claims folder, and the cost of a pair.
//
//     [CLAIMLENS_DATA=…] npx tsx bench/quality/registration.ts [--pictures 12] [--unrelated 2000] [--claims 1000]

const { values } = parseArgs({
  options: {
    /** Pictures that are warped in every way. */
    pictures: { type: 'string', default: '12' },
    /** Pairs of unrelated pictures. */
    unrelated: { type: 'string', default: '2000' },
    /** Most claims per kind. */
    claims: { type: 'string', default: '1000' },
    /** Names of warps to run, as a regular expression. */
    warps: { type: 'string', default: '' },
  },
});

// The goal: mean error over the shared area, in pixels of the working view.
const GOOD_PX = 2;
// Own scenes are rendered at this size: working size and the 3:4 of phone cameras.
const SCENE = { width: 768, height: 1024 };
const SEED = 20261121;

const folder = process.env.CLAIMLENS_DATA && join(process.env.CLAIMLENS_DATA, 'claims-dev');
const claims = folder ? await readClaims(folder) : null;
console.log(`machine ${cpus().length} × ${cpus()[0]?.model}, node ${process.version}, seed ${SEED}`);
console.log(claims ? `claims ${claims.sha256}` : 'CLAIMLENS_DATA is not set: own scenes only');

const wanted = Number(values.pictures);
const scenes = Array.from({ length: Math.ceil(wanted / 2) }, (_, i) =>
  renderScene(createScene(SEED + i, SCENE.height), SCENE.width, SCENE.height),
);
await printWarps('own scenes', scenes);
if (folder && claims) {
  const pristine = spreadBySource(claims.rows.filter(({ kind }) => kind.startsWith('pristine-')));
  const chosen = pristine.slice(0, wanted);
  await printWarps('pristine photographs', await Promise.all(chosen.map((row) => open(row.photo))));
  await printUnrelated(claims.rows);
  await printKinds(claims.rows);
}

function open(path: string): Promise<Raster> {
  return readRaster(join(folder ?? '', path));
}

/** Rows in seeded order, sources taking turns, so that a prefix covers as many sources as possible. */
function spreadBySource(rows: readonly ClaimRow[]): ClaimRow[] {
  const random = createRandom(SEED);
  const shuffled = [...rows].map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
  const seen = new Map<string, number>();
  return shuffled
    .map(({ row }) => {
      const turn = seen.get(row.source) ?? 0;
      seen.set(row.source, turn + 1);
      return { row, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ row }) => row);
}

async function printWarps(title: string, pictures: readonly Raster[]): Promise<void> {
  if (pictures.length === 0) return;
  console.log(`\n## ${title}: ${pictures.length} pictures, error in px of the working view`);
  console.log(
    '| warp | aligned | ≤ 2 px | median px | worst px | inliers, median |\n|---|---|---|---|---|---|',
  );
  let good = 0;
  let tried = 0;
  const opened = pictures.map((raster) => ({ raster, view: openView(raster) }));
  for (const warp of WARPS.filter(({ name }) => new RegExp(values.warps).test(name))) {
    const errors: number[] = [];
    const inliers: number[] = [];
    for (const [i, { raster, view }] of opened.entries()) {
      const { raster: photo, truth } = await warp.apply(raster, pictures[(i + 1) % pictures.length]);
      const photoView = openView(photo);
      const found = registerViews(view, photoView);
      inliers.push(found?.inliers ?? 0);
      errors.push(found ? meanError(found, truth, view, photoView) : Number.POSITIVE_INFINITY);
    }
    const share = (limit: number) => errors.filter((error) => error <= limit).length;
    good += share(GOOD_PX);
    tried += errors.length;
    const aligned = errors.filter(Number.isFinite);
    console.log(
      `| ${warp.name} | ${aligned.length} of ${errors.length} | ${share(GOOD_PX)} | ${fixed(median(aligned))} | ${fixed(Math.max(...errors))} | ${median(inliers)} |`,
    );
  }
  console.log(`within ${GOOD_PX} px: ${good} of ${tried} (${((100 * good) / tried).toFixed(1)} %)`);
}

type OpenView = ReturnType<typeof openView>;

/** Mean distance of the found from the true position over the part of the reference that the photo shows. */
function meanError(found: Registration, truth: Homography, reference: OpenView, photo: OpenView): number {
  const toView = (s: number): Homography => [s, 0, (s - 1) / 2, 0, s, (s - 1) / 2, 0, 0, 1];
  const expected = composeHomographies(
    toView(photo.scale),
    composeHomographies(truth, toView(1 / reference.scale)),
  );
  let sum = 0;
  let count = 0;
  for (let y = 8; y < reference.height; y += 16) {
    for (let x = 8; x < reference.width; x += 16) {
      const [u, v] = applyHomography(expected, x, y);
      if (u < 0 || v < 0 || u > photo.width - 1 || v > photo.height - 1) continue;
      const [a, b] = applyHomography(found.homography, x, y);
      sum += Math.hypot(a - u, b - v);
      count++;
    }
  }
  return sum / count;
}

async function printUnrelated(rows: readonly ClaimRow[]): Promise<void> {
  const wantedPairs = Number(values.unrelated);
  if (wantedPairs === 0) return;
  const side = Math.ceil(Math.sqrt(wantedPairs / 2));
  const references = spreadBySource(rows.filter(({ reference }) => reference)).slice(0, side);
  const photos = spreadBySource(rows).slice(0, 2 * side);
  const opened = await Promise.all(references.map(async (row) => openView(await open(row.reference))));
  let pairs = 0;
  let cost = 0;
  const found: string[] = [];
  for (const row of photos) {
    const photo = openView(await open(row.photo));
    for (const [i, reference] of references.entries()) {
      if (pairs === wantedPairs || row.source === reference.source || sharesBlob(row, reference)) continue;
      pairs++;
      const begin = performance.now();
      const registration = registerViews(opened[i], photo);
      cost += performance.now() - begin;
      if (registration)
        found.push(
          `${reference.reference} in ${row.photo}: ${registration.inliers} of ${registration.matches} (${registration.method})`,
        );
    }
  }
  console.log(`\n## unrelated pictures (different sources)`);
  console.log(
    `false registrations: ${found.length} of ${pairs} (${((100 * found.length) / pairs).toFixed(3)} %), ${(cost / pairs).toFixed(0)} ms per pair`,
  );
  for (const line of found) console.log(`- ${line}`);
}

function sharesBlob(a: ClaimRow, b: ClaimRow): boolean {
  const blobs = new Set(a.blobs.match(/[0-9a-f]{40}/g));
  return (b.blobs.match(/[0-9a-f]{40}/g) ?? []).some((blob) => blobs.has(blob));
}

async function printKinds(rows: readonly ClaimRow[]): Promise<void> {
  if (Number(values.claims) === 0) return;
  console.log('\n## claims with a reference');
  console.log(
    '| kind | n | aligned | inliers p10 / median / p90 | rmse px | coverage | mirrored | cost of photo + pair over decode |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  const kinds = [...new Set(rows.filter(({ reference }) => reference).map(({ kind }) => kind))].sort();
  for (const kind of kinds) {
    const ofKind = rows.filter((row) => row.kind === kind && row.reference);
    const chosen = spreadBySource(ofKind).slice(0, Number(values.claims));
    const results: (Registration | null)[] = [];
    const ratios: number[] = [];
    for (const row of chosen) {
      const reference = openView(await open(row.reference));
      const begin = performance.now();
      const raster = await open(row.photo);
      const decoded = performance.now();
      const registration = registerViews(reference, openView(raster));
      ratios.push((performance.now() - decoded) / (decoded - begin));
      results.push(registration);
    }
    const inliers = results.map((result) => result?.inliers ?? 0).sort((a, b) => a - b);
    const at = (share: number) => inliers[Math.floor(share * (inliers.length - 1))];
    const aligned = results.filter((result) => result !== null);
    console.log(
      `| ${kind} | ${chosen.length} | ${aligned.length} | ${at(0.1)} / ${at(0.5)} / ${at(0.9)} | ${fixed(median(aligned.map(({ rmsePx }) => rmsePx)))} | ${fixed(median(aligned.map(({ coverage }) => coverage)))} | ${aligned.filter(({ mirrored }) => mirrored).length} | ${fixed(median(ratios))} |`,
    );
  }
  console.log(
    `ratios: features of the photo and matching against cached features of the reference, over decoding the photo, working view at most ${VIEW_LONG_SIDE_PX} px`,
  );
}

function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : 'not aligned';
}
