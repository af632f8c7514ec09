import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/service/service.js';
import { form, post, startStub } from './start.js';

const page = readFileSync(new URL('../../docs/service.md', import.meta.url), 'utf8');
let service: Service;
beforeAll(async () => {
  service = await startStub({ maxConnections: 3 });
});
afterAll(() => service.close());

const metrics = async () => (await fetch(`${service.url}/metrics`)).text();

describe('figures', () => {
  it('are all described in docs/service.md, which names no other', async () => {
    await post(`${service.url}/v1/inspections`, form(['photo', Buffer.from('ok')]));
    const all = [...(await metrics()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => ({
      name,
      type,
    }));
    const own = all.filter(({ name }) => !/^claimlens_(process|nodejs)_/.test(name));
    const table = page.slice(page.indexOf('## Figures'));
    const described = [...table.matchAll(/^\| `(claimlens_\w+)` \| (\w+) \|/gm)];
    expect(described.map(([, name, type]) => ({ name, type })).sort(byName)).toEqual(own.sort(byName));
    expect(all.length).toBeGreaterThan(own.length);
    // Rules and queries of the page ask for what there is.
    const known = new Set(
      all.flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]),
    );
    const asked = [...table.matchAll(/\bclaimlens_[a-z_]*[a-z]\b/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(described.length);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('count requests by pattern and inspections by verdict', async () => {
    await fetch(`${service.url}/v1/inspections/some-id`);
    const text = await metrics();
    expect(text).toMatch(
      /^claimlens_http_request_seconds_count\{route="\/v1\/inspections\/:id",method="GET",status="404"\} 1$/m,
    );
    expect(text).toMatch(/^claimlens_inspection_seconds_count\{outcome="no-evidence"\} 1$/m);
  });
});

describe('sockets', () => {
  it('beyond the limit are closed, and taken again when others are gone', async () => {
    const { hostname, port } = new URL(service.url);
    const open = () =>
      new Promise<Socket>((resolve) => {
        const socket = connect(Number(port), hostname, () => resolve(socket));
        socket.on('error', () => undefined);
      });
    const ends = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const held = await Promise.all(Array.from({ length: 3 }, open));
    // Kept-alive sockets of the tests above count, too: at least the newest one is over the limit.
    const over = await open();
    over.resume();
    await ends(over);
    for (const socket of held) socket.destroy();
    for (;;) {
      const answer = await fetch(`${service.url}/healthz`).catch(() => null);
      if (answer?.status === 200) break;
    }
  });
});

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
