import { parseArgs } from 'node:util';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { compareRegions, readMask } from '../../src/bench/mask-agreement.js';
import { computeAuc, computeTprAtFpr, median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { runSignals, type SignalOutcome } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';

// What signals that measure a log10 NFA say of a claims folder, each alone, without references.
//
//     npx tsx bench/quality/traces.ts CLAIMS_FOLDER [--signals jpeg/grid,noise/resampling,noise/demosaicing] [--every 1]
//
// `found` counts values below 0. AUC and TPR take the lower value for forged; photos to which a signal does not apply
// count as 0. Pixel F1 is the median over masked photos in which something was found.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    signals: { type: 'string', default: 'jpeg/grid,noise/resampling,noise/demosaicing' },
    every: { type: 'string', default: '1' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: tsx bench/quality/traces.ts CLAIMS_FOLDER [--signals a,b] [--every 1]');
const ids = values.signals.split(',');
const signals = SIGNALS.filter(({ id }) => ids.includes(id));
if (signals.length !== ids.length) throw new Error(`--signals: expected known ids, got ${values.signals}`);

interface Row {
  readonly claim: LabelledClaim;
  readonly megapixels: number;
  readonly outcomes: readonly SignalOutcome[];
  /** Agreement of each signal's regions with the mask; null without a mask or without regions. */
  readonly f1: readonly (number | null)[];
}

const rows: Row[] = [];
for (const claim of (await readClaims(folder)).filter((_, i) => i % Number(values.every) === 0))
  rows.push(await measure(claim));
const machine = describeMachine();
console.log(`${rows.length} photos; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
signals.forEach((signal, index) => {
  console.log(`\n${signal.id}`);
  console.table(tabulate(index, ({ kind }) => kind));
  console.table(tabulate(index, ({ channel }) => channel));
  const value = readerOf(index);
  const scores = (forged: boolean) =>
    rows.filter(({ claim }) => claim.forged === forged).map((row) => -value(row));
  const [forged, honest] = [scores(true), scores(false)];
  console.log(
    `AUC ${computeAuc(forged, honest).toFixed(3)}  TPR at 5 % FPR ${computeTprAtFpr(forged, honest, 0.05).toFixed(3)}  at 1 % ${computeTprAtFpr(forged, honest, 0.01).toFixed(3)}  found ${forged.filter((score) => score > 0).length} of ${forged.length} forged, ${honest.filter((score) => score > 0).length} of ${honest.length} honest  elapsed ${median(rows.map((row) => row.outcomes[index].elapsedMs / row.megapixels)).toFixed(0)} ms per Mpx`,
  );
});

async function measure(claim: LabelledClaim): Promise<Row> {
  const photo = await ingestPhoto(claim.photo);
  const get = createArtifacts({ photo, claim: {}, references: [] });
  const outcomes = await runSignals(signals, get, { deadlineMs: Number.POSITIVE_INFINITY, deep: true });
  const truth = claim.mask ? await readMask(claim.mask) : null;
  const f1 = outcomes.map(({ reading }) => {
    if (!truth || reading.status !== 'measured' || !reading.regions?.length) return null;
    return compareRegions(reading.regions, photo, truth).f1;
  });
  return { claim, megapixels: (photo.width * photo.height) / 1e6, outcomes, f1 };
}

function readerOf(index: number): (row: Row) => number {
  return ({ outcomes }) => {
    const { reading } = outcomes[index];
    return reading.status === 'measured' ? reading.value : 0;
  };
}

function tabulate(index: number, key: (claim: LabelledClaim) => string) {
  const value = readerOf(index);
  const names = [...new Set(rows.map(({ claim }) => key(claim)))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const group = rows.filter(({ claim }) => key(claim) === name);
      const [forged, honest] = [true, false].map((is) => group.filter(({ claim }) => claim.forged === is));
      const f1 = group.flatMap((row) => row.f1[index] ?? []);
      return [
        name,
        {
          n: group.length,
          'not applicable': group.filter(({ outcomes }) => outcomes[index].reading.status !== 'measured')
            .length,
          'found, honest': honest.length
            ? `${honest.filter((row) => value(row) < 0).length} of ${honest.length}`
            : '',
          'found, forged': forged.length
            ? `${forged.filter((row) => value(row) < 0).length} of ${forged.length}`
            : '',
          'pixel F1': f1.length ? median(f1).toFixed(2) : '',
        },
      ];
    }),
  );
}
