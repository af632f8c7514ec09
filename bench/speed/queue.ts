import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ClaimQueue } from '../../src/service/queue/contract.js';
import { openQueue } from '../../src/service/queue/open-queue.js';
import { openPictureFolder } from '../../src/service/queue/pictures.js';
import { openProbe } from './queue-storage.js';
import { shootMug } from './service-photos.js';

// What a queue costs and how workers add up.
//
//     npx tsx bench/speed/queue.ts redis://127.0.0.1:6379 [--jobs 2000] [--claims 40] [--workers 1,2] [--size 1]
//
// First without inspections: jobs handed in per second (32 at a time), taken and finished per second by one process
// (one at a time), and what the engine holds per job. Then claims inspected per second by N worker processes of one
// inspection each, over photos of `--size` Mpx; every claim has facts of its own, so that no result is known.
// Engine, workers and this process share the cores.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2000' },
    claims: { type: 'string', default: '40' },
    workers: { type: 'string', default: '1,2' },
    size: { type: 'string', default: '1' },
  },
});
const url = positionals[0] ?? process.env.CLAIMLENS_REDIS_URL;
if (!url) throw new Error('expected the address of an engine');
const SIDE_BY_SIDE = 32;

const prefix = `bench_${randomBytes(4).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), 'claimlens-bench-'));
const pictures = openPictureFolder(folder);
const photo = { sha256: await pictures.put(await shootMug(Number(values.size))) };
const probe = await openProbe(url, prefix);
console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${url.split(':')[0]}`);

async function enqueueAll(queue: ClaimQueue, count: number, run: string): Promise<number> {
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      while (next < count) await queue.enqueue({ photo, claim: { id: `${run}-${next++}` } });
    }),
  );
  return count / ((performance.now() - begin) / 1000);
}

async function measureEngine(count: number): Promise<Record<string, number>> {
  const queue = await openQueue(url as string, { prefix });
  const before = await probe.bytes();
  const enqueued = await enqueueAll(queue, count, 'engine');
  const waiting = await probe.bytes();
  const begin = performance.now();
  for (let i = 0; i < count; i++) await (await queue.take())?.finish('0'.repeat(64));
  const finished = count / ((performance.now() - begin) / 1000);
  await queue.close();
  return {
    'handed in per second': Math.round(enqueued),
    'taken and finished per second': Math.round(finished),
    'bytes per waiting job': Math.round((waiting - before) / count),
    'bytes per finished job, without its result': Math.round(((await probe.bytes()) - before) / count),
  };
}

async function startWorkers(count: number): Promise<ChildProcess[]> {
  const script = fileURLToPath(new URL('./queue-worker.ts', import.meta.url));
  const workers = Array.from({ length: count }, () => fork(script, [url as string, prefix, folder]));
  for (const worker of workers) {
    const [what] = await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
    if (what !== 'working') throw new Error(`a worker ended with ${what}`);
  }
  return workers;
}

async function allDone(queue: ClaimQueue, count: number): Promise<void> {
  while ((await queue.counts()).done < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** @returns claims per second */
async function measureWorkers(count: number, claims: number): Promise<number> {
  const queue = await openQueue(url as string, { prefix });
  const workers = await startWorkers(count);
  // The first inspections load the models and compile the code.
  const { done } = await queue.counts();
  await enqueueAll(queue, 2 * count, `warm-${count}`);
  await allDone(queue, done + 2 * count);
  const begin = performance.now();
  await enqueueAll(queue, claims, `run-${count}`);
  await allDone(queue, done + 2 * count + claims);
  const perSecond = claims / ((performance.now() - begin) / 1000);
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  await queue.close();
  return perSecond;
}

try {
  console.table({ ...(await measureEngine(Number(values.jobs))), 'load average': loadavg()[0] });
  const speeds: Record<string, Record<string, number>> = {};
  let first = 0;
  for (const count of values.workers.split(',').map(Number)) {
    const perSecond = await measureWorkers(count, Number(values.claims));
    first ||= perSecond;
    speeds[`${count} workers`] = {
      'claims per second': Math.round(perSecond * 1000) / 1000,
      'times the first': Math.round((perSecond / first) * 100) / 100,
      // More than the workers themselves make: something else ran.
      'load average': Math.round(loadavg()[0] * 10) / 10,
    };
  }
  console.table(speeds);
} finally {
  await probe.erase();
  await probe.close();
  rmSync(folder, { recursive: true });
}
