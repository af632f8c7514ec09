import { ClaimlensError, toClaimlensError } from '../../errors.js';
import { openBullQueue } from './bull-queue.js';
import type { ClaimQueue } from './contract.js';
import type { Engine, EngineOptions } from './engine.js';
import { openPostgresEngine } from './postgres-engine.js';
import { openRedisEngine } from './redis-engine.js';

const WEEK_SECONDS = 7 * 24 * 3600;

/** Where in the engine a queue lies, and how it treats its claims. */
export interface QueueOptions {
  /** Name of the queue, so that one engine holds several. @default 'claims' */
  readonly name?: string;
  /** Prefix of all keys in Redis, schema of all tables in PostgreSQL. @default 'claimlens' */
  readonly prefix?: string;
  /** Seconds that finished jobs and results are kept; parked jobs stay until somebody decides. @default a week */
  readonly keepSeconds?: number;
  /** How often a job that is handed in here is tried before it is parked. @default 5 */
  readonly attempts?: number;
  /** Back-off before the second attempt; it doubles each time, less up to half at random. @default 2 s */
  readonly backoffMs?: number;
  /** How long a worker may stay silent before its jobs are given to another. @default 30 s */
  readonly leaseMs?: number;
}

/**
 * Opens a queue of claims.
 *
 * @param url `redis://`, `rediss://`, `postgres://` or `postgresql://`
 * @returns a queue that is connected; close it
 * @throws ClaimlensError `invalid-argument` for another scheme or a name that does not fit, `missing-package` naming
 *   what to install, `queue-unavailable` when the engine cannot be reached
 * @example
 * const queue = await openQueue('redis://localhost:6379');
 * const id = await queue.enqueue({ photo: await readFile('claim.jpg'), claim: { id: 'C-1' } });
 * await queue.close();
 */
export async function openQueue(url: string, options: QueueOptions = {}): Promise<ClaimQueue> {
  const { attempts = 5, backoffMs = 2000, leaseMs = 30_000, keepSeconds = WEEK_SECONDS } = options;
  const name = checkName('name', options.name ?? 'claims');
  const prefix = checkName('prefix', options.prefix ?? 'claimlens');
  const engine = await openEngine(url, { name, prefix, keepSeconds });
  return openBullQueue(engine, { attempts, backoffMs, leaseMs, keepSeconds });
}

function openEngine(url: string, options: EngineOptions): Promise<Engine> {
  const scheme = /^[a-z]+(?=:\/\/)/.exec(url)?.[0];
  const open = {
    redis: openRedisEngine,
    rediss: openRedisEngine,
    postgres: openPostgresEngine,
    postgresql: openPostgresEngine,
  }[scheme ?? ''];
  if (!open)
    throw new ClaimlensError(
      'invalid-argument',
      // The rest of the address may hold a password.
      `queue: expected an address that begins with redis:// or postgres://, got ${scheme ?? 'another'}`,
    );
  return open(url, options).catch((error: unknown) => {
    throw toClaimlensError(error, 'queue-unavailable', 'queue');
  });
}

/** Both engines take these characters; the name of a schema has at most 63. */
function checkName(what: string, name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) return name;
  throw new ClaimlensError(
    'invalid-argument',
    `queue ${what}: expected letters, digits and _, beginning with a letter, got ${name}`,
  );
}
