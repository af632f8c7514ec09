import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../../src/service/service.js';
import { readTar } from '../../test/conformance/tar.js';
import { type Memory, readMemory } from '../speed/service-memory.js';
import { countAnswers, postHostile } from './hostile-answers.js';

// Sends every hostile file to a running service as a photo and as a reference, and says what was answered.
//
//     CLAIMLENS_DATA=… npx tsx bench/fuzz/hostile-http.ts [--every 1] [--clients 4] [--workers 2] [--limit 10]
//
// --limit is the time limit of an inspection in seconds: a machine that is busy otherwise needs a longer one, since a
// worker without an answer for three times as long is taken for hanging. Any 5xx but 503, no answer within a quarter of
// an hour, a lost worker, or a service that does not answer afterwards ends with exit code 1.

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    clients: { type: 'string', default: '4' },
    workers: { type: 'string', default: '2' },
    limit: { type: 'string', default: '10' },
  },
});
const data = process.env.CLAIMLENS_DATA;
if (!data) throw new Error('CLAIMLENS_DATA: expected the folder that holds hostile.tar.gz');
const every = Number(values.every);
const files = [...readTar(readFileSync(join(data, 'hostile.tar.gz')))].filter((_, i) => i % every === 0);
const honest = readFileSync(new URL('../../fixtures/files/listing-mug.jpg', import.meta.url));

const begin = performance.now();
const service = await startService({
  port: 0,
  workers: Number(values.workers),
  log: false,
  syncWaitMs: 600_000,
  inspector: { limits: { maxDurationMs: 1000 * Number(values.limit) } },
});
const seconds = () => ((performance.now() - begin) / 1000).toFixed(0);
console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`);
const readings: Memory[] = [];
const watching = setInterval(() => readings.push(readMemory(process.pid)), 1000);
const answers = await postHostile(service.url, files, {
  honest,
  clients: Number(values.clients),
  onAnswer(answered) {
    if (answered % 200 === 0)
      console.log(`${answered} answers, ${seconds()} s, load ${loadavg()[0].toFixed(1)}`);
  },
});
clearInterval(watching);
const alive = (await fetch(`${service.url}/healthz`)).status;
const metrics = await (await fetch(`${service.url}/metrics`)).text();
const lost = Number(/^claimlens_lost (\d+)$/m.exec(metrics)?.[1]);
await service.close();

console.table(countAnswers(answers));
const bad = answers.filter(({ status }) => (status >= 500 && status !== 503) || status === 0);
const unusual = answers.filter(({ status }) => status >= 500 || status === 0);
for (const { name, status, code } of unusual) console.log(`${status} ${code} ${name}`);
const peak = (part: keyof Memory) => Math.max(...readings.map((memory) => memory[part]));
const slowest = Math.max(...answers.map(({ elapsedMs }) => elapsedMs));
console.log(
  `largest resident memory: service with this bench ${peak('service')} MB, workers ${peak('workers')} MB together, one worker ${peak('largest')} MB; slowest answer ${(slowest / 1000).toFixed(1)} s`,
);
console.log(
  `${files.length} files, ${answers.length} requests in ${seconds()} s: ${bad.length} with 5xx other than 503 or no answer, ${lost} workers lost, /healthz ${alive}`,
);
process.exitCode = bad.length > 0 || lost > 0 || alive !== 200 ? 1 : 0;
