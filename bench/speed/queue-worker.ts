import { startClaimWorker } from '../../src/service/queue/claim-worker.js';

// Started by queue.ts: one worker with one inspecting process.
const [queue, prefix, pictures] = process.argv.slice(2);
const worker = await startClaimWorker({
  queue,
  queueOptions: { prefix },
  jobs: 1,
  pictures,
  inspector: { limits: { maxDurationMs: 60_000 } },
  log: false,
});
process.send?.('working');
process.on('SIGTERM', () => void worker.close().then(() => process.disconnect()));
