import { openLocalJobs } from '../../src/service/jobs/local-jobs.js';
import { openQueueJobs } from '../../src/service/jobs/queue-jobs.js';
import { openMemoryStore } from '../../src/service/jobs/store.js';
import { openQueue } from '../../src/service/queue/open-queue.js';
import { openPictureFolder } from '../../src/service/queue/pictures.js';
import { startService } from '../../src/service/service.js';

// The service that the benches measure, in a process of its own. It ends with its parent.

/** First argument, as JSON. */
export interface ServerArguments {
  readonly workers: number;
  /** Reports that it keeps, where it inspects itself. @default 10_000 */
  readonly maxJobs?: number;
  /** Hands inspections to a queue instead. */
  readonly queue?: { readonly url: string; readonly prefix: string; readonly pictures: string };
}

const { workers, maxJobs, queue: place } = JSON.parse(process.argv[2]) as ServerArguments;
const queue = place && (await openQueue(place.url, { prefix: place.prefix }));
const queued = queue && (await openQueueJobs({ queue, pictures: openPictureFolder(place.pictures) }));
const service = await startService({
  port: 0,
  workers,
  log: false,
  // The bench counts what is answered, not what is refused.
  syncWaitMs: 600_000,
  // Clients share the machine: a busy one may let them wait in the middle of a request.
  receiveTimeoutMs: 600_000,
  headersTimeoutMs: 600_000,
  maxRequests: 1000,
  jobs: (pool) =>
    queued ?? openLocalJobs({ pool, maxQueued: 1000, store: openMemoryStore(maxJobs ? { maxJobs } : {}) }),
  inspector: { limits: { maxDurationMs: 120_000 } },
});
process.on('disconnect', async () => {
  await service.close();
  await queue?.close();
  process.exit();
});
process.send?.(service.url);
