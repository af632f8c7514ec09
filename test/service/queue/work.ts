import { openPool } from '../../../src/pool/pool.js';
import { openQueue } from '../../../src/service/queue/open-queue.js';
import { startQueueWorker } from '../../../src/service/queue/worker.js';
import { STUB } from '../start.js';

// Run by tests as a process that can be killed: works on a queue with a pool that inspects nothing, and says when it
// took its first claim.
const [url, options] = process.argv.slice(2);
const queue = await openQueue(url, JSON.parse(options));
const pool = await openPool({
  size: 1,
  child: STUB,
});
const worker = startQueueWorker({ queue, pool, versions: 'test' });
const looking = setInterval(() => {
  if (worker.running === 0) return;
  clearInterval(looking);
  process.stdout.write('took a claim\n');
}, 5);
process.on('SIGTERM', async () => {
  await worker.stop(0);
  pool.close();
  await queue.close();
});
