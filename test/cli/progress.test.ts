import { describe, expect, it } from 'vitest';
import { startProgress } from '../../src/cli/progress.js';

function open(isTTY: boolean, total: number, skipped = 0) {
  let clock = 0;
  const output = { isTTY, columns: 120, text: '', write: (text: string) => (output.text += text) };
  const progress = startProgress(output, { total, skipped, now: () => clock });
  return { output, progress, tick: (ms: number) => (clock += ms) };
}

describe('startProgress', () => {
  it('writes plain lines at each tenth where there is no terminal', () => {
    const { output, progress, tick } = open(false, 100);
    for (let done = 1; done <= 100; done++) {
      tick(500);
      progress.update(done, done > 50 ? 2 : 0);
    }
    progress.end();
    const lines = output.text.split('\n').slice(0, -1);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('10/100 claims, 2.0/s, 45 s left');
    expect(lines[9]).toBe('100/100 claims, 2 with an error, 2.0/s');
  });

  it('redraws one line on a terminal, at most ten times a second', () => {
    const { output, progress, tick } = open(true, 1000);
    for (let done = 1; done <= 1000; done++) {
      tick(10);
      progress.update(done, 0);
    }
    progress.end();
    expect(output.text.split('\r').length - 1).toBe(101);
    expect(output.text.endsWith('\n')).toBe(true);
    expect(output.text.split('\n')).toHaveLength(2);
    expect(output.text).toContain('██████████████░░░░░░░░░░░░░░ 50');
  });

  it('leaves rows of an earlier run out of the rate', () => {
    const { output, progress, tick } = open(false, 100, 80);
    tick(10_000);
    progress.update(90, 0);
    expect(output.text).toBe('90/100 claims, 1.0/s, 10 s left\n');
  });
});
