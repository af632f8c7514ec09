import type {
  PostgresConnection as BullConnection,
  Queue as BullQueue,
  Worker as BullWorker,
  Job,
} from 'bullmq';
import { ClaimlensError } from '../../errors.js';

// The only file that imports BullMQ. It drives both engines: pg-boss 12 and graphile-worker 0.18 ask for Node 22; the
// last of them for Node 20 are closed lines, and neither renews a lease (pg-boss 10 waits for a fixed expiry,
// graphile-worker 0.16 for four hours before it takes the job of a dead worker again). BullMQ 6 runs on Node 20 and
// has one contract for Redis and PostgreSQL.

export type Queue = BullQueue;
export type Worker = BullWorker;
export type StoredJob = Job;
export type PostgresConnection = BullConnection;

/** @throws ClaimlensError `missing-package` */
export async function loadBullmq(driver: 'ioredis' | 'pg'): Promise<typeof import('bullmq')> {
  return import('bullmq').catch((error: unknown) => missingPackages(['bullmq', driver], error));
}

/** @throws ClaimlensError `missing-package` for a module that is not installed; anything else unchanged */
export function missingPackages(names: readonly string[], error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
  throw new ClaimlensError(
    'missing-package',
    `queue: expected ${names.join(' and ')} to be installed; npm install ${names.join(' ')}`,
    { cause: error },
  );
}
