import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openResults, readFinished } from '../../../src/cli/batch/results.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-results-'));
const path = join(folder, 'results.jsonl');
const LINES = [
  '{"id":"1","report":{"a":"ü"}}',
  '{"id":"2","error":{"code":"not-found"}}',
  '{"id":"3","report":{}}',
];

describe('results file', () => {
  it('counts whole lines, at every length that an interruption can leave', async () => {
    const whole = Buffer.from(`${LINES.join('\n')}\n`);
    const ends = LINES.map((_, i) => Buffer.byteLength(`${LINES.slice(0, i + 1).join('\n')}\n`));
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const finished = ends.filter((end) => end <= length).length;
      expect(await readFinished(path)).toEqual({
        ids: ['1', '2', '3'].slice(0, finished),
        failed: finished >= 2 ? 1 : 0,
        bytes: finished === 0 ? 0 : ends[finished - 1],
      });
    }
  });

  it('continues behind the last whole line', async () => {
    writeFileSync(path, `${LINES[0]}\n${LINES[1].slice(0, 12)}`);
    const { bytes } = await readFinished(path);
    const results = openResults(path, bytes);
    results.append(LINES[1]);
    results.append(LINES[2]);
    results.close();
    expect(readFileSync(path, 'utf8')).toBe(`${LINES.join('\n')}\n`);
  });

  it('starts anew without finished lines', async () => {
    writeFileSync(path, 'left over');
    openResults(path, 0).close();
    expect(readFileSync(path, 'utf8')).toBe('');
    expect(await readFinished(join(folder, 'absent'))).toEqual({ ids: [], failed: 0, bytes: 0 });
  });

  it('refuses a file whose earlier lines are no results', async () => {
    writeFileSync(path, `${LINES[0]}\nnotes\n${LINES[1]}\n`);
    await expect(readFinished(path)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('line 2'),
    });
  });

  it('names a folder that does not exist', () => {
    expect(() => openResults(join(folder, 'absent', 'r.jsonl'), 0)).toThrow(
      /--out: expected a writable file/,
    );
  });
});
