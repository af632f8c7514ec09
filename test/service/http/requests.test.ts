import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../src/service/http/problem.js';
import type { Service } from '../../../src/service/service.js';
import { form, KEY, post, sendRaw, startStub } from '../start.js';

const OTHER_KEY = 'another-key-0123456789abcdef';
let service: Service;
beforeAll(async () => {
  service = await startStub({
    keys: [KEY, OTHER_KEY],
    inspector: { limits: { maxBytes: 100_000, maxReferences: 2 } },
    maxRequestBytes: 400_000,
  });
});
afterAll(() => service.close());

const key = { authorization: `Bearer ${KEY}` };
const inspections = () => `${service.url}/v1/inspections`;
const send = (body: FormData | string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) =>
  post(inspections(), body, { ...key, ...headers });
const picture = (text: string): [string, Uint8Array] => ['photo', Buffer.from(text)];

describe('keys', () => {
  it.each<Record<string, string>>([
    {},
    { authorization: 'Bearer wrong' },
    { authorization: `Basic ${KEY}` },
    { authorization: KEY },
  ])('refuses %o', async (headers) => {
    for (const path of ['/v1/inspections', '/v1/references']) {
      const {
        status,
        headers: answered,
        json,
      } = await post(service.url + path, form(picture('ok')), headers);
      expect([status, json.code]).toEqual([401, 'unauthorized']);
      expect(answered.get('www-authenticate')).toBe('Bearer');
    }
    for (const path of ['/v1/inspections/x', '/metrics'])
      expect((await fetch(service.url + path, { headers })).status).toBe(401);
  });

  it('serves each key, and shows an inspection to the key that asked for it alone', async () => {
    const { status, headers } = await send(form(picture('ok')));
    expect(status).toBe(200);
    const url = service.url + headers.get('content-location');
    expect((await fetch(url, { headers: key })).status).toBe(200);
    expect((await fetch(url, { headers: { authorization: `Bearer ${OTHER_KEY}` } })).status).toBe(404);
  });

  it('asks none of those who look after it', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json'])
      expect((await fetch(service.url + path)).status).toBe(200);
  });
});

describe('what a request may hold', () => {
  const claim = (value: string): [string, string] => ['claim', value];
  it.each<[string, () => FormData, number, string]>([
    ['no photo', () => form(['reference', Buffer.from('x')]), 400, 'invalid-argument'],
    ['two photos', () => form(picture('ok'), picture('ok')), 400, 'invalid-argument'],
    ['a photo as text', () => form(['photo', 'text']), 400, 'invalid-argument'],
    ['an unknown field', () => form(picture('ok'), ['surprise', Buffer.from('x')]), 400, 'invalid-argument'],
    ['a claim that is no JSON', () => form(picture('ok'), claim('{')), 400, 'invalid-argument'],
    [
      'a claim with a bad date',
      () => form(picture('ok'), claim('{"orderedAt":"soon"}')),
      400,
      'invalid-argument',
    ],
    [
      'a claim that is too long',
      () => form(picture('ok'), claim(' '.repeat(200_000))),
      413,
      'limit-exceeded',
    ],
    ['a bad fingerprint', () => form(picture('ok'), ['reference', '{"schema":"x"}']), 400, 'invalid-report'],
    ['a photo that is too large', () => form(['photo', Buffer.alloc(100_001)]), 413, 'limit-exceeded'],
    ['an empty form', () => form(), 400, 'invalid-argument'],
    [
      'too many references',
      () =>
        form(
          picture('ok'),
          ...Array.from({ length: 3 }, (): [string, Uint8Array] => ['reference', Buffer.from('x')]),
        ),
      413,
      'limit-exceeded',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await send(body());
    expect(problemSchema.parse(answer.json)).toMatchObject({ status, code });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  });

  it.each<[string, number]>([
    ['unreadable-photo', 422],
    ['unsupported-format', 415],
    ['limit-exceeded', 413],
    ['timeout', 503],
    ['internal', 500],
  ])('answers what the inspection says: %s', async (code, status) => {
    const answer = await send(form(picture(`fail ${code}`)));
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([status, code, `photo: ${code}`]);
    expect(answer.headers.has('retry-after')).toBe(status === 503);
  });

  it('answers a crash honestly and goes on', async () => {
    const crashed = await send(form(picture('crash')));
    expect([crashed.status, crashed.json.code]).toEqual([503, 'worker-lost']);
    expect((await send(form(picture('ok')))).status).toBe(200);
  });

  it.each([
    'text/plain',
    'application/xml',
    'image/jpeg',
    'application/x-www-form-urlencoded',
    'application/json',
  ])('refuses %s', async (type) => {
    const { status, json } = await send('{}', { 'content-type': type });
    expect(status).toBe(415);
    expect(problemSchema.safeParse(json).success).toBe(true);
  });

  it('refuses other paths, methods and bytes that are no HTTP', async () => {
    expect((await fetch(`${service.url}/v2`)).status).toBe(404);
    expect((await fetch(inspections(), { method: 'DELETE', headers: key })).status).toBe(404);
    expect(
      (await send(form(picture('ok')), { prefer: 'respond-async', 'idempotency-key': 'a b' })).status,
    ).toBe(400);
    expect(await sendRaw(service.url, '\x16\x03\x01\x02\x00\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*"invalid-argument"/,
    );
  });

  it('refuses a truncated upload and one without boundary', async () => {
    const head = '--b\r\ncontent-disposition: form-data; name="photo"; filename="p"\r\n\r\n';
    const type = 'multipart/form-data; boundary=b';
    for (const body of ['', '--b', head, `${head}ok`, `${head}ok\r\n--b`])
      expect([(await send(body, { 'content-type': type })).status, body]).toEqual([400, body]);
    expect((await send(`${head}ok\r\n--b--\r\n`, { 'content-type': 'multipart/form-data' })).status).toBe(
      400,
    );
    expect((await send(`${head}ok\r\n--b--\r\n`, { 'content-type': type })).status).toBe(200);
  });

  it('refuses a request that says it is too large before reading it, and one that does not while it comes', async () => {
    const stated = await new Promise<number>((resolve, reject) => {
      const headers = {
        ...key,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 400_001,
      };
      const request = httpRequest(inspections(), { method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(stated).toBe(413);
    const endless = await new Promise<number>((resolve, reject) => {
      const headers = { ...key, 'content-type': 'multipart/form-data; boundary=b' };
      const request = httpRequest(inspections(), { method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.on('error', reject);
      request.write('--b\r\ncontent-disposition: form-data; name="photo"; filename="p"\r\n\r\n');
      const push = () => {
        if (!request.destroyed) request.write(Buffer.alloc(10_000), () => setImmediate(push));
      };
      push();
    });
    expect(endless).toBe(413);
  });
});
