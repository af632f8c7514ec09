import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { bootstrapBySource, computeAuc, computeTprAtFpr, thresholdAtFpr } from '../../src/bench/metrics.js';
import { openModels } from '../../src/models/models.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { computeResidualStatistics } from '../../src/pixels/residuals/statistics.js';
import { generated } from '../../src/signals/neural/generated.js';

// Prints how well the pixel model tells generated pictures from photographs on a claims folder: worst family and
// channel first, then the figures with 95 % intervals over sources, per kind, family and channel.
//
//     npx tsx bench/quality/pixels.ts CLAIMS_FOLDER [--scores models/pixels/claims-dev-oof.csv] [--shipped]
//
// By default the scores are out of fold: each photo was scored by a model that never saw its repository. --shipped
// measures the photos again with the shipped model instead, which knows their repositories (not their pictures), and
// says how far that is from the recorded scores.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scores: { type: 'string', default: 'models/pixels/claims-dev-oof.csv' },
    shipped: { type: 'boolean', default: false },
  },
});
const folder = positionals[0];
if (!folder) throw new Error('usage: tsx bench/quality/pixels.ts CLAIMS_FOLDER [--scores CSV] [--shipped]');

/** Families with fewer pictures than this say nothing alone. */
const LEAST_FAMILY = 8;
const FALSE_ALARMS = 0.05;

interface Scored extends LabelledClaim {
  readonly score: number;
}

const recorded = parse(await readFile(values.scores, 'utf8'), { columns: true }) as Record<string, string>[];
const claims = await readClaims(folder);
const scored = values.shipped ? await scoreAgain(claims) : join(claims, 'logit_oof');
printFigures(scored);
if (values.shipped) {
  const before = new Map(join(claims, 'logit_shipped').map(({ id, score }) => [id, score]));
  const furthest = Math.max(...scored.map(({ id, score }) => Math.abs(score - (before.get(id) ?? score))));
  console.log(
    `\nlargest difference to the recorded scores of the shipped model: ${furthest.toExponential(1)}`,
  );
}

function printFigures(all: readonly Scored[]): void {
  const honest = all.filter(({ forged }) => !forged);
  const made = all.filter(({ kind }) => kind === 'generated');
  const threshold = thresholdAtFpr(scores(honest), FALSE_ALARMS);
  const above = (rows: readonly Scored[]) =>
    rows.filter(({ score }) => score > threshold).length / rows.length;
  const families = groups(made, ({ generator }) => generator).filter(
    ([, rows]) => rows.length >= LEAST_FAMILY,
  );
  const channels = groups(all, ({ channel }) => channel).map(([name, rows]) => {
    const auc = aucOf(
      rows.filter(({ kind }) => kind === 'generated'),
      rows.filter(({ forged }) => !forged),
    );
    return [name, rows, auc] as const;
  });
  const worstFamily = families.reduce((worst, next) => (above(next[1]) < above(worst[1]) ? next : worst));
  const worstChannel = channels.reduce((worst, next) => (next[2] < worst[2] ? next : worst));
  console.log(
    `worst family ${worstFamily[0]}: TPR ${above(worstFamily[1]).toFixed(2)} at 5 % false alarms (n ${worstFamily[1].length}); worst channel ${worstChannel[0]}: AUC ${worstChannel[2].toFixed(3)}`,
  );
  const both = [...made, ...honest];
  const split = (sample: readonly Scored[]) =>
    [scores(sample.filter(({ forged }) => forged)), scores(sample.filter(({ forged }) => !forged))] as const;
  line('AUC', both, (sample) => computeAuc(...split(sample)));
  line('TPR at 5 %', both, (sample) => computeTprAtFpr(...split(sample), 0.05));
  line('TPR at 1 %', both, (sample) => computeTprAtFpr(...split(sample), 0.01));

  console.log(
    `\nshare above the 5 % threshold (${threshold.toFixed(2)}) and AUC against all photographs, by kind`,
  );
  for (const [kind, rows] of groups(all, ({ kind }) => kind)) {
    const interval = bootstrapBySource(rows, above);
    console.log(
      `  ${kind.padEnd(24)} n ${pad(rows.length)}  ${share(above(rows), interval)}  AUC ${aucOf(rows, honest).toFixed(3)}`,
    );
  }
  console.log('\ngenerated pictures by family');
  for (const [family, rows] of groups(made, ({ generator }) => generator))
    console.log(
      `  ${family.padEnd(24)} n ${pad(rows.length)}  TPR ${above(rows).toFixed(2)}  AUC ${aucOf(rows, honest).toFixed(3)}`,
    );
  console.log('\ngenerated against photographs of the same channel');
  for (const [channel, rows, auc] of channels) {
    const ownHonest = rows.filter(({ forged }) => !forged);
    console.log(
      `  ${channel.padEnd(24)} n ${pad(rows.length)}  AUC ${auc.toFixed(3)}  false alarms ${above(ownHonest).toFixed(3)}`,
    );
  }
  console.log('\nfalse alarms by source, at least 8 photographs');
  for (const [source, rows] of groups(honest, ({ source }) => source))
    if (rows.length >= LEAST_FAMILY)
      console.log(`  ${source.padEnd(56)} n ${pad(rows.length)}  ${above(rows).toFixed(2)}`);
}

function line(name: string, rows: readonly Scored[], statistic: (sample: readonly Scored[]) => number): void {
  console.log(`${name.padEnd(12)} ${share(statistic(rows), bootstrapBySource(rows, statistic))}`);
}

function share(value: number, [low, high]: readonly [number, number]): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function pad(count: number): string {
  return String(count).padStart(3);
}

function scores(rows: readonly Scored[]): number[] {
  return rows.map(({ score }) => score);
}

function aucOf(positive: readonly Scored[], negative: readonly Scored[]): number {
  return computeAuc(scores(positive), scores(negative));
}

function groups(rows: readonly Scored[], key: (row: Scored) => string): [string, Scored[]][] {
  const found = new Map<string, Scored[]>();
  for (const row of rows) {
    const group = found.get(key(row));
    if (group) group.push(row);
    else found.set(key(row), [row]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Claims with a recorded score; photos too small for the model have none. */
function join(rows: readonly LabelledClaim[], column: string): Scored[] {
  const byId = new Map(recorded.map((row) => [row.id, Number(row[column])]));
  return rows.flatMap((row) => {
    const score = byId.get(row.id);
    return score === undefined ? [] : [{ ...row, score }];
  });
}

async function scoreAgain(rows: readonly LabelledClaim[]): Promise<Scored[]> {
  const models = openModels();
  const found: Scored[] = [];
  for (const [i, row] of rows.entries()) {
    const photo = await ingestPhoto(row.photo);
    const residualStatistics = computeResidualStatistics(photo.raster);
    const reading = await generated.measure({ photo, residualStatistics, models });
    if (reading.status === 'measured') found.push({ ...row, score: reading.value });
    process.stderr.write(`\r${i + 1} of ${rows.length} photos`);
  }
  process.stderr.write('\n');
  await models.close();
  return found;
}
