import { startClaimWorker } from '../../src/service/queue/claim-worker.js';

// Started by other benches: a worker with so many inspecting processes.
const [queue, prefix, pictures, jobs = '1'] = process.argv.slice(2);
const worker = await startClaimWorker({
  queue,
  queueOptions: { prefix },
  jobs: Number(jobs),
  pictures,
  inspector: { limits: { maxDurationMs: 60_000 } },
  log: false,
});
process.send?.('working');
process.on('SIGTERM', () => void worker.close().then(() => process.disconnect()));
