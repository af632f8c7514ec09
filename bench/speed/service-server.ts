import { openLocalJobs } from '../../src/service/jobs/local-jobs.js';
import { openMemoryStore } from '../../src/service/jobs/store.js';
import { startService } from '../../src/service/service.js';

// The service that the benches measure, in a process of its own: number of workers, number of reports that it keeps.
// It ends with its parent.

const [workers, maxJobs = 10_000] = process.argv.slice(2).map(Number);
const service = await startService({
  port: 0,
  workers,
  log: false,
  // The bench counts what is answered, not what is refused.
  syncWaitMs: 600_000,
  maxRequests: 1000,
  jobs: (pool) => openLocalJobs({ pool, maxQueued: 1000, store: openMemoryStore({ maxJobs }) }),
  inspector: { limits: { maxDurationMs: 120_000 } },
});
process.on('disconnect', () => void service.close().then(() => process.exit()));
process.send?.(service.url);
