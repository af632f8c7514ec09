import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listMissing } from '../../build/complete-lock.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json');
const manifest = read('package.json');

describe('package-lock.json', () => {
  it('holds the packages of every platform, or npm ci refuses it (npm run lock adds them)', () => {
    expect(listMissing(lock.packages)).toEqual([]);
    const linux = 'node_modules/@biomejs/cli-linux-x64';
    const { [linux]: removed, ...others } = lock.packages;
    expect(listMissing(others)).toEqual([
      [
        linux,
        { version: removed.version, cpu: ['x64'], dev: true, libc: ['glibc'], optional: true, os: ['linux'] },
      ],
    ]);
  });

  it('names no registry host', () => {
    const entries = Object.values(lock.packages) as { resolved?: string }[];
    expect(entries.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('locks what package.json asks for, exactly', () => {
    const { dependencies, devDependencies, optionalDependencies } = lock.packages[''];
    expect({ dependencies, devDependencies, optionalDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      optionalDependencies: manifest.optionalDependencies,
    });
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    for (const [name, version] of all)
      expect([name, lock.packages[`node_modules/${name}`].version]).toEqual([name, version]);
  });

  // light-my-request is overridden for this: its 6.8 asks for a package that wants Node 22. fastify loads it for tests
  // of servers alone.
  it('installs on Node 20 without a warning', () => {
    const wanting = Object.entries(lock.packages as Record<string, { engines?: { node?: string } }>).filter(
      ([, { engines }]) => engines?.node !== undefined && !admits(engines.node, 20),
    );
    expect(wanting.map(([name, { engines }]) => [name, engines?.node])).toEqual([]);
    const ranges = ['>=22', '^18 || >=22.1', '*', '>= 10', '^20.19.0 || ^22', '20 || >=24', '^22.0.0'];
    expect(ranges.map((range) => admits(range, 20))).toEqual([false, false, true, true, true, true, false]);
  });
});

/** Whether a range, as packages state it for Node, lets the newest version of a major one in. */
function admits(range: string, major: number): boolean {
  return range.split('||').some((alternative) => {
    const [, operator, lowest] = /([>=^~]*)\s*(\d+|\*)/.exec(alternative) ?? [];
    return lowest === '*' || (operator === '>=' ? Number(lowest) <= major : Number(lowest) === major);
  });
}
