import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readJsonLines } from '../../models/data/index-row.js';
import { Meter } from '../robustness/measure.js';
import { drawCurves } from '../robustness/plot.js';
import { openListings, paintListings, renderListings } from '../robustness/subjects.js';
import { type Curve, formatCurve, formatPage } from '../robustness/table.js';
import { TREATMENTS } from '../robustness/treatments.js';

// Every number of the run comes from it; `--seed` draws other scenes and other damage.
const DEFAULT_SEED = 20261121;

/** One measured treatment and what it was measured with. */
interface Row {
  readonly settings: string;
  readonly curve: Curve;
}

/**
 * How the reference comparison holds when a damaged shop picture is compressed, resized, cropped, toned, mirrored,
 * turned or shown in a screenshot.
 *
 *     npx tsx bench/quality/robustness.ts [--pictures 6] [--markdown docs/robustness.md] [--plot docs/robustness.svg]
 *
 * With `--store DIR` the pictures are pristine ones of a training store instead of rendered scenes. `--rows FILE` keeps what was
 * measured, and an interrupted run goes on: of another version of the code it must be another file.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pictures: { type: 'string', default: '6' },
      /** Long side of the pictures. */
      px: { type: 'string', default: '700' },
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      store: { type: 'string' },
      /** Names of treatments to run, as a regular expression. */
      only: { type: 'string', default: '' },
      rows: { type: 'string' },
      markdown: { type: 'string' },
      plot: { type: 'string' },
    },
  });
  const [count, px, seed] = [values.pictures, values.px, values.seed].map(Number);
  if (!(count >= 1 && px >= 64 && Number.isInteger(seed)))
    throw new Error('expected --pictures of at least 1, --px of at least 64, an integer --seed');
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, one core used, node ${process.version}`;
  console.log(`machine ${machine}, seed ${seed}`);
  const settings = JSON.stringify([count, px, seed, values.store ?? null]);
  const known = values.rows && existsSync(values.rows) ? readJsonLines<Row>(values.rows) : [];
  const wanted = TREATMENTS.filter(({ name }) => new RegExp(values.only).test(name));
  const missing = wanted.filter(
    ({ name }) => !known.some((row) => row.settings === settings && row.curve.name === name),
  );
  if (missing.length > 0) {
    const listings = values.store
      ? await openListings(values.store, count, px, seed)
      : await renderListings(count, px, seed);
    const subjects = await paintListings(listings, seed);
    const meter = new Meter();
    for (const { name, levels } of missing) {
      const results = [];
      for (const level of levels) results.push(await meter.measureLevel(subjects, level));
      const row: Row = { settings, curve: { name, levels: results } };
      known.push(row);
      if (values.rows) appendFileSync(values.rows, `${JSON.stringify(row)}\n`);
    }
  }
  const curves = wanted.flatMap(({ name }) =>
    known
      .filter((row) => row.settings === settings && row.curve.name === name)
      .slice(-1)
      .map(({ curve }) => curve),
  );
  for (const curve of curves) console.log(`\n${formatCurve(curve)}`);
  if (values.plot) write(values.plot, drawCurves(curves));
  if (values.markdown) {
    // Where a store lies on this machine tells a reader nothing.
    const options = process.argv.slice(2).map((option) => (option === values.store ? 'DIR' : option));
    const command = ['npx tsx bench/quality/robustness.ts', ...options].join(' ');
    const source = values.store ? 'pristine photographs of a training store' : 'rendered shop pictures';
    const plot = values.plot ? relative(dirname(values.markdown), values.plot) : null;
    const pictures = `${count} ${source} of ${px} px`;
    write(values.markdown, formatPage(curves, { command, pictures, count, seed, machine }, plot));
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

await main();
