import { describe, expect, it } from 'vitest';
import type { Job, JobOutcome } from '../../../src/service/jobs/jobs.js';
import { type MemoryStoreOptions, openMemoryStore } from '../../../src/service/jobs/store.js';

const job = (id: string, owner = 'a'): Job => ({
  id,
  owner,
  state: 'queued',
  outcome: null,
});
const done = (report = '{}'): JobOutcome => ({
  status: 'done',
  result: { report, verdict: 'no-evidence', html: null },
});
const keep = { forgetKey: false };

/** A store with finished jobs of these ids. */
async function filled(ids: string[], options: MemoryStoreOptions, report?: string) {
  const store = openMemoryStore(options);
  for (const id of ids) {
    await store.add(job(id));
    await store.finish(id, done(report), keep);
  }
  const known = async () => (await Promise.all(ids.map((id) => store.get(id)))).map((found) => found?.id);
  return { store, known };
}

describe('openMemoryStore', () => {
  it('follows a job from queued to done', async () => {
    const store = openMemoryStore();
    await store.add(job('1'));
    expect((await store.get('1'))?.state).toBe('queued');
    await store.start('1');
    expect((await store.get('1'))?.state).toBe('running');
    await store.finish('1', done(), keep);
    expect(await store.get('1')).toEqual({ ...job('1'), state: 'done', outcome: done() });
    await store.remove('1');
    expect(await store.get('1')).toBeNull();
  });

  it('keeps keys of owners apart and forgets them with their jobs', async () => {
    const store = openMemoryStore();
    const key = { key: 'k', digest: 'd' };
    expect(await store.add(job('1'), key)).toMatchObject({ replayed: false });
    expect(await store.add(job('2', 'b'), key)).toMatchObject({ replayed: false, job: { id: '2' } });
    expect(await store.add(job('3'), key)).toMatchObject({ replayed: true, job: { id: '1' } });
    await expect(store.add(job('4'), { key: 'k', digest: 'e' })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    expect(await store.get('4')).toBeNull();
    await store.remove('1');
    expect(await store.add(job('5'), key)).toMatchObject({ replayed: false });
    await store.finish(
      '5',
      { status: 'failed', error: { code: 'timeout', message: '' } },
      { forgetKey: true },
    );
    expect(await store.add(job('6'), key)).toMatchObject({ replayed: false, job: { id: '6' } });
    // The job that let go of the key takes it from nobody when it goes.
    await store.remove('5');
    expect(await store.add(job('7'), key)).toMatchObject({ replayed: true, job: { id: '6' } });
  });

  it('forgets the oldest finished jobs by number and by bytes, and none that runs', async () => {
    const byNumber = await filled(['1', '2', '3'], { maxJobs: 2 });
    expect(await byNumber.known()).toEqual([undefined, '2', '3']);
    const byBytes = await filled(['1', '2', '3'], { maxBytes: 100 }, 'x'.repeat(20));
    expect(await byBytes.known()).toEqual([undefined, '2', '3']);
    const { store } = byNumber;
    await store.add(job('running'));
    for (const id of ['4', '5', '6']) {
      await store.add(job(id));
      await store.finish(id, done(), keep);
    }
    expect((await store.get('running'))?.state).toBe('queued');
  });

  it('forgets finished jobs after their time', async () => {
    let now = 0;
    const { store, known } = await filled(['1'], { keepSeconds: 10, now: () => now });
    now = 9_999;
    expect(await known()).toEqual(['1']);
    now = 10_001;
    expect(await known()).toEqual([undefined]);
    await store.add(job('2'));
    now = 100_000;
    expect((await store.get('2'))?.id).toBe('2');
  });
});
