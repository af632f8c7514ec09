import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DATA = process.env.CLAIMLENS_DATA;
const WORKERS = 2;
const LIMIT_MS = 10_000;
/** A file that gives no answer for this long counts as a hang: six times the limit, for loaded machines. */
const HANG_MS = 6 * LIMIT_MS;
/** Memory that one process may ever hold. Measured over all files: 259 MB; a bomb that gets through needs more. */
const PEAK_KB = 1_000_000;

interface Answer {
  readonly file: string;
  readonly outcome: string;
  readonly peakKb: number;
}

describe.skipIf(!DATA)('hostile files (needs CLAIMLENS_DATA)', () => {
  let folder: string;
  let files: string[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'claimlens-hostile-'));
    execFileSync('tar', ['xzf', join(DATA ?? '', 'hostile.tar.gz'), '-C', folder]);
    files = (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .sort();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('end in a report or a typed error: no crash, no hang, bounded memory', async () => {
    const queue = [...files];
    const answers = (await Promise.all(Array.from({ length: WORKERS }, () => work(queue)))).flat();
    expect(answers.length).toBe(files.length);
    expect(files.length).toBeGreaterThan(1000);

    const outcomes = new Map<string, number>();
    for (const { outcome } of answers) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const peakKb = Math.max(...answers.map((answer) => answer.peakKb));
    const counts = [...outcomes].map(([outcome, n]) => `${outcome} ${n}`).join(', ');
    console.log(`hostile: ${counts}; peak memory of a process ${Math.round(peakKb / 1024)} MB`);
    const expected =
      /^(report [a-z-]+|unreadable-photo|unsupported-format|limit-exceeded|missing-decoder|timeout)$/;
    expect(answers.filter(({ outcome }) => !expected.test(outcome))).toEqual([]);
    expect(peakKb).toBeLessThan(PEAK_KB);
    // Some of them are odd but whole pictures: if all failed, nothing was tested.
    expect(answers.filter(({ outcome }) => outcome.startsWith('report')).length).toBeGreaterThan(50);
  }, 900_000);
});

/** Feeds one process after the other until the queue is empty. */
async function work(queue: string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (queue.length > 0) {
    const child = fork(fileURLToPath(new URL('./hostile-worker.ts', import.meta.url)), [String(LIMIT_MS)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const next = () =>
      new Promise<{ outcome: string; peakKb: number }>((resolve) => {
        const timer = setTimeout(() => settle({ outcome: 'hang', peakKb: 0 }), HANG_MS);
        const onMessage = (message: { outcome: string; peakKb: number }) => settle(message);
        const onExit = (code: number | null, signal: string | null) =>
          settle({ outcome: `crash ${signal ?? code}`, peakKb: 0 });
        const settle = (answer: { outcome: string; peakKb: number }) => {
          clearTimeout(timer);
          child.off('message', onMessage);
          child.off('exit', onExit);
          resolve(answer);
        };
        child.on('message', onMessage);
        child.on('exit', onExit);
      });
    await next();
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const answer = next();
      child.send(file);
      answers.push({ file, ...(await answer) });
      if (/^(crash|hang)/.test(answers[answers.length - 1].outcome)) break;
    }
    child.kill('SIGKILL');
  }
  return answers;
}
