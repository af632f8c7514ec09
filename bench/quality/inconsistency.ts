import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareMasks, computeAuc, computeTprAtFpr, median } from '../../src/bench/metrics.js';
import { measureCells } from '../../src/forensics/noise/cells.js';
import { measureInconsistency } from '../../src/forensics/noise/inconsistency.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { shrinkPlane } from '../../src/pixels/resize.js';

// How well unlike residuals tell edited photos from honest ones, and edited pixels from the others, without references.
//
//     npx tsx bench/quality/inconsistency.ts CLAIMS_FOLDER [--every 1] [--offset 0]
//
// Per kind: AUC and TPR of the reading's value against all honest photos, how many honest photos get regions, AUC of
// the map within masked photos (cells at least 30 % altered against untouched cells; median over photos), pixel F1 of
// the map above 0.45 (mean over masked photos, cells of 8 px).

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1' }, offset: { type: 'string', default: '0' } },
});
const [folder] = positionals;
if (!folder)
  throw new Error('usage: tsx bench/quality/inconsistency.ts CLAIMS_FOLDER [--every 1] [--offset 0]');

/** Natural log of distance over median from which regions are reported; see `outlier-regions.ts`. */
const REGION_LEVEL = 6;
const MAP_LEVEL = 0.45;
const ALTERED_SHARE = 0.3;

interface Row {
  readonly claim: LabelledClaim;
  readonly value: number;
  readonly hasRegions: boolean;
  readonly mapAuc: number | null;
  readonly f1: number | null;
  readonly cpuMs: number;
}

const rows: Row[] = [];
let notApplicable = 0;
const claims = (await readClaims(folder)).filter(
  (_, i) => i % Number(values.every) === Number(values.offset),
);
for (const claim of claims) {
  const row = await measure(claim);
  if (row) rows.push(row);
  else notApplicable++;
}
const honest = rows.filter(({ claim }) => !claim.forged);
console.log(
  `${claims.length} photos, ${notApplicable} not applicable, ${honest.length} honest; regions in ${honest.filter(({ hasRegions }) => hasRegions).length} honest; ${median(rows.map(({ cpuMs }) => cpuMs)).toFixed(0)} ms of processor time a photo`,
);
for (const key of ['kind', 'channel'] as const) {
  const names = [...new Set(rows.map(({ claim }) => claim[key]))].sort();
  console.table(Object.fromEntries(names.map((name) => [name, tabulate(name, key)])));
}

function tabulate(name: string, key: 'kind' | 'channel') {
  const group = rows.filter(({ claim }) => claim[key] === name);
  // A channel is compared with the honest photos of the same channel.
  const [of, against] =
    key === 'kind'
      ? [group, honest]
      : [group.filter(({ mapAuc }) => mapAuc !== null), group.filter(({ claim }) => !claim.forged)];
  const scores = (part: readonly Row[]) => part.map(({ value }) => value);
  const maps = of.flatMap(({ mapAuc }) => mapAuc ?? []);
  const f1 = of.flatMap(({ f1 }) => f1 ?? []);
  return {
    n: of.length,
    AUC: computeAuc(scores(of), scores(against)).toFixed(3),
    'TPR at 5 %': computeTprAtFpr(scores(of), scores(against), 0.05).toFixed(2),
    'TPR at 1 %': computeTprAtFpr(scores(of), scores(against), 0.01).toFixed(2),
    regions: of.filter(({ hasRegions }) => hasRegions).length,
    'map AUC': maps.length ? median(maps).toFixed(2) : '',
    'pixel F1': f1.length ? (f1.reduce((sum, value) => sum + value, 0) / f1.length).toFixed(2) : '',
  };
}

async function measure(claim: LabelledClaim): Promise<Row | null> {
  const { raster } = await ingestPhoto(claim.photo);
  const before = process.cpuUsage();
  const found = measureInconsistency(measureCells(raster));
  const { user, system } = process.cpuUsage(before);
  if (!found) return null;
  const { outlier, colourOutlier, map } = found;
  const shares = claim.mask ? await readShares(claim.mask, map.width, map.height) : null;
  const altered = shares ? [...map.data].filter((_, i) => shares[i] > ALTERED_SHARE) : [];
  const untouched = shares ? [...map.data].filter((_, i) => shares[i] === 0) : [];
  return {
    claim,
    value: (outlier + colourOutlier) / 2,
    hasRegions: outlier >= REGION_LEVEL,
    // Fewer cells say nothing of a map.
    mapAuc: altered.length >= 3 && untouched.length >= 3 ? computeAuc(altered, untouched) : null,
    f1:
      shares && altered.length >= 3
        ? compareMasks(
            Uint8Array.from(map.data, (value) => Number(value >= MAP_LEVEL)),
            Uint8Array.from(shares, (share) => Number(share > ALTERED_SHARE)),
          ).f1
        : null,
    cpuMs: (user + system) / 1000,
  };
}

/** Share of altered pixels in each cell, 0..1. */
async function readShares(path: string, columns: number, rowCount: number): Promise<Float32Array> {
  const raster = await decodeRaster(await readFile(path), { maxPixels: 64e6, timeoutMs: 10_000 });
  const { width, height, data } = raster;
  const mask = Float32Array.from({ length: width * height }, (_, i) => Number(data[3 * i] > 127));
  return shrinkPlane({ width, height, data: mask }, columns, rowCount).data;
}
