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
});
