import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { type InspectionPool, openPool, type PoolOptions } from '../../src/pool/pool.js';
import { EXEC_ARGV, PHOTO, STUB } from '../service/start.js';

let pool: InspectionPool;
const open = async (options: PoolOptions = {}) => {
  pool = await openPool({ size: 1, hangMs: 30_000, child: STUB, ...options });
  return pool;
};
afterEach(() => pool.close());

const photo = (text: string) => ({ photo: Buffer.from(text) });
const pidOf = ({ report }: { report: string }): number => JSON.parse(report).pid;
const isRunning = (pid: number) => {
  try {
    // A process that ended and was not waited for yet counts as ended.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('openPool', () => {
  it('uses at most the given number of processes and each of them again', async () => {
    const { inspect } = await open({ size: 2 });
    const results = await Promise.all(Array.from({ length: 12 }, () => inspect(photo('slow 5'))));
    expect(new Set(results.map(pidOf)).size).toBe(2);
    expect(pool.load).toEqual({ size: 2, busy: 0, waiting: 0, lost: 0 });
  });

  it('shares the cores out as threads of its workers, unless told how many', async () => {
    const cores = availableParallelism();
    for (const [size, inspector, threads] of [
      [1, {}, cores],
      [cores, {}, 1],
      [2 * cores, {}, 1],
      [1, { threads: 7 }, 7],
    ] as const) {
      const { inspect, close } = await open({ size, inspector });
      expect(JSON.parse((await inspect(photo('ok'))).report).threads).toBe(threads);
      close();
    }
  });

  it('answers a crash with an error and goes on with a new process', async () => {
    const lost: string[] = [];
    const { inspect } = await open({ onLost: ({ code }) => lost.push(code) });
    const before = pidOf(await inspect(photo('ok')));
    const answers = await Promise.allSettled([inspect(photo('crash')), inspect(photo('ok'))]);
    expect(answers[0]).toMatchObject({
      status: 'rejected',
      reason: { code: 'worker-lost', message: expect.stringContaining('SIGSEGV') },
    });
    expect(pidOf((answers[1] as PromiseFulfilledResult<{ report: string }>).value)).not.toBe(before);
    expect(pool.load.lost).toBe(1);
    expect(lost).toEqual(['worker-lost']);
  });

  it('replaces a worker that died while nobody asked', async () => {
    const { inspect } = await open();
    const first = pidOf(await inspect(photo('die-idle')));
    while (isRunning(first)) await new Promise((resolve) => setTimeout(resolve, 5));
    // Node learns of the end a moment later; work given in that moment is answered with worker-lost.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(pidOf(await inspect(photo('ok')))).not.toBe(first);
  });

  it('ends a worker that hangs', async () => {
    const { inspect } = await open({ hangMs: 1500 });
    const pid = pidOf(await inspect(photo('ok')));
    await expect(inspect(photo('hang'))).rejects.toMatchObject({ code: 'timeout' });
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(inspect(photo('ok'))).resolves.toBeDefined();
  });

  it('refuses what would wait too long a line', async () => {
    const { inspect } = await open({ maxWaiting: 1 });
    const accepted = [inspect(photo('slow 100')), inspect(photo('ok'))];
    await expect(inspect(photo('ok'))).rejects.toMatchObject({ code: 'busy' });
    await expect(Promise.all(accepted)).resolves.toHaveLength(2);
  });

  it('gives up waiting and running work when asked', async () => {
    const { inspect } = await open();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = inspect(photo('slow 60000'), { signal: running.signal });
    const second = inspect(photo('slow 60000'), { signal: waiting.signal });
    const third = inspect(photo('ok'));
    waiting.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    running.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await expect(third).resolves.toBeDefined();
    await expect(inspect(photo('ok'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('passes on why a worker cannot be opened', async () => {
    await expect(open({ inspector: { policy: 'damaged' } })).rejects.toMatchObject({ code: 'invalid-model' });
    const absent = new URL('./absent-worker.mjs', import.meta.url);
    await expect(open({ child: { ...STUB, module: absent } })).rejects.toMatchObject({
      code: 'worker-lost',
      message: expect.stringContaining('Cannot find module'),
    });
  });

  it('answers everything with closed when it closes', async () => {
    const { inspect, close } = await open();
    const answers = [inspect(photo('slow 60000')), inspect(photo('ok'))];
    close();
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'closed' });
  });

  it('keeps named environment variables from workers', async () => {
    process.env.CLAIMLENS_TEST_SECRET = 'secret';
    const { inspect } = await open({ child: { ...STUB, withoutEnvironment: ['CLAIMLENS_TEST_SECRET'] } });
    const { report } = await inspect(photo('env CLAIMLENS_TEST_SECRET'));
    delete process.env.CLAIMLENS_TEST_SECRET;
    expect(JSON.parse(report).value).toBeNull();
  });

  it('inspects and draws in the real worker', async () => {
    const { inspect, fingerprint } = await open({
      child: { execArgv: EXEC_ARGV, giveWay: false },
      hangMs: 200_000,
    });
    const { report, verdict, html } = await inspect({ photo: PHOTO }, { html: 'zh' });
    expect(JSON.parse(report).verdict).toBe(verdict);
    expect(html).toMatch(/^<!doctype html>\s*<html lang="zh/i);
    expect(html).toContain('data:image/jpeg');
    const [stored] = await fingerprint([PHOTO]);
    expect(stored.sha256).toBe(JSON.parse(report).photo.sha256);
    await expect(inspect({ photo: Buffer.from('no picture') })).rejects.toMatchObject({
      code: 'unreadable-photo',
    });
  });
});
