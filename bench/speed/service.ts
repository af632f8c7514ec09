import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Load, measureLoad } from './service-load.js';
import { type Memory, readMemory } from './service-memory.js';
import { shootMug } from './service-photos.js';

// What the HTTP service sustains: claims per second and latency by number of clients and size of the photo, and what
// /healthz takes meanwhile.
//
//     npx tsx bench/speed/service.ts [--sizes 1,12] [--clients 1,4,16] [--claims 40] [--workers 2] [--memory 10000]
//
// Each client sends the next claim when it has its answer (closed loop); the photo is the same, so the figures hold for
// a photo of this size and nothing is cached between inspections. /healthz is asked every 20 ms on a connection of its
// own. The clients run in this process, the service in another; both share the cores with the workers.
//
// --memory N then inspects N claims of the smallest size and prints what service and workers hold after each tenth.

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,12' },
    clients: { type: 'string', default: '1,4,16' },
    claims: { type: 'string', default: '40' },
    workers: { type: 'string', default: String(cpus().length) },
    memory: { type: 'string', default: '0' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const clients = values.clients.split(',').map(Number);
const claims = Number(values.claims);
const workers = Number(values.workers);

const photos = new Map(await Promise.all(sizes.map(async (size) => [size, await shootMug(size)] as const)));
const server = fork(fileURLToPath(new URL('./service-server.ts', import.meta.url)), [String(workers)]);
const [url] = (await once(server, 'message')) as [string];
const pid = server.pid as number;
console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${workers} workers`);

const rows: Record<string, Load> = {};
for (const [size, photo] of photos) {
  // Models are loaded and code is compiled by the first inspections of each worker.
  await measureLoad(url, photo, { clients: workers, claims: 2 * workers });
  for (const n of clients) {
    const load = await measureLoad(url, photo, { clients: n, claims: Math.max(claims, 2 * n) });
    rows[`${size} Mpx (${(photo.length / 1e6).toFixed(1)} MB), ${n} clients`] = load;
  }
}
console.table(rows);

const inspections = Number(values.memory);
if (inspections > 0) {
  const [smallest] = [...photos].sort(([a], [b]) => a - b)[0];
  const memory: Record<string, Memory> = { '0': readMemory(pid) };
  for (let tenth = 1; tenth <= 10; tenth++) {
    const part = Math.ceil(inspections / 10);
    await measureLoad(url, photos.get(smallest) as Uint8Array, { clients: 2 * workers, claims: part });
    memory[String(tenth * part)] = readMemory(pid);
  }
  console.log(`\nMemory after so many inspections of ${smallest} Mpx`);
  console.table(memory);
}
server.disconnect();
