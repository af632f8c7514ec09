import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLastingRegistry } from '../../src/pool/lasting-registry.js';
import { makeEntry } from '../registry/entries.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-lasting-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openLastingRegistry', () => {
  it('says at once that there is no registry, unless it takes the place of another', async () => {
    const location = join(folder, 'absent', 'claims.db');
    const limitMs = 60_000;
    await expect(openLastingRegistry(location, { limitMs })).rejects.toMatchObject({
      code: 'registry-unavailable',
    });
    const registry = await openLastingRegistry(location, { limitMs, later: true });
    const add = () => registry.add([makeEntry(1)]);
    await expect(add()).rejects.toMatchObject({ code: 'registry-unavailable' });
    mkdirSync(join(folder, 'absent'));
    expect([await add(), await add()]).toEqual([1, 0]);
  });

  it('waits no longer than it is told for a database that does not answer', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
    const { port } = silent.address() as { port: number };
    const registry = await openLastingRegistry(`postgres://127.0.0.1:${port}/claims`, {
      limitMs: 200,
      later: true,
    });
    await expect(registry.add([makeEntry(1)])).rejects.toMatchObject({
      code: 'registry-unavailable',
      message: expect.stringContaining('200 ms'),
    });
    silent.close();
  });
});
