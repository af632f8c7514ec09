import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../../build/dependencies.js';

const root = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(root('package.json'));
const declared = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).sort();

describe('docs/dependencies.md', () => {
  it('gives a reason for every dependency, and for none that is gone', () => {
    expect(Object.keys(REASONS).sort()).toEqual(declared);
  });

  it('has one row for each, with a licence that lets refund services use it', () => {
    const rows = [...root('docs/dependencies.md').matchAll(/^\| `([^`]+)` (\S+) \| ([^|]+) \| ([^|]+) \|/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual(declared);
    for (const [, name, version, reason, licence] of rows) {
      expect([name, reason]).toEqual([name, REASONS[name]]);
      expect([name, licence]).toEqual([
        name,
        expect.stringMatching(/^(MIT|Apache-2\.0|ISC|BSD-[23]-Clause)( OR MIT)?$/),
      ]);
      const pinned = dependencies[name] ?? optionalDependencies[name];
      if (pinned) expect([name, version]).toEqual([name, pinned]);
    }
  });
});
