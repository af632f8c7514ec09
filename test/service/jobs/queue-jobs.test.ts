import { afterEach, describe, expect, it } from 'vitest';
import { ClaimlensError } from '../../../src/errors.js';
import { openQueueJobs } from '../../../src/service/jobs/queue-jobs.js';
import type { ClaimQueue } from '../../../src/service/queue/contract.js';
import type { Service } from '../../../src/service/service.js';
import { form, post, startStub } from '../start.js';

// Engines have tests of their own (../http/queue.test.ts); here the queue is a stand-in that can be away.
let service: Service | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
});

/** A queue that keeps what it is given and works on nothing. */
function standIn() {
  const state = { away: false, waiting: 0, names: [] as string[], pictures: [] as unknown[] };
  const answer =
    <T>(value: () => T) =>
    async (): Promise<T> => {
      if (state.away) throw new ClaimlensError('queue-unavailable', 'queue: away');
      return value();
    };
  const counts = answer(() => ({ waiting: state.waiting, running: 0, retrying: 0, parked: 0, done: 0 }));
  const queue: Partial<ClaimQueue> = {
    counts,
    enqueue: (job) =>
      answer(() => {
        state.waiting++;
        state.names.push(job.id ?? '');
        state.pictures.push(job.photo, ...(job.references ?? []));
        return job.id ?? '';
      })(),
    outcome: (id) => answer(() => (state.names.includes(id) ? ({ state: 'waiting' } as const) : null))(),
  };
  return { state, queue: queue as ClaimQueue };
}

const send = (url: string, query = '?async') =>
  post(
    `${url}/v1/inspections${query}`,
    form(['photo', Buffer.from('abc')], ['reference', Buffer.from('def')]),
  );
const ready = async (url: string) => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, ((await response.json()) as { code?: string }).code];
};

describe('openQueueJobs', () => {
  it('says at once that there is no queue', async () => {
    const { queue, state } = standIn();
    state.away = true;
    await expect(openQueueJobs({ queue })).rejects.toMatchObject({ code: 'queue-unavailable' });
  });

  it('is not ready while the queue is away, and again when it is back', async () => {
    const { queue, state } = standIn();
    const jobs = await openQueueJobs({ queue });
    service = await startStub({ jobs: () => jobs });
    const { url } = service;
    expect(await ready(url)).toEqual([200, undefined]);
    const { json } = await send(url);
    state.away = true;
    const refused = await send(url);
    expect([refused.status, refused.json.code]).toEqual([503, 'queue-unavailable']);
    expect(refused.headers.has('retry-after')).toBe(true);
    expect((await fetch(url + json.href)).status).toBe(503);
    while ((await ready(url))[0] === 200) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ready(url)).toEqual([503, 'queue-unavailable']);
    state.away = false;
    while ((await ready(url))[0] === 503) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await fetch(url + json.href)).status).toBe(202);
  });

  it('tells whoever waits where to come back when the queue goes away meanwhile', async () => {
    const { queue, state } = standIn();
    const jobs = await openQueueJobs({ queue });
    service = await startStub({ jobs: () => jobs, syncWaitMs: 1500 });
    const waiting = send(service.url, '');
    while (state.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    state.away = true;
    const { status, json } = await waiting;
    state.away = false;
    expect([status, (await fetch(service.url + json.href)).status]).toEqual([202, 202]);
  });

  it('takes no more than may wait, and holds no picture of what it handed on', async () => {
    const { queue } = standIn();
    const jobs = await openQueueJobs({ queue, maxQueued: 1 });
    service = await startStub({ jobs: () => jobs });
    const { url } = service;
    expect((await send(url)).status).toBe(202);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^claimlens_buffered_bytes 0$/m);
    let answer = await send(url);
    for (; answer.status === 202; answer = await send(url));
    expect([answer.status, answer.json.code]).toEqual([503, 'busy']);
    expect((await ready(url))[1]).toBe('busy');
  });

  it('puts pictures where workers find them', async () => {
    const { queue, state } = standIn();
    const kept: string[] = [];
    const put = async (bytes: Uint8Array) => {
      kept.push(Buffer.from(bytes).toString());
      return String(kept.length).repeat(64);
    };
    const jobs = await openQueueJobs({ queue, pictures: { put, read: async () => new Uint8Array() } });
    service = await startStub({ jobs: () => jobs });
    expect((await send(service.url)).status).toBe(202);
    expect(kept).toEqual(['abc', 'def']);
    expect(state.pictures).toEqual([{ sha256: '1'.repeat(64) }, { sha256: '2'.repeat(64) }]);
    const submit = jobs.submit({ owner: 'anyone', input: { photo: '/etc/passwd' } });
    await expect(submit).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
