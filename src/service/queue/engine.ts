import type { Queue, Worker } from './bullmq.js';
import type { ResultStore } from './results.js';

/** Where a queue lies within its engine. */
export interface EngineOptions {
  readonly name: string;
  /** Prefix of all keys in Redis, schema of all tables in PostgreSQL. */
  readonly prefix: string;
  /** Seconds that results are kept. */
  readonly keepSeconds: number;
}

/** How jobs are taken, in milliseconds where BullMQ says so. */
interface TakeSettings {
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
  /** Seconds. */
  readonly drainDelay: number;
}

/** Connections to one engine. */
export interface Engine {
  readonly queue: Queue;
  /** For jobs that are taken one by one. Called at most once: producers need none. */
  openWorker(settings: TakeSettings): Worker;
  readonly results: ResultStore;
  close(): Promise<void>;
}

/** Listeners of connections: what is wrong is reported by the call that meets it. */
export const ignoreError = (): void => undefined;
