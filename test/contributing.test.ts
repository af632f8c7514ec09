import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Photo } from '../src/photo/photo.js';
import { SIGNALS } from '../src/signals/index.js';
import type { Signal } from '../src/signals/signal.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const [signal, test] = [...contributing.matchAll(/^ {3}```ts\n([\s\S]*?)^ {3}```/gm)].map(([, code]) =>
  code.replaceAll(/^ {3}/gm, ''),
);
const folder = mkdtempSync(join(ROOT, 'test/contributing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a tool of the repository, apart from this run of the tests. */
function runTool(tool: string, args: readonly string[], input = '') {
  const bin = join(ROOT, 'node_modules/.bin', tool);
  const env = { ...process.env, VITEST: undefined, VITEST_WORKER_ID: undefined, NODE_OPTIONS: '' };
  return spawnSync(bin, args, { cwd: ROOT, env, input, encoding: 'utf8' });
}

describe('CONTRIBUTING.md', () => {
  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = [...contributing.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    // `build`, `prepack` and `demo` are parts of others, or stand in the README.
    const untold = Object.keys(scripts).filter((name) => !contributing.includes(`npm run ${name}`));
    expect(untold.filter((name) => !['build', 'prepack', 'demo', 'test'].includes(name))).toEqual([]);
  });

  it.each([
    ['src/signals/metadata/screen-size.ts', signal],
    ['test/signals/metadata/screen-size.test.ts', test],
  ])('shows %s as the formatter wants it', (path, code) => {
    expect(runTool('biome', ['check', '--write', `--stdin-file-path=${path}`], code).stdout).toBe(code);
  });

  it('shows a signal that works and is not one of ours', async () => {
    // Only where the neighbour lies is changed.
    const code = signal.replace("'../signal.js'", "'../../src/signals/signal.js'");
    writeFileSync(join(folder, 'screen-size.ts'), code);
    const { screenSize } = (await import(join(folder, 'screen-size.ts'))) as { screenSize: Signal };
    expect(SIGNALS.map(({ id }) => id)).not.toContain(screenSize.id);
    const read = (width: number, height: number) =>
      screenSize.measure({ photo: { width, height } as Photo } as never);
    expect([await read(1170, 2532), await read(1000, 1000), await read(320, 240)]).toMatchObject([
      { value: 1, details: { size: '2532 x 1170' } },
      { value: 0 },
      { status: 'not-applicable' },
    ]);
  });

  it('shows a test that the signal passes', () => {
    const code = test
      .replace("'../../../src/signals/metadata/screen-size.js'", "'./screen-size.js'")
      .replaceAll("'../../../src/", "'../../src/")
      .replaceAll("'../../photo/", "'../photo/");
    writeFileSync(join(folder, 'screen-size.test.ts'), code);
    const { status, stdout, stderr } = runTool('vitest', ['run', join(folder, 'screen-size.test.ts')]);
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    expect(stdout).toContain('4 passed');
  });
});
