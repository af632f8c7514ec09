import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InspectionPool, openPool } from '../../../src/pool/pool.js';
import { jobSchema } from '../../../src/service/http/schemas.js';
import { openQueueJobs } from '../../../src/service/jobs/queue-jobs.js';
import type { ServiceOptions } from '../../../src/service/options.js';
import type { ClaimQueue } from '../../../src/service/queue/contract.js';
import { type QueueWorker, startQueueWorker } from '../../../src/service/queue/worker.js';
import type { Service } from '../../../src/service/service.js';
import { ENGINES, erase, newPlace, open, type Place, spawnTaker } from '../queue/engines.js';
import { form, KEY, post, STUB, startStub } from '../start.js';

const OTHER_KEY = 'another-key-0123456789abcdef';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

// Without any engine the file would hold no test, which vitest counts as a failure.
it.runIf(ENGINES.length === 0)('is skipped where no engine is at hand', () => expect(ENGINES).toEqual([]));

describe.each(ENGINES)('instances that hand inspections to one queue on %s', (_, url) => {
  let place: Place;
  let closers: (() => unknown)[];
  let instances: Service[];
  let worked: string[];

  /** An instance with connections of its own, as on a machine of its own. */
  async function openInstance(options: ServiceOptions = {}): Promise<Service> {
    const queue = await open(place);
    const jobs = await openQueueJobs({ queue });
    const service = await startStub({ keys: [KEY, OTHER_KEY], jobs: () => jobs, ...options });
    closers.push(() => service.close().then(() => queue.close()));
    return service;
  }

  async function startWorker(): Promise<QueueWorker> {
    const queue: ClaimQueue = await open(place);
    const pool: InspectionPool = await openPool({ size: 1, child: STUB });
    const onWorked = ({ outcome }: { outcome: string }) => worked.push(outcome);
    const worker = startQueueWorker({ queue, pool, versions: 'test', onWorked });
    closers.push(async () => {
      await worker.stop(0);
      pool.close();
      await queue.close();
    });
    return worker;
  }

  beforeEach(async () => {
    place = newPlace(url, { leaseMs: 3000, attempts: 2 });
    [closers, worked] = [[], []];
    instances = await Promise.all([openInstance(), openInstance()]);
  });
  afterEach(async () => {
    await Promise.all(closers.map((close) => close()));
    await erase(place);
  });

  const send = (to: Service, text: string, headers: Record<string, string> = {}) =>
    post(`${to.url}/v1/inspections`, form(['photo', Buffer.from(text)]), { ...bearer(KEY), ...headers });
  const read = async (from: Service, href: string, key = KEY) => {
    const response = await fetch(from.url + href, { headers: bearer(key) });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  /** What an inspection became. */
  const ended = async (from: Service, href: string) => {
    for (;;) {
      const answer = await read(from, href);
      if (answer.status !== 202) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const later = { prefer: 'respond-async' };

  it('tell each the report of what the other took on, to the key that asked alone', async () => {
    const [a, b] = instances;
    const taken = await send(a, 'ok', later);
    expect(taken.status).toBe(202);
    const { id, href } = jobSchema.parse(taken.json);
    expect(await read(b, href)).toMatchObject({ status: 202, json: { id, state: 'queued' } });
    await startWorker();
    expect(await ended(b, href)).toMatchObject({ status: 200, json: { photo: 2 } });
    expect(await read(a, href)).toMatchObject({ status: 200, json: { photo: 2 } });
    expect(await read(b, href, OTHER_KEY)).toMatchObject({ status: 404 });
    expect(await read(b, '/v1/inspections/../metrics')).toMatchObject({ status: 404 });
  });

  it('answer a request that waits, and one that waits no longer', async () => {
    const [a, b] = instances;
    const brief = await send(a, 'slow 20', { prefer: 'wait=0' });
    expect(brief.status).toBe(202);
    await startWorker();
    const { status, headers, json } = await send(b, 'ok');
    expect([status, json.photo]).toEqual([200, 2]);
    expect(await read(a, String(headers.get('content-location')))).toMatchObject({ status: 200 });
    expect(await ended(b, String(brief.json.href))).toMatchObject({ status: 200 });
  });

  it('take an idempotency key for the same inspection, whichever is asked', async () => {
    const [a, b] = instances;
    const first = await send(a, 'ok', { ...later, 'idempotency-key': 'claim-1' });
    const second = await send(b, 'ok', { ...later, 'idempotency-key': 'claim-1' });
    expect([second.status, second.json.href]).toEqual([202, first.json.href]);
    expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(await send(b, 'other', { 'idempotency-key': 'claim-1' })).toMatchObject({
      status: 422,
      json: { code: 'idempotency-mismatch' },
    });
    const apart = await send(b, 'ok', { ...later, ...bearer(OTHER_KEY), 'idempotency-key': 'claim-1' });
    expect(apart.json.href).not.toBe(first.json.href);
    await startWorker();
    await ended(a, String(first.json.href));
    const again = await send(b, 'ok', { 'idempotency-key': 'claim-1' });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });

  it('answer a failure alike, and try one that may pass again when asked again', async () => {
    const [a, b] = instances;
    await startWorker();
    const key = { 'idempotency-key': 'damaged' };
    for (const to of [a, b])
      expect(await send(to, 'fail unreadable-photo', key)).toMatchObject({
        status: 422,
        json: { code: 'unreadable-photo', detail: 'photo: unreadable-photo' },
      });
    expect(worked).toEqual(['parked']);
    const passing = { 'idempotency-key': 'passing' };
    for (const to of [a, b]) {
      const answer = await send(to, 'fail timeout', passing);
      expect(answer).toMatchObject({ status: 503, json: { code: 'timeout' } });
      expect(answer.headers.get('idempotent-replayed')).toBeNull();
    }
    expect(worked.filter((outcome) => outcome === 'parked')).toHaveLength(3);
  });

  it('lose no claim when its worker is killed', async () => {
    const [a, b] = instances;
    const { json } = await send(a, 'slow 2000', later);
    const victim = await spawnTaker(place);
    victim.kill('SIGKILL');
    await startWorker();
    expect(await ended(b, String(json.href))).toMatchObject({ status: 200, json: { photo: 9 } });
  });

  it('answer 202 to whoever waits when they close, and the claim goes on elsewhere', async () => {
    const [, b] = instances;
    const closing = await openInstance({ drainMs: 200 });
    const waiting = send(closing, 'ok');
    const text = async () => (await fetch(`${b.url}/metrics`, { headers: bearer(KEY) })).text();
    while (!/^claimlens_queued 1$/m.test(await text())) await new Promise((r) => setTimeout(r, 50));
    await closing.close();
    const answer = await waiting;
    expect(answer.status).toBe(202);
    await startWorker();
    expect(await ended(b, String(answer.json.href))).toMatchObject({ status: 200 });
  });
});
