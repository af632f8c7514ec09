import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Load, measureLoad } from './service-load.js';
import { shootMug } from './service-photos.js';
import type { ServerArguments } from './service-server.js';

// What the HTTP service sustains: claims per second and latency by number of clients and size of the photo, and what
// /healthz takes meanwhile.
//
//     npx tsx bench/speed/service.ts [--sizes 1,12] [--clients 1,4,16] [--claims 40] [--workers 2]
//
// Each client sends the next claim when it has its answer (closed loop); the photo is the same, so the figures hold for
// a photo of this size and nothing is cached between inspections. /healthz is asked every 20 ms on a connection of its
// own. The clients run in this process, the service in another; both share the cores with the workers. What becomes of
// memory over many inspections is service-endurance.ts.

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,12' },
    clients: { type: 'string', default: '1,4,16' },
    claims: { type: 'string', default: '40' },
    workers: { type: 'string', default: String(cpus().length) },
  },
});
const sizes = values.sizes.split(',').map(Number);
const clients = values.clients.split(',').map(Number);
const claims = Number(values.claims);
const workers = Number(values.workers);

const photos = new Map(await Promise.all(sizes.map(async (size) => [size, await shootMug(size)] as const)));
const server = fork(fileURLToPath(new URL('./service-server.ts', import.meta.url)), [
  JSON.stringify({ workers } satisfies ServerArguments),
]);
const [url] = (await once(server, 'message')) as [string];
console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${workers} workers, load ${loadavg()[0].toFixed(1)} before`,
);

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

server.disconnect();
