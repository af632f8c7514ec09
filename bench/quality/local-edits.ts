import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import {
  bootstrapBySource,
  computeAuc,
  computeTprAtFpr,
  median,
  thresholdAtFpr,
} from '../../src/bench/metrics.js';
import type { MaskAgreement } from '../../src/bench/result.js';
import { openModels } from '../../src/models/models.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import { SIGNALS } from '../../src/signals/index.js';
import type { Signal } from '../../src/signals/signal.js';
import { type JudgedMap, judgeMap, shareAltered } from './map-agreement.js';

// How well readings without a reference tell edited photos from honest ones, and edited pixels from the others.
//
//     npx tsx bench/quality/local-edits.ts CLAIMS_FOLDER [--reading noise/inconsistency] [--every 1] [--offset 0]
//     npx tsx bench/quality/local-edits.ts CLAIMS_FOLDER --reading neural/edited [--models FOLDER] [--folds FILE --fold 0]
//
// Photos: the honest ones, and the forged ones that come with a mask. Per kind: AUC of the reading's value against all
// honest photos with its interval (whole sources resampled), TPR at 5 % and 1 %, share above the 5 % threshold, photos
// with regions. Per kind with masks, of the map as a report shows it: AUC within a photo (median), the same among the
// half of the photo's cells that can be trusted less and among the other half, and pixel F1, IoU and MCC, means over photos,
// of what reaches a share of the photo's largest value (chosen on the training store's edits), at the level that is best
// for all masked photos together, and at the best for each photo: these two were chosen on the answers and are upper
// bounds. No map is inverted or moved.
//
// `--models` takes the network of models/localization/export.py instead of the shipped one, and `--folds` (folds.json of
// the store) with `--fold` leaves the claims whose source is in that fold: those that a network trained without it never saw.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reading: { type: 'string', default: 'noise/inconsistency' },
    models: { type: 'string' },
    folds: { type: 'string' },
    fold: { type: 'string' },
    every: { type: 'string', default: '1' },
    offset: { type: 'string', default: '0' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: tsx bench/quality/local-edits.ts CLAIMS_FOLDER [--reading ID]');
const signal = findSignal(values.reading);
const models = openModels({ folder: values.models });

/** Level of the map from which a cell counts as marked. */
const MARKED_LEVEL = 0.6;
const SHARE_OF_LARGEST = 0.6;
const LEVELS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
/** For the AUC of a map: cells altered at least by this share against cells not altered at all. */
const ALTERED_SHARE = 0.3;
const LEAST_CELLS = 3;
const DECODE = { maxPixels: 64e6, timeoutMs: 10_000 };

/** A map with how far each of its cells can be trusted. */
interface TrustedMap extends JudgedMap {
  readonly trust: ArrayLike<number>;
}

interface Row extends Pick<LabelledClaim, 'kind' | 'source' | 'forged'> {
  readonly value: number;
  readonly hasRegions: boolean;
  /** Share of the photo's cells at or above `MARKED_LEVEL`. */
  readonly marked: number;
  readonly map: TrustedMap | null;
  readonly cpuMs: number;
}

/** The level of a photo's map from which its cells are called altered. */
type Level = (map: JudgedMap) => number;

const rows: Row[] = [];
let notApplicable = 0;
const foldOf: Record<string, number> = values.folds ? JSON.parse(await readFile(values.folds, 'utf8')) : {};
const claims = (await readClaims(folder))
  .filter(({ forged, mask }, i) => (!forged || mask) && i % Number(values.every) === Number(values.offset))
  .filter(({ source }) => !values.fold || foldOf[source.replace('+', '/')] === Number(values.fold));
for (const claim of claims) {
  const row = await measure(claim);
  if (row) rows.push(row);
  else notApplicable++;
}
const honest = rows.filter(({ forged }) => !forged);
const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
console.log(
  `${claims.length} photos, ${notApplicable} not applicable, ${honest.length} honest; ${median(rows.map(({ cpuMs }) => cpuMs)).toFixed(0)} ms of processor time a photo`,
);
const honestValues = honest.map(({ value }) => value);
console.log(
  `values that 5 % and 1 % of the honest photos exceed: ${[0.05, 0.01].map((share) => thresholdAtFpr(honestValues, share)).join(', ')}`,
);
console.table(Object.fromEntries(kinds.map((kind) => [kind, tabulateValues(ofKind(kind))])));
const bestLevel = LEVELS[indexOfLargest(LEVELS.map((level) => meanAgreement(rows, () => level)?.f1 ?? 0))];
console.log(
  `maps at ${SHARE_OF_LARGEST} of their largest value and at ${bestLevel}, the best level for these photos`,
);
console.table(
  Object.fromEntries(
    [...kinds.filter((kind) => ofKind(kind).some(({ map }) => map)), 'all'].map((kind) => [
      kind,
      tabulateMaps(kind === 'all' ? rows : ofKind(kind)),
    ]),
  ),
);

function findSignal(id: string): Signal {
  const found = SIGNALS.find((signal) => signal.id === id);
  if (!found) throw new Error(`--reading: no signal ${id}`);
  return found;
}

function ofKind(kind: string): Row[] {
  return rows.filter((row) => row.kind === kind);
}

function tabulateValues(group: readonly Row[]) {
  const scores = (part: readonly Row[]) => part.map(({ value }) => value);
  const forged = group[0].forged;
  const [low, high] = bootstrapBySource([...group, ...honest], (sample) =>
    computeAuc(
      scores(sample.filter(({ kind }) => kind === group[0].kind)),
      scores(sample.filter((row) => !row.forged)),
    ),
  );
  const limit = thresholdAtFpr(scores(honest), 0.05);
  return {
    n: group.length,
    ...(forged && {
      AUC: `${computeAuc(scores(group), scores(honest)).toFixed(3)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
      'TPR at 1 %': computeTprAtFpr(scores(group), scores(honest), 0.01).toFixed(2),
    }),
    'above 5 %': (group.filter(({ value }) => value > limit).length / group.length).toFixed(3),
    'with regions': group.filter(({ hasRegions }) => hasRegions).length,
    'area marked': (group.reduce((sum, { marked }) => sum + marked, 0) / group.length).toFixed(3),
  };
}

function tabulateMaps(group: readonly Row[]) {
  const masked = group.flatMap(({ map }) => map ?? []);
  const show = (level: Level) => {
    const { f1, iou, mcc } = meanAgreement(group, level) ?? { f1: 0, iou: 0, mcc: 0 };
    return [f1, iou, mcc].map((value) => value.toFixed(3)).join(' / ');
  };
  return {
    n: masked.length,
    'map AUC': median(masked.map((map) => aucWithin(map)).filter(Number.isFinite)).toFixed(2),
    'trusted less, more': [false, true]
      .map((more) => median(masked.map((map) => aucAmong(map, more)).filter(Number.isFinite)).toFixed(2))
      .join(' / '),
    'F1 / IoU / MCC': show((map) => SHARE_OF_LARGEST * largestOf(map.values)),
    'at the best level': show(() => bestLevel),
    'level of each mask, F1': meanAgreement(group, ownBestLevel)?.f1.toFixed(3),
    'all marked, F1': meanAgreement(group, () => Number.NEGATIVE_INFINITY)?.f1.toFixed(3),
  };
}

/** Mean over masked photos; null without any. */
function meanAgreement(group: readonly Row[], level: Level): MaskAgreement | null {
  const found = group.flatMap(({ map }) => (map ? judgeMap(map, [level(map)]) : []));
  if (found.length === 0) return null;
  const mean = (name: keyof MaskAgreement) =>
    found.reduce((sum, agreement) => sum + agreement[name], 0) / found.length;
  return { f1: mean('f1'), iou: mean('iou'), mcc: mean('mcc') };
}

/** The level that agrees best with the photo's own mask. */
function ownBestLevel(map: JudgedMap): number {
  const largest = largestOf(map.values);
  const levels = LEVELS.map((share) => share * largest);
  return levels[indexOfLargest(judgeMap(map, levels).map(({ f1 }) => f1))];
}

/** Among the half of the cells that can be trusted more, or the other half. */
function aucAmong(map: TrustedMap, more: boolean): number {
  const middle = median(Array.from(map.trust));
  return aucWithin(map, (i) => map.trust[i] >= middle === more);
}

function aucWithin(
  { values: cells, shares }: JudgedMap,
  among: (cell: number) => boolean = () => true,
): number {
  const part = (keep: (share: number) => boolean) =>
    Array.from(cells).filter((_, i) => keep(shares[i]) && among(i));
  const altered = part((share) => share > ALTERED_SHARE);
  const untouched = part((share) => share === 0);
  return altered.length >= LEAST_CELLS && untouched.length >= LEAST_CELLS
    ? computeAuc(altered, untouched)
    : Number.NaN;
}

function largestOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, value), 0);
}

function indexOfLargest(numbers: readonly number[]): number {
  return numbers.indexOf(Math.max(...numbers));
}

async function measure({ photo, mask, kind, source, forged }: LabelledClaim): Promise<Row | null> {
  const ingested = await ingestPhoto(photo);
  const get = createArtifacts({ photo: ingested, claim: {}, references: [], models });
  const before = process.cpuUsage();
  const needed = await Promise.all(signal.needs.map(async (name) => [name, await get(name)] as const));
  const reading = await signal.measure(Object.fromEntries(needed) as never);
  const { user, system } = process.cpuUsage(before);
  if (reading.status !== 'measured' || !reading.map || !reading.mapConfidence) return null;
  const { value, regions, map, mapConfidence } = reading;
  const grid = { columns: map.width, rows: map.height, sidePx: (await get('inconsistency'))?.cellPx ?? 0 };
  return {
    kind,
    source,
    forged,
    value,
    hasRegions: (regions ?? []).length > 0,
    marked: map.data.reduce((sum, level) => sum + Number(level >= MARKED_LEVEL), 0) / map.data.length,
    map: mask
      ? {
          values: map.data,
          trust: mapConfidence.data,
          ...shareAltered(await decodeRaster(await readFile(mask), DECODE), grid),
        }
      : null,
    cpuMs: (user + system) / 1000,
  };
}
