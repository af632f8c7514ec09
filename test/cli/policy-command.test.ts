import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { policyCommand } from '../../src/cli/policy-command.js';
import { parsePolicy } from '../../src/fusion/policy.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimlens-policy-'));
});

const options = (out: string) => ({ out, id: 'shop', inconclusive: 0.15, review: 0.05, strong: 0.005 });

it('fits a policy to the honest rows of a batch', async () => {
  const row = (i: number, label: string, log10Lr: number) =>
    JSON.stringify({
      id: `c${i}`,
      label,
      source: `s${i % 9}`,
      report: { log10Lr, readings: [{ id: 'x', value: null }] },
    });
  const lines = [
    ...Array.from({ length: 700 }, (_, i) => row(i, 'pristine', i / 1000)),
    ...Array.from({ length: 300 }, (_, i) => row(i, 'forged', 3)),
    JSON.stringify({ id: 'bad', label: 'pristine', error: { code: 'not-found', message: '' } }),
  ];
  await writeFile(join(folder, 'results.jsonl'), `${lines.join('\n')}\n`);
  const out = join(folder, 'policy.json');
  expect(await policyCommand(join(folder, 'results.jsonl'), options(out))).toBe(0);
  const policy = parsePolicy(JSON.parse(await readFile(out, 'utf8')));
  expect(policy.id).toBe('shop');
  // 700 honest scores up to .699; forged rows at 3 and the failed row count for nothing.
  expect(policy.thresholds.review).toMatchObject({ n: 700, target: 0.05 });
  expect(policy.thresholds.review.log10Lr).toBeGreaterThan(0.66);
  expect(policy.thresholds.review.log10Lr).toBeLessThan(0.7);
});

it('names the line that is no result, and the file that is absent', async () => {
  await writeFile(join(folder, 'results.jsonl'), '{"id":"a"}\nnot json\n');
  const out = join(folder, 'policy.json');
  await expect(policyCommand(join(folder, 'results.jsonl'), options(out))).rejects.toThrow(/line 2/);
  await expect(policyCommand(join(folder, 'absent.jsonl'), options(out))).rejects.toThrow(/ENOENT/);
});
