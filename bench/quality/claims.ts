import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bootstrapBySource,
  computeAuc,
  computeCllr,
  computeTprAtFpr,
  median,
  thresholdAtFpr,
} from '../../src/bench/metrics.js';
import { collectResults, readResults } from '../claims/collect.js';
import type { ClaimResult } from '../claims/inspect-claims.js';

// Prints how well the shipped package does on a claims folder: worst generator and channel first, false alarms on
// really damaged goods next, then every kind.
//
//     npx tsx bench/quality/claims.ts CLAIMS_FOLDER [--jobs 2] [--results out/claims.jsonl] [--every 1]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    every: { type: 'string', default: '1' },
    /** Reads results of an earlier run instead of inspecting again. */
    from: { type: 'string' },
    /** JSON lines that an interrupted run continues from. */
    journal: { type: 'string' },
    /** Where the results are written as JSON lines. */
    results: { type: 'string', default: 'out/claims.jsonl' },
  },
});

const folder = positionals[0];
if (!folder)
  throw new Error('usage: tsx bench/quality/claims.ts CLAIMS_FOLDER [--jobs 2] [--every 1] [--from FILE]');
const results = values.from
  ? await readResults(values.from)
  : await collectResults(folder, {
      journal: values.journal,
      jobs: Number(values.jobs),
      every: Number(values.every),
      onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} claims`),
    });
if (!values.from) {
  process.stderr.write('\n');
  await mkdir(join(values.results, '..'), { recursive: true });
  await writeFile(values.results, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}
await printTables(results);

async function printTables(all: readonly ClaimResult[]): Promise<void> {
  const hash = createHash('sha256')
    .update(await readFile(join(folder, 'claims.csv')))
    .digest('hex');
  const honest = all.filter((result) => !result.forged);
  const forged = all.filter((result) => result.forged);
  const scores = (rows: readonly ClaimResult[]) => rows.map(({ log10Lr }) => log10Lr ?? 0);
  const flagged = (rows: readonly ClaimResult[]) =>
    rows.filter(({ verdict }) => verdict === 'review' || verdict === 'strong-evidence').length / rows.length;
  const atFive = thresholdAtFpr(scores(honest), 0.05);
  const reach = (rows: readonly ClaimResult[]) =>
    scores(rows).filter((score) => score > atFive).length / rows.length;

  const generated = groupBy(
    forged.filter(({ kind }) => kind === 'generated'),
    ({ generator }) => generator,
  );
  const worst = [...generated]
    .filter(([, rows]) => rows.length >= 5)
    .sort((a, b) => reach(a[1]) - reach(b[1]))[0];
  const channels = [...groupBy(all, ({ channel }) => channel)].map(([channel, rows]) => ({
    channel,
    auc: computeAuc(scores(rows.filter((row) => row.forged)), scores(rows.filter((row) => !row.forged))),
  }));
  const worstChannel = channels.sort((a, b) => a.auc - b.auc)[0];
  const damage = honest.filter(({ kind }) => kind === 'pristine-damage');

  if (worst)
    print(
      `worst generator (n >= 5): ${worst[0]}, TPR at 5 % FPR ${reach(worst[1]).toFixed(2)} of ${worst[1].length}`,
    );
  print(`worst channel: ${worstChannel.channel}, AUC ${worstChannel.auc.toFixed(3)}`);
  print(
    `really damaged goods: flagged for review ${percent(flagged(damage))} of ${damage.length}; all honest ${percent(flagged(honest))} of ${honest.length}; strong evidence ${honest.filter(({ verdict }) => verdict === 'strong-evidence').length}`,
  );
  const auc = (rows: readonly ClaimResult[]) =>
    computeAuc(scores(rows.filter((row) => row.forged)), scores(rows.filter((row) => !row.forged)));
  const [low, high] = bootstrapBySource(all, auc);
  print(
    `all ${all.length}: AUC ${auc(all).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]  TPR at 5 % FPR ${computeTprAtFpr(scores(forged), scores(honest), 0.05).toFixed(3)}  at 1 % ${computeTprAtFpr(scores(forged), scores(honest), 0.01).toFixed(3)}  Cllr ${computeCllr(scores(forged), scores(honest)).toFixed(3)}`,
  );
  print(
    `data sha256 ${hash.slice(0, 16)}  machine ${cpus().length} x ${cpus()[0].model}  node ${process.version}`,
  );

  print('\nkind                     n   AUC    reach  flagged  strong  log10 LR p10/median/p90    mask F1');
  for (const [kind, rows] of [...groupBy(all, ({ kind }) => kind)].sort()) {
    const own = scores(rows).sort((a, b) => a - b);
    const at = (share: number) => own[Math.floor(share * (own.length - 1))].toFixed(2).padStart(6);
    const value = rows[0].forged ? computeAuc(own, scores(honest)) : computeAuc(scores(forged), own);
    const masks = rows.flatMap(({ mask }) => (mask ? [mask.f1] : []));
    print(
      `${kind.padEnd(22)}${String(rows.length).padStart(4)}  ${value.toFixed(3)}  ${reach(rows).toFixed(3)}  ${percent(flagged(rows)).padStart(7)}  ${percent(rows.filter(({ verdict }) => verdict === 'strong-evidence').length / rows.length).padStart(6)}  ${at(0.1)} ${at(0.5)} ${at(0.9)}        ${masks.length ? median(masks).toFixed(3) : ''}`,
    );
  }
  print(
    '\nAUC of a forged kind is taken against all honest claims, of an honest kind against all forged ones;',
  );
  print('reach: share above the threshold that 5 % of all honest claims exceed.');
  print('\nchannel       n   AUC');
  for (const { channel, auc: value } of channels) {
    print(
      `${channel.padEnd(12)}${String(all.filter((row) => row.channel === channel).length).padStart(3)}  ${value.toFixed(3)}`,
    );
  }
  const times = all.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b);
  print(
    `\ntime per inspection with ${values.jobs} side by side: median ${median(times)} ms, p95 ${times[Math.floor(0.95 * times.length)]} ms`,
  );
}

function groupBy(
  rows: readonly ClaimResult[],
  key: (row: ClaimResult) => string,
): Map<string, ClaimResult[]> {
  const groups = new Map<string, ClaimResult[]>();
  for (const row of rows) {
    const name = key(row);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
