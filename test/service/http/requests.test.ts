import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/service/http/openapi.js';
import { problemSchema } from '../../../src/service/http/problem.js';
import type { Service } from '../../../src/service/service.js';
import { form, KEY, post, startStub } from '../start.js';

const OTHER_KEY = 'another-key-0123456789abcdef';
const lines: string[] = [];
let service: Service;
beforeAll(async () => {
  service = await startStub({
    keys: [KEY, OTHER_KEY],
    inspector: { limits: { maxBytes: 100_000, maxReferences: 2 } },
    maxRequestBytes: 400_000,
    receiveTimeoutMs: 2000,
    headersTimeoutMs: 1500,
    log: { write: (line) => void lines.push(line) },
  });
});
afterAll(() => service.close());

const key = { authorization: `Bearer ${KEY}` };
const inspections = () => `${service.url}/v1/inspections`;
const send = (body: FormData | string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) =>
  post(inspections(), body, { ...key, ...headers });
const picture = (text: string): [string, Uint8Array] => ['photo', Buffer.from(text)];

/** Sends bytes as they are and collects what comes back until the socket ends. */
function sendRaw(bytes: string, { keepOpen = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (!keepOpen) socket.end();
    });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

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
    expect(await sendRaw('\x16\x03\x01\x02\x00\r\n\r\n')).toMatch(
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

describe('slow clients', () => {
  it('are cut off when headers or body do not arrive in time', async () => {
    const headers = await sendRaw('POST /v1/inspections HTTP/1.1\r\nHost: x\r\n', { keepOpen: true });
    expect(headers).toMatch(/^HTTP\/1\.1 408 /);
    const body = await sendRaw(
      `POST /v1/inspections HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n`,
      { keepOpen: true },
    );
    expect(body).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await send(form(picture('ok')))).status).toBe(200);
  });

  it('that leave give their memory and their worker back', async () => {
    const leave = new AbortController();
    const left = fetch(inspections(), {
      method: 'POST',
      headers: key,
      body: form(picture('slow 600000')),
      signal: leave.signal,
    });
    const load = async () => {
      const text = await (await fetch(`${service.url}/metrics`, { headers: key })).text();
      return ['busy', 'requests', 'buffered_bytes'].map((name) =>
        Number(new RegExp(`^claimlens_${name} (\\d+)$`, 'm').exec(text)?.[1]),
      );
    };
    while ((await load())[0] === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await load()).toEqual([1, 1, 11]);
    leave.abort();
    await expect(left).rejects.toThrow();
    while ((await load())[0] === 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await load()).toEqual([0, 0, 0]);
  });
});

describe('the description', () => {
  it('names every route that there is, and no other', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: object };
    expect(paths).toEqual(JSON.parse(JSON.stringify(openApiDocument().paths)));
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods)) {
        const response = await fetch(service.url + path, { method, headers: key });
        expect([path, method, response.status === 404 && !path.includes('{id}')]).toEqual([
          path,
          method,
          false,
        ]);
      }
  });
});

describe('the log', () => {
  it('holds one line per request and nothing that a caller sent', async () => {
    lines.length = 0;
    const secret = 'Zanzibar';
    const claim = JSON.stringify({ id: secret, buyer: secret });
    await send(form(['photo', Buffer.from('ok'), `${secret}.jpg`], ['claim', claim]), { 'x-note': secret });
    await send(form(['photo', Buffer.from(`fail internal ${secret}`)]));
    await send(form(picture('ok'), [secret, secret]));
    await fetch(`${service.url}/v1/inspections/${secret}?${secret}=${secret}`, { headers: key });
    const requests = () => lines.filter((line) => JSON.parse(line).msg === 'request');
    while (requests().length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(requests().map((line) => JSON.parse(line).status)).toEqual([200, 500, 400, 404]);
    expect(lines.join('')).not.toContain(secret);
    expect(lines.join('')).not.toContain(KEY);
  });
});
