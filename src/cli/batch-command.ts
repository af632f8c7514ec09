import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ClaimlensError } from '../errors.js';
import { openResults, type ResultsFile, readFinished } from './batch/results.js';
import { type Outcome, openRowInspector, type RowInspectorOptions } from './batch/row-inspector.js';
import { type Row, readRows } from './batch/rows.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { toLimits } from './inspect-command.js';
import { startProgress } from './progress.js';
import { openNamedRegistry, type RegistryArguments, readRegistryArguments } from './registry.js';
import { type Output, warn } from './terminal.js';
import { readTrustAnchors } from './trust-anchors.js';

/** What `claimlens batch` was given. */
export interface BatchArguments extends RegistryArguments {
  readonly out: string;
  readonly jobs: number;
  readonly resume?: boolean;
  /** Begins anew although `out` holds something. */
  readonly overwrite?: boolean;
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** Seconds per claim. */
  readonly timeLimit?: number;
  /** Runs the deep signals too. */
  readonly deep?: boolean;
}

/** Rows handed out ahead of the first unfinished one, per worker: keeps memory flat when one row is slow. */
const AHEAD_PER_JOB = 4;

/** What shells report for a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Inspects every row of a claims file; bad rows become error lines and never stop the batch. */
export async function batchCommand(
  claims: string,
  options: BatchArguments,
  { progressTo = process.stderr, child }: { progressTo?: Output; child?: RowInspectorOptions['child'] } = {},
): Promise<ExitCode> {
  if (resolve(claims) === resolve(options.out))
    throw new ClaimlensError('invalid-argument', '--out: expected another file than the claims');
  if (!options.resume && !options.overwrite) await expectNoResults(options.out);
  const c2paTrust = await readTrustAnchors(options.c2paTrust);
  // Opened once before the workers do: a wrong name fails at once, and the tables are there.
  await (await openNamedRegistry(options))?.close();
  const total = await countRows(claims);
  const finished = options.resume ? await readFinished(options.out) : { ids: [], failed: 0, bytes: 0 };
  if (finished.ids.length > total)
    throw new ClaimlensError(
      'invalid-argument',
      `--resume: expected at most ${total} results in ${options.out}, got ${finished.ids.length}`,
    );

  const rows = readRows(claims);
  await skipFinished(rows, finished.ids, options.out);
  const { jobs, policy, deep, timeLimit } = options;
  const inspector = await openRowInspector({
    jobs: Math.min(jobs, total - finished.ids.length),
    inspector: {
      policy,
      c2paTrust,
      deep,
      ...(await readRegistryArguments(options)),
      limits: toLimits(timeLimit),
    },
    child,
  });
  const progress = startProgress(progressTo, { total, skipped: finished.ids.length });
  let { failed } = finished;
  let done = finished.ids.length;
  // Every line is written whole before the next, so that stopping here loses nothing.
  const onInterrupt = () => {
    warn(`interrupted after ${done} of ${total} claims; --resume continues`);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', onInterrupt);
  let results: ResultsFile | null = null;
  try {
    results = openResults(options.out, finished.bytes);
    const running: { row: Row; outcome: Promise<Outcome> }[] = [];
    const writeFirst = async (file: ResultsFile) => {
      const first = running.shift();
      if (!first) return;
      const outcome = await first.outcome;
      file.append(formatResult(first.row, outcome));
      if ('error' in outcome) failed++;
      progress.update(++done, failed);
    };
    for await (const row of rows) {
      const outcome = row.task instanceof ClaimlensError ? refuse(row.task) : inspector.inspect(row.task);
      running.push({ row, outcome });
      if (running.length >= jobs * AHEAD_PER_JOB) await writeFirst(results);
    }
    while (running.length > 0) await writeFirst(results);
  } finally {
    process.off('SIGINT', onInterrupt);
    progress.end();
    inspector.close();
    results?.close();
  }
  if (failed > 0) warn(`${failed} of ${total} claims ended in an error; see ${options.out}`);
  return EXIT.done;
}

/** One line of the results file. */
export function formatResult(row: Row, outcome: Outcome): string {
  const { id, extra } = row;
  if ('error' in outcome) return JSON.stringify({ id, ...extra, error: outcome.error });
  // The report keeps its canonical form, so that it can be cut out, stored and verified.
  const head = JSON.stringify({ id, ...extra });
  return `${head.slice(0, -1)},"report":${outcome.report}}`;
}

/** Results took hours, perhaps, and only the user knows whether they were kept. */
async function expectNoResults(out: string): Promise<void> {
  const size = await stat(out).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0)
    throw new ClaimlensError(
      'invalid-argument',
      `--out: ${out} holds results already; --resume continues them, --overwrite begins anew`,
    );
}

async function countRows(claims: string): Promise<number> {
  let total = 0;
  for await (const _ of readRows(claims)) total++;
  return total;
}

/** Takes the finished rows off the front, comparing ids: a results file of other claims is never continued. */
async function skipFinished(rows: AsyncGenerator<Row>, ids: readonly string[], out: string): Promise<void> {
  for (const [i, id] of ids.entries()) {
    const { value } = await rows.next();
    if (value?.id !== id)
      throw new ClaimlensError(
        'invalid-argument',
        `--resume: expected the result of claim ${value?.id} in line ${i + 1} of ${out}, got ${id}`,
      );
  }
}

async function refuse(error: ClaimlensError): Promise<Outcome> {
  return { error: { code: error.code, message: error.message } };
}
