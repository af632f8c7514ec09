import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareRegions, readMask } from '../../src/bench/mask-agreement.js';
import { computeAuc, computeTprAtFpr, median } from '../../src/bench/metrics.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { runSignals } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';
import type { Reading, Signal } from '../../src/signals/signal.js';

// Prints what each measurement on the pixels of a single photo finds on a claims folder, without any reference: false
// alarms on really damaged goods first, then kinds of forgery against all honest photos, then channels. The method
// list is the registry itself: every signal of the families below is one row.
//
//     npx tsx bench/quality/forensics.ts CLAIMS_FOLDER [--method jpeg/ghosts]… [--every 4] [--journal out/forensics.jsonl]
//
// Last, one row a method: what it finds alone at 5 % false alarms or fewer, for its processor time.
//
// A reading that is not applicable counts as "nothing found", a score of 0: a method that cannot look gains
// nothing from it. The journal keeps finished photos by method, so that a new method measures alone.

const FAMILIES = ['jpeg/', 'noise/', 'neural/'];
/** Facts about the file that claim nothing about editing. */
const FACTS = ['jpeg/quantization'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    method: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
    journal: { type: 'string' },
  },
});
const folder = positionals[0];
if (!folder)
  throw new Error('usage: tsx bench/quality/forensics.ts CLAIMS_FOLDER [--method ID]… [--journal FILE]');

/** One method on one photo. */
interface Outcome {
  readonly id: string;
  readonly method: string;
  /** The higher, the more it speaks for editing; null when not applicable. */
  readonly score: number | null;
  readonly reason: string;
  readonly regions: number;
  /** Pixel F1 of the regions against the mask; null without a mask, or when not applicable. */
  readonly f1: number | null;
  /** Processor time of the signal with the artifacts that it asked for first. */
  readonly ms: number;
}

type Judged = Outcome & LabelledClaim;

const methods = SIGNALS.filter(({ id }) =>
  values.method
    ? values.method.includes(id)
    : FAMILIES.some((family) => id.startsWith(family)) && !FACTS.includes(id),
);
const claims = (await readClaims(folder)).filter((_, i) => i % Number(values.every) === 0);
const outcomes = await measureAll(claims);
for (const { id } of methods)
  printMethod(
    id,
    outcomes.filter(({ method }) => method === id),
  );
printTiers();

async function measureAll(rows: readonly LabelledClaim[]): Promise<Judged[]> {
  const { journal } = values;
  const known = new Map<string, Outcome>();
  if (journal && existsSync(journal))
    for (const line of readFileSync(journal, 'utf8').split('\n').filter(Boolean)) {
      const outcome = JSON.parse(line) as Outcome;
      known.set(`${outcome.method} ${outcome.id}`, outcome);
    }
  const all: Judged[] = [];
  for (const [i, claim] of rows.entries()) {
    const missing = methods.filter(({ id }) => !known.has(`${id} ${claim.id}`));
    const fresh = missing.length > 0 ? await measurePhoto(claim, missing) : [];
    for (const outcome of fresh) {
      known.set(`${outcome.method} ${outcome.id}`, outcome);
      if (journal) appendFileSync(journal, `${JSON.stringify(outcome)}\n`);
    }
    for (const { id } of methods) all.push({ ...claim, ...known.get(`${id} ${claim.id}`)! });
    process.stderr.write(`\r${i + 1} of ${rows.length} photos`);
  }
  process.stderr.write('\n');
  return all;
}

async function measurePhoto(claim: LabelledClaim, signals: readonly Signal[]): Promise<Outcome[]> {
  const photo = await ingestPhoto(claim.photo);
  const get = createArtifacts({ photo, claim: {}, references: [] });
  const truth = claim.mask ? await readMask(claim.mask) : null;
  const found: Outcome[] = [];
  for (const signal of signals) {
    const begin = process.cpuUsage().user;
    const [{ reading }] = await runSignals([signal], get, { deadlineMs: 600_000, deep: true });
    const ms = (process.cpuUsage().user - begin) / 1000;
    if (reading.status === 'failed')
      throw new Error(`${signal.id}, claim ${claim.id}: ${reading.error.message}`);
    found.push({
      id: claim.id,
      method: signal.id,
      score: scoreOf(signal, reading),
      reason: reading.status === 'measured' ? '' : reading.reason,
      regions: reading.status === 'measured' ? (reading.regions?.length ?? 0) : 0,
      f1:
        truth && reading.status === 'measured'
          ? compareRegions(reading.regions ?? [], photo, truth).f1
          : null,
      ms,
    });
  }
  await (await get('models')).close();
  return found;
}

/** NFA fall with certainty; everything else rises. */
function scoreOf({ unit }: Signal, reading: Reading): number | null {
  if (reading.status !== 'measured') return null;
  return unit === 'log10-nfa' ? -reading.value : reading.value;
}

function printTiers(): void {
  console.log('\nall kinds and channels; gain: TPR less FPR, the most at an FPR of 5 % or less');
  console.table(
    Object.fromEntries(
      methods.map(({ id, tier }) => {
        const rows = outcomes.filter(({ method }) => method === id);
        const [p, n] = [true, false].map((forged) => scoresOf(rows.filter((row) => row.forged === forged)));
        const ms = median(rows.map((row) => row.ms));
        const gain = findGain(p, n, 0.05);
        return [
          id,
          {
            tier,
            'not applicable': share(rows, ({ score }) => score === null),
            AUC: computeAuc(p, n).toFixed(3),
            gain: gain.toFixed(3),
            'ms a photo': ms.toFixed(0),
            'gain per 100 ms': ((100 * gain) / ms).toFixed(3),
          },
        ];
      }),
    ),
  );
}

function findGain(positive: readonly number[], negative: readonly number[], mostFpr: number): number {
  let gain = 0;
  for (const threshold of new Set(positive)) {
    const [tpr, fpr] = [positive, negative].map(
      (scores) => scores.filter((score) => score >= threshold).length / scores.length,
    );
    if (fpr <= mostFpr) gain = Math.max(gain, tpr - fpr);
  }
  return gain;
}

function printMethod(id: string, rows: readonly Judged[]): void {
  const honest = rows.filter(({ forged }) => !forged);
  const damage = honest.filter(({ kind }) => kind === 'pristine-damage');
  const alarms = (group: readonly Judged[]) => group.filter(({ regions }) => regions > 0).length;
  console.log(`\n${id}   median ${median(rows.map(({ ms }) => ms)).toFixed(0)} ms processor time a photo`);
  console.log(
    `  honest photos with a region: damaged goods ${alarms(damage)} of ${damage.length}, all ${alarms(honest)} of ${honest.length}`,
  );
  const reasons = groupBy(
    rows.filter(({ score }) => score === null),
    ({ reason }) => reason,
  ).map(([reason, group]) => `${reason} ${group.length}`);
  console.log(`  not applicable: ${reasons.join(', ') || 'never'} (of ${rows.length})`);
  console.log('  kind or channel            n   n/a   AUC  TPR 5 %  TPR 1 %  regions  pixel F1, mean (n)');
  const forged = groupBy(
    rows.filter((row) => row.forged),
    ({ kind }) => kind,
  );
  for (const [kind, group] of forged) printGroup(kind, group, honest);
  const local = rows.filter(({ mask }) => mask !== null);
  for (const [channel, group] of groupBy(local, (row) => `masked, ${row.channel}`))
    printGroup(
      channel,
      group,
      honest.filter((row) => `masked, ${row.channel}` === channel),
    );
}

function printGroup(name: string, group: readonly Judged[], honest: readonly Judged[]): void {
  const [p, n] = [scoresOf(group), scoresOf(honest)];
  const f1 = group.flatMap((row) => (row.f1 === null ? [] : [row.f1]));
  const mean =
    f1.length > 0
      ? `${(f1.reduce((sum, value) => sum + value, 0) / f1.length).toFixed(3)} (${f1.length})`
      : '';
  console.log(
    `  ${name.padEnd(24)} ${String(group.length).padStart(3)}  ${share(group, ({ score }) => score === null)}  ${computeAuc(p, n).toFixed(3)}     ${computeTprAtFpr(p, n, 0.05).toFixed(2)}     ${computeTprAtFpr(p, n, 0.01).toFixed(2)}     ${share(group, ({ regions }) => regions > 0)}  ${mean}`,
  );
}

function scoresOf(rows: readonly Judged[]): number[] {
  return rows.map(({ score }) => score ?? 0);
}

function share(rows: readonly Judged[], test: (row: Judged) => boolean): string {
  return (rows.filter(test).length / rows.length).toFixed(2);
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
