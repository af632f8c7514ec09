import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/service/http/openapi.js';
import type { Service } from '../../../src/service/service.js';
import { form, KEY, post, sendRaw, startStub } from '../start.js';

const lines: string[] = [];
let service: Service;
beforeAll(async () => {
  service = await startStub({
    keys: [KEY],
    receiveTimeoutMs: 2000,
    headersTimeoutMs: 1500,
    log: { write: (line) => void lines.push(line) },
  });
});
afterAll(() => service.close());

const key = { authorization: `Bearer ${KEY}` };
const inspections = () => `${service.url}/v1/inspections`;
const send = (body: FormData, headers: Record<string, string> = {}) =>
  post(inspections(), body, { ...key, ...headers });
const picture = (text: string): [string, Uint8Array] => ['photo', Buffer.from(text)];

describe('slow clients', () => {
  it('are cut off when headers or body do not arrive in time', async () => {
    const headers = await sendRaw(service.url, 'POST /v1/inspections HTTP/1.1\r\nHost: x\r\n', {
      keepOpen: true,
    });
    expect(headers).toMatch(/^HTTP\/1\.1 408 /);
    const body = await sendRaw(
      service.url,
      `POST /v1/inspections HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n`,
      { keepOpen: true },
    );
    expect(body).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await send(form(picture('ok')))).status).toBe(200);
  });

  it('may be given more time than Node gives them', async () => {
    const patient = await startStub({ keys: [KEY], receiveTimeoutMs: 900_000, headersTimeoutMs: 600_000 });
    expect((await fetch(`${patient.url}/healthz`)).status).toBe(200);
    await patient.close();
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
