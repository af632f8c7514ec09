import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/report/schema.js';
import { form, KEY, PHOTO, post, startStub } from './start.js';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claimlens-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts `claimlens serve` as a process. */
function serve(...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', BIN, 'serve', '--port', '0', '--workers', '1', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk;
  });
  const ended = new Promise<{ code: number | null; out: string; error: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, error })),
  );
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
      const found = /"url":"([^"]+)"/.exec(out);
      if (found) resolve(found[1]);
    });
    void ended.then((end) => reject(new Error(end.error)));
  });
  url.catch(() => undefined);
  return { child, url, ended };
}

describe('claimlens serve', () => {
  it('finishes on SIGTERM what it accepted, takes on nothing more, and ends with 0', async () => {
    const { child, url: starting, ended } = serve('--time-limit', '60', '--wait', '200', '--drain', '200');
    const url = await starting;
    const inspecting = post(`${url}/v1/inspections`, form(['photo', PHOTO]));
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    while (!/^claimlens_busy 1$/m.test(await metrics()))
      await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGTERM');
    let ready = await fetch(`${url}/readyz`);
    while (ready.status === 200) ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    const refused = await post(`${url}/v1/inspections`, form(['photo', PHOTO]));
    expect([refused.status, refused.json.code]).toEqual([503, 'closed']);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const answer = await inspecting;
    expect(answer.status).toBe(200);
    expect(reportSchema.parse(answer.json).photo.bytes).toBe(PHOTO.length);
    const end = await ended;
    expect(end.code).toBe(0);
    expect(end.error).toBe('');
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    for (const line of end.out.trim().split('\n')) expect(JSON.parse(line).level).toBe(30);
  });

  it('serves loopback alone without keys, and says what to do', async () => {
    const { code, error } = await serve('--host', '0.0.0.0').ended;
    expect(code).toBe(2);
    expect(error).toMatch(/expected a loopback address .* give keys \(--keys FILE or CLAIMLENS_KEYS\)/);
  });

  it('reads keys from a file', async () => {
    const keys = join(folder, 'keys.txt');
    writeFileSync(keys, `\n${KEY}\n`);
    const { child, url: starting, ended } = serve('--host', '0.0.0.0', '--keys', keys);
    const url = (await starting).replace('0.0.0.0', '127.0.0.1');
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } })).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, out: expect.not.stringContaining(KEY) });
  });

  it.each<[string[], RegExp]>([
    [['--keys', join(folder, 'absent')], /--keys: expected a readable file/],
    [['--allow-host', 'https://a.test/path'], /urls\.hosts: expected/],
    [['--register'], /--register: expected --registry/],
    [['--sharing-key', join(folder, 'key')], /--sharing-key: expected --registry/],
    [['--pictures', folder], /--pictures: expected --queue/],
    [['--queue', 'redis://127.0.0.1:1', '--policy', 'own.json'], /expected --policy with claimlens worker/],
    [['--queue', 'amqp://user:secret@host'], /redis:\/\/ or postgres:\/\/, got amqp\n/],
    [['--port', 'x'], /Expected a port/],
  ])('refuses %j', async (args, message) => {
    const { code, error } = await serve(...args).ended;
    expect([code === 0, error]).toEqual([false, expect.stringMatching(message)]);
  });
});

describe('startService', () => {
  it.each<[string, object, RegExp]>([
    ['short keys', { keys: ['short'] }, /keys\[0\]: expected at least 22/],
    ['a number that does not fit', { workers: 0 }, /service\.workers/],
    ['an option that is none', { wrokers: 1 }, /service\..*wrokers/],
    ['a host outside loopback without keys', { host: '10.0.0.1' }, /loopback/],
    ['a policy that is damaged', { inspector: { policy: 'damaged' } }, /damaged/],
  ])('refuses %s', async (_, options, message) => {
    await expect(startStub(options)).rejects.toThrow(message);
  });

  it('says when the port is taken', async () => {
    const first = await startStub();
    await expect(startStub({ port: Number(new URL(first.url).port) })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('EADDRINUSE'),
    });
    await first.close();
  });
});
