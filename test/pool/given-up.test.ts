import { fork } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { openPool } from '../../src/pool/pool.js';
import { STUB } from '../service/start.js';

vi.mock('node:child_process', async (load) => {
  const actual = await load<typeof import('node:child_process')>();
  return { ...actual, fork: vi.fn(actual.fork) };
});

it('keeps the worker whose task was given up while it started', async () => {
  const pool = await openPool({ size: 1, hangMs: 30_000, child: STUB });
  await expect(pool.inspect({ photo: Buffer.from('crash') })).rejects.toMatchObject({ code: 'worker-lost' });
  const abort = new AbortController();
  // The replacement is being forked by then, and not open yet.
  const givenUp = pool.inspect({ photo: Buffer.from('ok') }, { signal: abort.signal });
  await vi.waitFor(() => expect(fork).toHaveBeenCalledTimes(2), { interval: 1 });
  abort.abort();
  await expect(givenUp).rejects.toMatchObject({ code: 'aborted' });
  await pool.inspect({ photo: Buffer.from('ok') });
  expect(fork).toHaveBeenCalledTimes(2);
  pool.close();
});
