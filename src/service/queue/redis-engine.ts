import type { Redis } from 'ioredis';
import { loadBullmq, missingPackages } from './bullmq.js';
import { type Engine, type EngineOptions, ignoreError } from './engine.js';
import { packResult, type ResultStore, unpackResult } from './results.js';

/** A producer is told after this time that the engine does not answer; a worker waits until it does. */
const PRODUCER_PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 2000;

/** Queue and results in Redis 6.2 or newer, or what speaks its protocol. Results expire by themselves. */
export async function openRedisEngine(url: string, options: EngineOptions): Promise<Engine> {
  const { name, prefix, keepSeconds } = options;
  const bullmq = await loadBullmq('ioredis');
  const { Redis } = await import('ioredis').catch((error: unknown) =>
    missingPackages(['bullmq', 'ioredis'], error),
  );
  const connect = (more: { maxRetriesPerRequest: null } | { commandTimeout: number }) => {
    const retryStrategy = (times: number) => Math.min(times * 100, LONGEST_PAUSE_MS);
    return new Redis(url, { ...more, retryStrategy }).on('error', ignoreError);
  };
  const client = connect({ commandTimeout: PRODUCER_PATIENCE_MS });
  const queue = new bullmq.Queue(name, { connection: client, prefix }).on('error', ignoreError);
  const closers: (() => Promise<unknown> | undefined)[] = [
    () => queue.close(),
    async () => client.disconnect(),
  ];
  return {
    queue,
    openWorker(settings) {
      const connection = connect({ maxRetriesPerRequest: null });
      const worker = new bullmq.Worker(name, null, { ...settings, connection, prefix });
      worker.on('error', ignoreError);
      closers.unshift(
        () => worker.close(true),
        async () => connection.disconnect(),
      );
      return worker;
    },
    results: openResults(client, `${prefix}:${name}:result:`, keepSeconds),
    async close() {
      for (const close of closers) await close();
    },
  };
}

function openResults(client: Redis, prefix: string, keepSeconds: number): ResultStore {
  const get: ResultStore['get'] = async (key) => {
    const packed = await client.getBuffer(prefix + key);
    return packed && unpackResult(packed);
  };
  return {
    get,
    async put(key, result) {
      const stored = await client.set(prefix + key, await packResult(result), 'EX', keepSeconds, 'NX');
      return stored === 'OK' ? result : ((await get(key)) ?? result);
    },
    purge: async () => undefined,
  };
}
