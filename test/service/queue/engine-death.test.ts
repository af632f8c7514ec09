import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../src/pool/pool.js';
import type { ClaimQueue } from '../../../src/service/queue/contract.js';
import { startQueueWorker } from '../../../src/service/queue/worker.js';
import { STUB } from '../start.js';
import { claim, ended, newPlace, open, until } from './engines.js';
import { type OwnEngine, ownPostgres, ownRedis } from './own-engines.js';

// Redis with an append-only file that is synced at every write; PostgreSQL as it comes. Both are killed by SIGKILL.
const ENGINES = [
  ['Redis', ownRedis],
  ['PostgreSQL', ownPostgres],
] as const;

/** Asks again while the engine is away. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      expect(error).toMatchObject({ code: 'queue-unavailable' });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe.each(ENGINES)('%s that is killed', (name, create) => {
  let engine: OwnEngine | null;
  beforeAll(async () => {
    engine = await create();
    await engine?.start();
  });
  afterAll(async () => engine?.remove());

  it('loses no claim and doubles none', async (context) => {
    if (!engine) {
      console.warn(`queue: ${name} is not installed here, or cannot be started by this user`);
      return context.skip();
    }
    const place = newPlace(engine.url, { leaseMs: 1500 });
    const queue: ClaimQueue = await insist(() => open(place));
    const pool = await openPool({
      size: 2,
      child: STUB,
    });
    const unreachable: string[] = [];
    const worker = startQueueWorker({
      queue,
      pool,
      versions: 'test',
      onUnreachable: ({ code }) => unreachable.push(code),
    });
    try {
      const ids = [];
      for (let i = 0; i < 12; i++) ids.push(await queue.enqueue(claim(`slow ${300 + i}`, `C-${i}`)));
      await until(async () => worker.running === 2);
      await engine.kill();
      // Handed in while the engine is away: the caller hears of it, or it is there when the engine is back.
      const late = queue.enqueue(claim('ok', 'late')).catch((error: { code: string }) => error.code);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await engine.start();
      if ((await late) === 'queue-unavailable') await insist(() => queue.enqueue(claim('ok', 'late')));
      for (const id of [...ids, 'late'])
        expect([id, await insist(() => ended(queue, id))]).toMatchObject([id, { state: 'done' }]);
      expect(await insist(() => queue.counts())).toEqual({
        waiting: 0,
        running: 0,
        retrying: 0,
        parked: 0,
        done: 13,
      });
    } finally {
      await worker.stop(0);
      pool.close();
      await queue.close();
    }
  });
});
