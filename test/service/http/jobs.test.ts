import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { jobSchema } from '../../../src/service/http/schemas.js';
import type { ServiceOptions } from '../../../src/service/options.js';
import type { Service, ServiceSeams } from '../../../src/service/service.js';
import { form, post, STUB, startStub } from '../start.js';

let service: Service;
const open = async (options: ServiceOptions = {}, seams: ServiceSeams = {}) => {
  service = await startStub(options, seams);
};
afterEach(() => service.close());

const send = (text: string, headers: Record<string, string> = {}, query = '') =>
  post(`${service.url}/v1/inspections${query}`, form(['photo', Buffer.from(text)]), headers);
const read = async (href: string, headers: Record<string, string> = {}) => {
  const response = await fetch(service.url + href, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('asynchronous inspections', () => {
  it('are answered with an id at once and with the report later', async () => {
    await open();
    for (const [headers, query] of [
      [{ prefer: 'respond-async' }, ''],
      [{}, '?async'],
      [{}, '?async=true'],
    ] as const) {
      const { status, headers: answered, json } = await send('slow 100', headers, query);
      expect(status).toBe(202);
      const { id, href } = jobSchema.parse(json);
      expect(answered.get('location')).toBe(href);
      expect(answered.get('preference-applied')).toBe('respond-async');
      expect(Number(answered.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(href).toBe(`/v1/inspections/${id}`);
      let answer = await read(href);
      for (; answer.status === 202; answer = await read(href)) await pause();
      expect([answer.status, JSON.parse(answer.text).photo]).toEqual([200, 8]);
    }
  });

  it('answer a failure as the synchronous request would', async () => {
    await open();
    const { href } = jobSchema.parse((await send('fail unreadable-photo', {}, '?async')).json);
    let answer = await read(href);
    for (; answer.status === 202; answer = await read(href)) await pause();
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([422, 'unreadable-photo']);
  });

  it('are what a synchronous request becomes when its deadline passes', async () => {
    await open({ syncWaitMs: 200 });
    const late = await send('slow 1500');
    expect(late.status).toBe(202);
    expect((await send('slow 1500', { prefer: 'wait=0' })).status).toBe(202);
    let answer = await read(String(late.json.href));
    for (; answer.status === 202; answer = await read(String(late.json.href))) await pause();
    expect(answer.status).toBe(200);
  });

  it('are not found under another id', async () => {
    await open();
    const { status, text } = await read('/v1/inspections/00000000-0000-4000-8000-000000000000');
    expect([status, JSON.parse(text).code]).toEqual([404, 'not-found']);
  });
});

describe('HTML', () => {
  it('is answered by Accept or by the suffix, with pictures where they were asked for', async () => {
    await open();
    const asked = await fetch(`${service.url}/v1/inspections`, {
      method: 'POST',
      body: form(['photo', Buffer.from('ok')]),
      headers: { accept: 'text/html,application/json;q=0.5', 'accept-language': 'zh-CN' },
    });
    expect(asked.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await asked.text()).toContain('lang="zh"');
    const { headers } = await send('ok', {}, '?html=en');
    const href = String(headers.get('content-location'));
    for (const page of [await read(`${href}.html`), await read(href, { accept: 'text/html' })])
      expect([page.status, page.text]).toEqual([200, '<!doctype html><html lang="en"></html>']);
    expect((await read(href)).headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await send('ok', {}, '?html=fr')).status).toBe(400);
  });
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'order-17' };

  it('answers the same request with the same inspection, done or not', async () => {
    await open();
    const both = await Promise.all([send('slow 200', key), send('slow 200', key)]);
    const third = await send('slow 200', key);
    const answers = [...both, third];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => headers.get('content-location'))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(2);
    expect(
      (await send('slow 200', { 'idempotency-key': 'order-18' })).headers.get('content-location'),
    ).not.toBe(third.headers.get('content-location'));
  });

  it('refuses another request under a key that was used', async () => {
    await open();
    await send('ok', key);
    const other = await send('ok ', key);
    expect([other.status, other.json.code]).toEqual([422, 'idempotency-mismatch']);
    const withClaim = form(['photo', Buffer.from('ok')], ['claim', '{"id":"C-1"}']);
    expect((await post(`${service.url}/v1/inspections`, withClaim, key)).status).toBe(422);
  });

  it('lets a request be tried again after an error that may pass, and repeats one that will not', async () => {
    await open();
    expect((await send('fail unreadable-photo', key)).headers.get('idempotent-replayed')).toBeNull();
    expect((await send('fail unreadable-photo', key)).headers.get('idempotent-replayed')).toBe('true');
    const other = { 'idempotency-key': 'order-19' };
    expect((await send('crash', other)).status).toBe(503);
    const again = await send('crash', other);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([503, null]);
  });
});

describe('a full service', () => {
  it('answers 503 with Retry-After, is not ready, stays alive, and takes on work again', async () => {
    await open({ maxQueued: 1 });
    const hrefs = [];
    for (let i = 0; i < 2; i++) hrefs.push(String((await send('slow 3000', {}, '?async')).json.href));
    const refused = await send('ok');
    expect([refused.status, refused.json.code]).toEqual([503, 'busy']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await read('/readyz')).status).toBe(503);
    expect((await read('/healthz')).status).toBe(200);
    for (const href of hrefs) while ((await read(href)).status === 202) await pause();
    expect((await send('ok')).status).toBe(200);
    expect((await read('/readyz')).status).toBe(200);
  });

  it('bounds requests side by side, and the bytes that they hold', async () => {
    await open({ maxRequests: 2, maxBufferedBytes: 25, drainMs: 0 });
    const forever = () => send('slow 600000', {}, '?async');
    expect((await forever()).status).toBe(202);
    const tooMuch = await send('this is more than is left');
    expect([tooMuch.status, tooMuch.json]).toMatchObject([503, { code: 'busy', detail: /^memory/ }]);
    expect((await forever()).status).toBe(202);
    const tooMany = await send('ok');
    expect([tooMany.status, tooMany.json]).toMatchObject([503, { code: 'busy', detail: /^requests/ }]);
  });
});

describe('pictures by URL', () => {
  it('are fetched from allowed hosts, and from no others', async () => {
    const shop = createServer((_, response) => response.end('ok'));
    await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
    const origin = `http://shop.test:${(shop.address() as AddressInfo).port}`;
    await open(
      { urls: { hosts: [origin] } },
      {
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
        classify: () => 'public',
        child: STUB,
      },
    );
    const ask = (body: object) =>
      post(`${service.url}/v1/inspections`, JSON.stringify(body), { 'content-type': 'application/json' });
    const claim = { id: 'C-1' };
    const allowed = await ask({ photo: { url: `${origin}/a` }, references: [{ url: `${origin}/b` }], claim });
    expect([allowed.status, allowed.json]).toMatchObject([200, { photo: 2, claim }]);
    const other = await ask({ photo: { url: 'http://169.254.169.254/' } });
    expect([other.status, other.json.code]).toEqual([403, 'forbidden-url']);
    for (const body of [
      {},
      [],
      { photo: 'x' },
      { photo: { url: 1 } },
      { photo: { url: `${origin}/a` }, more: 1 },
    ])
      expect((await ask(body)).status).toBe(400);
    shop.close();
  });
});
