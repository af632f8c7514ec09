import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openProbe } from './queue-storage.js';
import { readMemory } from './service-memory.js';
import { shootMug } from './service-photos.js';
import type { ServerArguments } from './service-server.js';
import { fitSlope } from './service-slope.js';

// Whether memory grows: many inspections through a service with its worker processes, resident memory every so often,
// and the slope of a straight line through it after the first fifth (compilation, heaps that find their size).
//
//     npx tsx bench/speed/service-endurance.ts [--inspections 10000] [--size .25] [--every 500] [--workers 2] [--queue URL]
//
// With --queue the service hands inspections to a queue, and a queue worker with so many processes inspects them.
//
// Photos of eight seeds; every 10th request brings a reference, every 25th asks for HTML with pictures, and every 20th
// sends the first 100 bytes alone, which are refused. The service keeps 100 reports here, so that what it keeps by design (256 MB at
// most, see docs/service.md) does not hide a leak. Memory is read while nothing runs.

const { values } = parseArgs({
  options: {
    inspections: { type: 'string', default: '10000' },
    size: { type: 'string', default: '.25' },
    every: { type: 'string', default: '500' },
    workers: { type: 'string', default: String(cpus().length) },
    queue: { type: 'string' },
  },
});
const inspections = Number(values.inspections);
const every = Number(values.every);
const workers = Number(values.workers);
/** Readings for the slope between two printed ones. */
const READINGS_PER_ROW = 5;
const WARM_UP = 0.2;

const seeds = Array.from({ length: 8 }, (_, i) => i + 1);
const photos = await Promise.all(seeds.map((seed) => shootMug(Number(values.size), seed)));
const reference = readFileSync(new URL('../../fixtures/files/listing-mug.jpg', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'claimlens-endurance-'));
const prefix = `bench_${randomBytes(4).toString('hex')}`;
const queue = values.queue === undefined ? undefined : { url: values.queue, prefix, pictures: folder };
const start = (name: string, ...args: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(name, import.meta.url)), args);
const settings: ServerArguments = { workers: queue ? 1 : workers, maxJobs: 100, queue };
const server = start('./service-server.ts', JSON.stringify(settings));
const [url] = (await once(server, 'message')) as [string];
const consumer = queue && start('./queue-worker.ts', queue.url, prefix, folder, String(workers));
if (consumer) await once(consumer, 'message');
console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${workers} workers${queue ? ' behind a queue' : ''}`,
);

/** Answers that were not the expected ones, by status. */
const unexpected: Record<number, number> = {};

/** One request, and whether its answer is the expected one. */
async function send(number: number): Promise<void> {
  const photo = photos[number % photos.length];
  const broken = number % 20 === 0;
  const form = new FormData();
  form.append('photo', new Blob([new Uint8Array(broken ? photo.subarray(0, 100) : photo)]), 'photo.jpg');
  form.append('claim', JSON.stringify({ id: `C-${number}`, orderedAt: '2026-05-06' }));
  if (number % 10 === 5) form.append('reference', new Blob([new Uint8Array(reference)]), 'listing.jpg');
  const query = number % 25 === 0 ? '?html=en' : '';
  const response = await fetch(`${url}/v1/inspections${query}`, { method: 'POST', body: form });
  await response.arrayBuffer();
  const { status } = response;
  if (broken ? ![415, 422].includes(status) : status !== 200)
    unexpected[status] = (unexpected[status] ?? 0) + 1;
}

async function inspect(first: number, count: number): Promise<void> {
  let next = first;
  const client = async () => {
    while (next < first + count) await send(next++);
  };
  await Promise.all(Array.from({ length: 2 * workers }, client));
}

/** Resident memory in MB by process: what serves, what feeds from the queue, and what each of them started. */
function read(): Record<string, number> {
  const own = readMemory(server.pid as number);
  if (!consumer) return { service: own.service, workers: own.workers };
  const { service: feeder, workers: inspecting } = readMemory(consumer.pid as number);
  return { service: own.service + own.workers, 'queue worker': feeder, workers: inspecting };
}

const readings: (readonly [number, Record<string, number>])[] = [];
const begin = performance.now();
const step = Math.ceil(every / READINGS_PER_ROW);
for (let done = 0; done < inspections; ) {
  const count = Math.min(step, inspections - done);
  await inspect(done + 1, count);
  done += count;
  const memory = read();
  readings.push([done, memory]);
  if (done % every > 0 && done < inspections) continue;
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  const parts = Object.entries(memory).map(([part, mb]) => `${part} ${mb} MB`);
  console.log(`${done} requests, ${minutes} min, load ${loadavg()[0].toFixed(1)}: ${parts.join(', ')}`);
}
const settled = readings.filter(([done]) => done > WARM_UP * inspections);
for (const part of Object.keys(settled[0][1])) {
  const { slope, margin } = fitSlope(settled.map(([done, memory]) => [done, memory[part]]));
  console.log(
    `${part}: ${slope.toFixed(2)} MB per 1,000 requests (95 % interval ${(slope - margin).toFixed(2)} to ${(slope + margin).toFixed(2)})`,
  );
}
console.log(`unexpected answers: ${JSON.stringify(unexpected)}`);
process.exitCode = Object.keys(unexpected).length > 0 ? 1 : 0;
server.disconnect();
if (consumer && queue) {
  consumer.kill('SIGTERM');
  await once(consumer, 'exit');
  const probe = await openProbe(queue.url, prefix);
  await probe.erase();
  await probe.close();
}
rmSync(folder, { recursive: true });
