import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Photo } from '../src/photo/photo.js';
import { SIGNALS } from '../src/signals/index.js';
import type { Signal } from '../src/signals/signal.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const folder = mkdtempSync(join(ROOT, 'test/contributing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('CONTRIBUTING.md', () => {
  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = [...contributing.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('shows a signal that works and is not one of ours', async () => {
    const [, block] = /```ts\n([\s\S]*?)```/.exec(contributing) ?? [];
    // Only where the neighbour lies is changed.
    const code = block.replace("'../signal.js'", "'../../src/signals/signal.js'");
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
});
