import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readClaims } from '../bench/claims.js';
import { compareBenches, parseBench } from '../bench/compare.js';
import { renderMarkdown } from '../bench/markdown.js';
import { type Inspect, type Measured, measureClaims } from '../bench/measure.js';
import { renderPage } from '../bench/page.js';
import { BENCH_SCHEMA, type BenchReport, describeMachine, describeTool, hashData } from '../bench/report.js';
import { measureSpeed, type SpeedSummary } from '../bench/speed.js';
import { summarizeQuality } from '../bench/summary.js';
import { makeClaims } from '../bench/synthetic-claims.js';
import { headline, provenanceLine } from '../bench/tables.js';
import { ClaimlensError } from '../errors.js';
import { openFusion } from '../fusion/classifier.js';
import { createInspector } from '../inspect.js';
import { openModels } from '../models/models.js';
import type { Language } from '../report/fill.js';
import type { Report } from '../report/schema.js';
import { openRowInspector } from './batch/row-inspector.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { startProgress } from './progress.js';
import { print } from './terminal.js';

/** What `claimlens bench` was given. */
export interface BenchArguments {
  /** Folder for bench.json, bench.md, bench.html. */
  readonly out: string;
  readonly jobs: number;
  readonly every: number;
  /** Size and seed of the rendered set. */
  readonly claims: number;
  readonly seed: number;
  /** False with `--no-speed`. */
  readonly speed: boolean;
  /** bench.json of an earlier run. */
  readonly compare?: string;
  readonly policy?: string;
  readonly json?: boolean;
  readonly lang: Language;
}

/** A benchmark measures what the signals say, not what a loaded machine cuts off. */
const TIME_LIMIT_MS = 120_000;
/** Claims of the throughput measurement. */
const BATCH_CLAIMS = 12;
const MEASURED_ROUNDS = 4;

/** Measures quality, speed and memory on a claims folder, or on rendered claims, and writes the result. */
export async function benchCommand(folder: string | undefined, options: BenchArguments): Promise<ExitCode> {
  const before = options.compare === undefined ? undefined : await readBench(options.compare);
  const scratch = await mkdtemp(join(tmpdir(), 'claimlens-bench-'));
  const models = openModels();
  try {
    const fusion = await openFusion(models, { policy: options.policy });
    const data =
      folder === undefined
        ? await render(scratch, options)
        : { path: folder, name: basename(resolve(folder)) };
    const claims = (await readClaims(data.path)).filter((_, i) => i % options.every === 0);
    const speed = options.speed ? await runSpeed(scratch, options) : null;
    const withReferences = claims.filter(({ references }) => references.length > 0);
    const results = await runQuality(
      [...claims, ...withReferences.map((claim) => ({ ...claim, references: [] }))],
      { ...options, fusion },
    );
    const received = results.slice(0, claims.length);
    const bench: BenchReport = {
      schema: BENCH_SCHEMA,
      createdAt: new Date().toISOString(),
      tool: await describeTool(models, fusion),
      data: {
        name: data.name,
        sha256: hashData(received),
        claims: claims.length,
        every: options.every,
        seed: folder === undefined ? options.seed : null,
      },
      machine: describeMachine(),
      quality: summarizeQuality(received, results.slice(claims.length)),
      speed,
    };
    const comparison = before && compareBenches(before, bench);
    await mkdir(options.out, { recursive: true });
    const write = (name: string, text: string) => writeFile(join(options.out, name), text);
    await write('bench.json', `${JSON.stringify(bench, null, 1)}\n`);
    await write('bench.md', renderMarkdown(bench, options.lang, comparison));
    await write('bench.html', renderPage(bench, options.lang, comparison));
    if (options.json) await print(`${JSON.stringify(bench)}\n`);
    else {
      const lines = [...headline(bench, options.lang), provenanceLine(bench)];
      if (comparison)
        for (const { figure, before: was, after } of comparison.movements)
          lines.push(`${figure}: ${was} → ${after}`);
      await print(`${lines.join('\n')}\n`);
    }
    process.stderr.write(`${join(options.out, 'bench.html')}, bench.md, bench.json\n`);
    return EXIT.done;
  } finally {
    await models.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readBench(path: string): Promise<BenchReport> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError(
      'not-found',
      `--compare: expected a readable file, got ${path} (${error.code})`,
      {
        cause: error,
      },
    );
  });
  return parseBench(text, '--compare');
}

async function render(
  scratch: string,
  { claims, seed }: BenchArguments,
): Promise<{ path: string; name: string }> {
  const path = join(scratch, 'rendered');
  const progress = startProgress(process.stderr, { total: claims });
  await makeClaims(path, { count: claims, seed, onProgress: (done) => progress.update(done, 0) });
  progress.end();
  return { path, name: 'rendered claims' };
}

async function runQuality(
  claims: Parameters<typeof measureClaims>[0],
  {
    jobs,
    policy,
    fusion,
  }: BenchArguments & { readonly fusion: Parameters<typeof measureClaims>[1]['fusion'] },
): Promise<Measured> {
  const inspector = await openRowInspector({ jobs, inspector: inspectorOptions(policy) });
  const progress = startProgress(process.stderr, { total: claims.length });
  try {
    const inspect: Inspect = async (task) => {
      const outcome = await inspector.inspect(task);
      return 'error' in outcome ? outcome : { report: JSON.parse(outcome.report) as Report };
    };
    return await measureClaims(claims, { inspect, fusion, ahead: jobs, onProgress: progress.update });
  } finally {
    progress.end();
    inspector.close();
  }
}

const inspectorOptions = (policy: string | undefined) => ({
  policy,
  limits: { maxDurationMs: TIME_LIMIT_MS },
});

async function runSpeed(scratch: string, { policy }: BenchArguments): Promise<SpeedSummary> {
  const inspector = await createInspector(inspectorOptions(policy));
  const singleThreaded = await createInspector({ ...inspectorOptions(policy), threads: 1 });
  const set = join(scratch, 'throughput');
  await makeClaims(set, { count: BATCH_CLAIMS, seed: 1 });
  const claims = await readClaims(set);
  try {
    return await measureSpeed({
      inspector,
      singleThreaded,
      startCommand,
      measureMemory: (photo, reference) => measureMemory(set, photo, reference),
      runBatch: async (jobs, threads) => {
        const inspector = { ...inspectorOptions(policy), ...(threads && { threads }) };
        const rows = await openRowInspector({ jobs, inspector });
        try {
          const task = ({ photo, references }: (typeof claims)[number]) =>
            rows.inspect({ photo, references, claim: {} });
          // A batch is long: each worker loads its models and has its code compiled outside the measurement.
          const times = (count: number) => Promise.all(Array(count).fill(claims).flat().map(task));
          await times(jobs);
          const begin = performance.now();
          await times(MEASURED_ROUNDS);
          return (MEASURED_ROUNDS * claims.length) / ((performance.now() - begin) / 1000);
        } finally {
          rows.close();
        }
      },
      onStep: (step) => process.stderr.write(`speed: ${step}\n`),
    });
  } finally {
    await Promise.all([inspector.close(), singleThreaded.close()]);
  }
}

/** Starts this very command as a process of its own. */
function spawnCommand(...args: string[]): ChildProcess {
  const own = fileURLToPath(import.meta.url);
  // A checkout runs from source, where the command is a file beside this one; the package has one bundle.
  const command = own.endsWith('.ts') ? join(own, '..', 'bin.ts') : process.argv[1];
  return spawn(process.execPath, [...process.execArgv, command, ...args], { stdio: 'ignore' });
}

/** Time of `claimlens --version` as a process of its own. */
function startCommand(): Promise<number> {
  const begin = performance.now();
  return new Promise((done, fail) => {
    const child = spawnCommand('--version');
    child.once('error', fail);
    child.once('exit', () => done(performance.now() - begin));
  });
}

/** Largest resident size of one inspection's process, as Linux keeps it; null elsewhere. */
async function measureMemory(
  folder: string,
  photo: Uint8Array,
  reference: Uint8Array | null,
): Promise<number | null> {
  await writeFile(join(folder, 'photo.jpg'), photo);
  if (reference) await writeFile(join(folder, 'reference.jpg'), reference);
  const child = spawnCommand(
    'inspect',
    join(folder, 'photo.jpg'),
    ...(reference ? ['--reference', join(folder, 'reference.jpg')] : []),
    '--json',
  );
  let peak: number | null = null;
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes) peak = Math.max(peak ?? 0, Math.round(Number(kilobytes) / 1024));
  }, 20);
  await new Promise((done, fail) => child.once('exit', done).once('error', fail));
  clearInterval(look);
  return peak;
}
