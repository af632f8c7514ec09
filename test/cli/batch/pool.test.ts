import { afterEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../src/cli/batch/pool.js';

const module = new URL('./stub-worker.mjs', import.meta.url);
let pool: Pool;
const open = (size: number, unresponsiveMs = 20_000) => {
  pool = openPool({ size, module, execArgv: [], unresponsiveMs });
  return pool;
};
const task = (photo: string) => ({ photo, references: [], claim: {} });
afterEach(() => pool.close());

describe('openPool', () => {
  it('uses at most the given number of processes and each of them again', async () => {
    const { run } = open(2);
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) => run(task(`${i}.jpg`))));
    expect(outcomes.map((outcome) => 'report' in outcome && outcome.report.photo)).toEqual(
      Array.from({ length: 12 }, (_, i) => `${i}.jpg`),
    );
    const processes = new Set(
      outcomes.map((outcome) => ('report' in outcome ? Reflect.get(outcome.report, 'pid') : 0)),
    );
    expect(processes.size).toBeGreaterThan(0);
    expect(processes.size).toBeLessThanOrEqual(2);
  });

  it('turns a crash into an error and goes on with a new process', async () => {
    const { run } = open(1);
    const outcomes = await Promise.all([run(task('a.jpg')), run(task('crash.jpg')), run(task('b.jpg'))]);
    expect(outcomes[1]).toMatchObject({
      error: { code: 'internal', message: expect.stringContaining('SIGSEGV') },
    });
    expect(outcomes[2]).toMatchObject({ report: { photo: 'b.jpg' } });
  });

  it('ends a process that never answers', async () => {
    const { run } = open(1, 6000);
    expect(await run(task('hang.jpg'))).toMatchObject({ error: { code: 'timeout' } });
    expect(await run(task('c.jpg'))).toMatchObject({ report: { photo: 'c.jpg' } });
  });
});
