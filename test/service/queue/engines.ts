import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { ClaimQueue } from '../../../src/service/queue/contract.js';
import { openQueue, type QueueOptions } from '../../../src/service/queue/open-queue.js';
import { EXEC_ARGV } from '../start.js';

const { CLAIMLENS_REDIS_URL: REDIS, CLAIMLENS_POSTGRES_URL: POSTGRES } = process.env;

/** Engines that are at hand; the tests of the others skip. */
export const ENGINES: readonly (readonly [name: string, url: string])[] = [
  ...(REDIS ? [['Redis', REDIS] as const] : []),
  ...(POSTGRES ? [['PostgreSQL', POSTGRES] as const] : []),
];

/** Says which tests skip, and why. */
export function warnOfMissingEngines(): void {
  if (!REDIS) console.warn('queue: Redis tests are skipped, CLAIMLENS_REDIS_URL is not set');
  if (!POSTGRES) console.warn('queue: PostgreSQL tests are skipped, CLAIMLENS_POSTGRES_URL is not set');
}

/** A queue of its own within the engine. */
export interface Place {
  readonly url: string;
  readonly options: QueueOptions;
}

/** Leases are long unless a test waits for one to end: a loaded machine loses short ones, which counts as an attempt. */
export function newPlace(url: string, options: QueueOptions = {}): Place {
  const prefix = `test_${randomBytes(6).toString('hex')}`;
  return { url, options: { prefix, backoffMs: 50, ...options } };
}

export const open = ({ url, options }: Place): Promise<ClaimQueue> => openQueue(url, options);

/** Deletes everything that a place holds. */
export async function erase({ url, options: { prefix } }: Place): Promise<void> {
  if (url.startsWith('redis')) {
    const redis = new Redis(url);
    for await (const keys of redis.scanStream({ match: `${prefix}:*` }))
      if (keys.length > 0) await redis.del(...keys);
    redis.disconnect();
    return;
  }
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`drop schema if exists ${prefix} cascade`);
  await client.end();
}

/**
 * A worker in a process of its own that took a claim; see `work.ts`. It says so itself: whoever asks the queue may ask
 * too late on a loaded machine, when the lease has ended, and waits for a claim in work that never comes.
 */
export async function spawnTaker({ url, options }: Place): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./work.ts', import.meta.url));
  const child = spawn(process.execPath, [...EXEC_ARGV, script, url, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return child;
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The outcome of a job once it ended. */
export async function ended(queue: ClaimQueue, id: string) {
  for (;;) {
    const outcome = await queue.outcome(id);
    if (outcome?.state === 'done' || outcome?.state === 'parked') return outcome;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A job whose photo tells the stub of the pool how to behave; see `../../pool/stub-worker.mjs`. */
export const claim = (behaviour: string, id?: string) => ({
  photo: Buffer.from(behaviour),
  claim: { id: id ?? behaviour },
  ...(id === undefined ? {} : { id }),
});
