import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInspector } from '../../../src/inspect.js';
import type { Pair } from './pairs.js';
import { measureDecode, processorMs, quantileOf } from './time.js';

/** One way of calling an inspector, run in a process of its own so that its memory is its own. */
export interface Job {
  readonly pair: Pair;
  readonly runs: number;
  /** `cached`: one inspector for all runs; `fresh`: the references are new to it in each. */
  readonly references: 'cached' | 'fresh';
}

/** What whole inspections cost. Times in milliseconds. */
export interface InspectionTimes {
  /** The first inspection of the process, models and compilation included. */
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Median processor time, user and system, all threads. */
  readonly processorMs: number;
  /** Median wall time of one decode of the photo. */
  readonly decodeMs: number;
  readonly peakRssMb: number;
}

// Measured is what the signals take, not what the time limit cuts off on a loaded machine.
const limits = { maxDurationMs: 600_000 };
// Runs that the compiler needs before times stand still.
const WARM_UP = 3;

/** Measures whole inspections in a fresh process. */
export function measureInspections(job: Job): Promise<InspectionTimes> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(fileURLToPath(import.meta.url), [], { serialization: 'advanced' });
    child.once('message', (times: InspectionTimes) => resolve(times));
    child.once('exit', (code) => reject(new Error(`the measuring process ended with ${code}`)));
    child.send(job);
  });
}

async function work({ pair: { photo, references }, runs, references: kind }: Job): Promise<InspectionTimes> {
  const decodes: number[] = [];
  const walls: number[] = [];
  const processor: number[] = [];
  let firstMs = 0;
  let inspector = await createInspector({ limits });
  for (let run = 0; run < WARM_UP + runs; run++) {
    if (kind === 'fresh' && run > 0) {
      await inspector.close();
      inspector = await createInspector({ limits });
    }
    const begin = performance.now();
    const { ms } = await processorMs(() => inspector.inspect({ photo, references }));
    const wall = performance.now() - begin;
    if (run === 0) firstMs = wall;
    if (run < WARM_UP) continue;
    walls.push(wall);
    processor.push(ms);
    const start = performance.now();
    await measureDecode(photo);
    decodes.push(performance.now() - start);
  }
  await inspector.close();
  return {
    firstMs,
    p50Ms: quantileOf(walls, 0.5),
    p95Ms: quantileOf(walls, 0.95),
    processorMs: quantileOf(processor, 0.5),
    decodeMs: quantileOf(decodes, 0.5),
    // Kilobytes on every platform that Node supports.
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url))
  process.once('message', async (job: Job) => {
    process.send?.(await work(job));
    process.disconnect();
  });
