import { openPool } from '../../../src/service/pool/pool.js';
import { openQueue } from '../../../src/service/queue/open-queue.js';
import { startQueueWorker } from '../../../src/service/queue/worker.js';

// Run by tests as a process that can be killed: works on a queue with a pool that inspects nothing.
const [url, options] = process.argv.slice(2);
const queue = await openQueue(url, JSON.parse(options));
const pool = await openPool({
  size: 1,
  child: { module: new URL('../pool/stub-worker.mjs', import.meta.url), execArgv: [] },
});
const worker = startQueueWorker({ queue, pool, versions: 'test' });
process.stdout.write('works\n');
process.on('SIGTERM', async () => {
  await worker.stop(0);
  pool.close();
  await queue.close();
});
