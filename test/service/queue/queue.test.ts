import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InspectionPool, openPool } from '../../../src/pool/pool.js';
import type { ClaimQueue } from '../../../src/service/queue/contract.js';
import { openQueue, type QueueOptions } from '../../../src/service/queue/open-queue.js';
import { startQueueWorker, type WorkedJob } from '../../../src/service/queue/worker.js';
import { STUB } from '../start.js';
import {
  claim,
  ENGINES,
  ended,
  erase,
  newPlace,
  open,
  type Place,
  spawnTaker,
  until,
  warnOfMissingEngines,
} from './engines.js';

warnOfMissingEngines();

describe('openQueue', () => {
  it('refuses an address of another engine without repeating it', async () => {
    await expect(openQueue('amqp://user:secret@host')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('says that an engine cannot be reached', async () => {
    await expect(openQueue('postgres://127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'queue-unavailable',
    });
  });
});

describe.each(ENGINES)('queue on %s', (_, url) => {
  let place: Place;
  let queue: ClaimQueue;
  let pool: InspectionPool;
  let worked: WorkedJob[];
  /** The same queue under other terms. */
  const reopen = async (options: QueueOptions) => {
    await queue.close();
    place = { ...place, options: { ...place.options, ...options } };
    queue = await open(place);
  };
  const work = () => startQueueWorker({ queue, pool, versions: 'test', onWorked: (job) => worked.push(job) });

  beforeEach(async () => {
    place = newPlace(url);
    queue = await open(place);
    pool = await openPool({
      size: 2,
      child: STUB,
    });
    worked = [];
  });
  afterEach(async () => {
    pool.close();
    await queue.close();
    await erase(place);
  });

  it('gives every claim its report', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => queue.enqueue(claim('ok', `C-${i}`))));
    expect(await queue.counts()).toMatchObject({ waiting: 20, done: 0 });
    const worker = work();
    for (const id of ids) {
      const outcome = await ended(queue, id);
      expect(outcome).toMatchObject({ state: 'done', result: { verdict: 'no-evidence', html: null } });
      if (outcome.state === 'done') expect(JSON.parse(outcome.result.report).claim).toEqual({ id });
    }
    await worker.stop(10_000);
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, retrying: 0, parked: 0, done: 20 });
    expect(worked.map(({ outcome }) => outcome)).toEqual(Array(20).fill('inspected'));
  });

  it('takes a job that is handed in again as the same', async () => {
    const first = await queue.enqueue(claim('ok'));
    expect(await queue.enqueue(claim('ok'))).toBe(first);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
    await queue.enqueue(claim('ok', 'mine: 1'));
    await expect(queue.enqueue(claim('other', 'mine: 1'))).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  it('inspects the same content once', async () => {
    const [a, b] = ['a', 'b'].map((id) => ({ ...claim('slow 20'), id }));
    await queue.enqueue(a);
    await queue.enqueue(b);
    const worker = work();
    const first = await ended(queue, 'a');
    expect(await ended(queue, 'b')).toEqual(first);
    await worker.stop(10_000);
    await queue.enqueue({ ...a, id: 'c' });
    const later = work();
    expect(await ended(queue, 'c')).toEqual(first);
    await later.stop(10_000);
    expect(worked.find(({ id }) => id === 'c')?.outcome).toBe('known');
  });

  it('parks a photo that cannot be read at once, with its error', async () => {
    await queue.enqueue(claim('fail unreadable-photo', 'damaged'));
    const worker = work();
    expect(await ended(queue, 'damaged')).toEqual({
      state: 'parked',
      error: { code: 'unreadable-photo', message: 'photo: unreadable-photo' },
    });
    await worker.stop(10_000);
    expect(worked).toMatchObject([{ outcome: 'parked', code: 'unreadable-photo', attempt: 1 }]);
    expect(await queue.parked()).toMatchObject([
      { id: 'damaged', claim: 'damaged', error: { code: 'unreadable-photo' } },
    ]);
  });

  it('tries what may pass again, then parks it, and starts anew when told to', async () => {
    await queue.enqueue(claim('crash', 'poison'));
    const worker = work();
    expect(await ended(queue, 'poison')).toMatchObject({ state: 'parked', error: { code: 'worker-lost' } });
    // The engine may tell before the worker has heard of it.
    await until(async () => worked.length >= 5);
    expect(worked.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['retried', 1],
      ['retried', 2],
      ['retried', 3],
      ['retried', 4],
      ['parked', 5],
    ]);
    await queue.retry('poison');
    await until(async () => worked.length > 5);
    expect(worked[5]).toMatchObject({ outcome: 'retried', attempt: 1 });
    await worker.stop(10_000);
    await expect(queue.retry('unknown')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('gives back what it cannot finish in time, as it was', async () => {
    await queue.enqueue(claim('slow 60000', 'long'));
    const worker = work();
    await until(async () => pool.load.busy === 1);
    await worker.stop(10);
    expect(worked).toMatchObject([{ outcome: 'given-back', attempt: 1 }]);
    expect(await queue.counts()).toMatchObject({ waiting: 1, running: 0 });
    const again = await queue.take();
    expect(again).toMatchObject({ id: 'long', attempt: 1 });
    await again?.giveBack();
  });

  it('lends a job for as long as somebody works on it', async () => {
    await reopen({ leaseMs: 3000 });
    await queue.enqueue(claim('slow 8000', 'long'));
    const worker = work();
    expect(await ended(queue, 'long')).toMatchObject({ state: 'done' });
    await worker.stop(10_000);
    expect(worked).toMatchObject([{ outcome: 'inspected', attempt: 1 }]);
  });

  it('tells who holds a lost lease, counts it, and forgives it when a person lets the job start anew', async () => {
    await reopen({ leaseMs: 3000 });
    await queue.enqueue(claim('ok', 'slow one'));
    const takeOne = async () => {
      for (;;) {
        const delivery = await queue.take();
        if (delivery) return delivery;
      }
    };
    const lost = await takeOne();
    expect([lost.attempt, await lost.heartbeat()]).toEqual([1, true]);
    const second = await takeOne();
    expect([second.id, second.attempt]).toEqual(['slow one', 2]);
    expect([await lost.heartbeat(), await lost.finish('00')]).toEqual([false, false]);
    expect(await second.park({ code: 'internal', message: 'enough' })).toBe(true);
    await queue.retry('slow one');
    const anew = await takeOne();
    expect(anew.attempt).toBe(1);
    await anew.giveBack();
  });

  it('keeps the first result of the same content', async () => {
    const key = 'ab'.repeat(32);
    const [first, later] = ['1', '2'].map((report) => ({ report, verdict: 'review', html: null }) as const);
    expect(await queue.results.put(key, first)).toEqual(first);
    expect(await queue.results.put(key, later)).toEqual(first);
    expect([await queue.results.get(key), await queue.results.get('cd'.repeat(32))]).toEqual([first, null]);
  });

  it('loses no claim when a worker is killed in the middle of one', async () => {
    await reopen({ leaseMs: 1500 });
    const ids = await Promise.all(
      ['slow 3000', 'slow 31', 'slow 32', 'slow 33'].map((behaviour) => queue.enqueue(claim(behaviour))),
    );
    const victim = await spawnTaker(place);
    victim.kill('SIGKILL');
    const worker = work();
    for (const id of ids) expect(await ended(queue, id)).toMatchObject({ state: 'done' });
    await worker.stop(10_000);
    expect(worked.filter(({ attempt }) => attempt > 1).length).toBeGreaterThan(0);
    expect(await queue.counts()).toMatchObject({ waiting: 0, running: 0, parked: 0, done: 4 });
  });

  it('parks a job that takes every worker along', async () => {
    await reopen({ leaseMs: 1500, attempts: 1 });
    await queue.enqueue(claim('slow 60000', 'fatal'));
    const victim = await spawnTaker(place);
    victim.kill('SIGKILL');
    const worker = work();
    expect(await ended(queue, 'fatal')).toMatchObject({ state: 'parked', error: { code: 'worker-lost' } });
    await worker.stop(10_000);
    // A lease that a loaded machine lost meanwhile counts, too.
    expect(worked.at(-1)).toMatchObject({ outcome: 'parked' });
    expect(worked.at(-1)?.attempt).toBeGreaterThan(1);
  });
});
