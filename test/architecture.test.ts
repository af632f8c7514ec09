import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../src/signals/index.js';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Rooms from the foundation up: a file imports from its own room and from rooms before it. */
const ORDER = [
  'errors.ts',
  'version.ts',
  'csv.ts',
  'kernels',
  'maths',
  'pixels',
  'bytes',
  'photo',
  'matching',
  'forensics',
  'models',
  'artifacts',
  'signals',
  'run.ts',
  'fusion',
  'report',
  'inspect.ts',
  'inspect-all.ts',
  'fingerprint.ts',
  'registry',
  'pool',
  'synthetic',
  'bench',
  'index.ts',
  'service',
  'cli',
];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone after compilation. */
  readonly typeOnly?: true;
}

const FILES = (readdirSync(SRC, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'));

function listImports(): { inside: Import[]; outside: Import[] } {
  const inside: Import[] = [];
  const outside: Import[] = [];
  for (const from of FILES) {
    // Comments hold examples, which import nothing.
    const code = readFileSync(join(SRC, from), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const [, type, quoted] of code.matchAll(
      /(?:\b(?:im|ex)port\s+(type)\s+\{[^}]*\}\s+from|\bfrom|\bimport|\bimport\(|\brequire(?:\.resolve)?\()\s*['"]([.@\w][^'"\n]*)['"]/g,
    )) {
      if (quoted.startsWith('.')) {
        const target = relative(SRC, resolve(SRC, dirname(from), quoted))
          .split(sep)
          .join('/');
        inside.push({ from, to: target.replace(/\.js$/, '.ts'), ...(type ? { typeOnly: true } : {}) });
      } else if (!quoted.startsWith('node:') && !builtinModules.includes(quoted)) {
        const parts = quoted.split('/');
        outside.push({ from, to: quoted.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] });
      }
    }
  }
  return { inside, outside };
}

const roomOf = (file: string) => file.split('/')[0];
const { inside, outside } = listImports();

describe('architecture', () => {
  it('sees the imports it is about', () => {
    expect(FILES.length).toBeGreaterThan(60);
    expect(inside).toContainEqual({ from: 'inspect.ts', to: 'run.ts' });
    expect(outside).toContainEqual({ from: 'pixels/sharp.ts', to: 'sharp' });
  });

  it('gives every file a room', () => {
    expect([...new Set(FILES.map(roomOf))].filter((room) => !ORDER.includes(room))).toEqual([]);
  });

  it('lets imports run one way', () => {
    const wrong = inside.filter(({ from, to }) => ORDER.indexOf(roomOf(to)) > ORDER.indexOf(roomOf(from)));
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to, typeOnly } of inside)
      if (!typeOnly) targets.set(from, [...(targets.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of FILES) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('lets each outside dependency in through one file', () => {
    // zod describes data wherever data enters; it touches neither files nor pixels.
    const importers = new Map<string, Set<string>>();
    for (const { from, to } of outside)
      if (to !== 'zod') importers.set(to, (importers.get(to) ?? new Set()).add(from));
    const several = [...importers]
      .filter(([, files]) => files.size > 1)
      .map(([name, files]) => [name, [...files]]);
    expect(several).toEqual([]);
  });

  it('imports nothing that package.json does not declare', () => {
    const manifest = JSON.parse(readFileSync(join(SRC, '..', 'package.json'), 'utf8'));
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
    expect([...new Set(outside.map(({ to }) => to))].filter((name) => !declared.includes(name))).toEqual([]);
  });

  it('keeps signal families apart', () => {
    const family = (file: string) =>
      file.startsWith('signals/') && file.split('/').length > 2 ? file.split('/')[1] : null;
    const wrong = inside.filter(({ from, to }) => family(from) && family(to) && family(from) !== family(to));
    expect(wrong).toEqual([]);
  });

  it('lists every signal file, under the id that its path gives', async () => {
    const files = FILES.filter((file) => /^signals\/[^/]+\/.+\.ts$/.test(file));
    const found: string[] = [];
    for (const file of files) {
      const exported = Object.values((await import(join(SRC, file))) as Record<string, unknown>);
      const signals = exported.filter((value) => SIGNALS.includes(value as (typeof SIGNALS)[number]));
      expect([file, signals.length]).toEqual([file, 1]);
      found.push((signals[0] as (typeof SIGNALS)[number]).id);
    }
    expect(found.map((id) => `signals/${id}.ts`)).toEqual(files);
    expect(SIGNALS.map(({ id }) => id).sort()).toEqual([...found].sort());
    expect(new Set(SIGNALS.map(({ id }) => id)).size).toBe(SIGNALS.length);
  });
});
