import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../../src/cli/doctor/check.js';
import { canInspect, examine } from '../../../src/cli/doctor/examine.js';
import { type Machine, thisMachine } from '../../../src/cli/doctor/machine.js';
import { doctorCommand } from '../../../src/cli/doctor-command.js';
import { VERSION } from '../../../src/version.js';

const RANGES: Readonly<Record<string, string>> = { fastify: '^5.12.8', bullmq: '^6.7.0', libsql: '0.5.29' };
const GIB = 2 ** 30;

/** A machine on which everything works, but for what a test says. */
function machine(changes: Partial<Machine> = {}): Machine {
  return {
    nodeVersion: '22.11.0',
    cores: 4,
    memoryBytes: 8 * GIB,
    versionOf: (name) => RANGES[name]?.replace('^', '') ?? '1.2.3',
    rangeOf: (name) => RANGES[name] ?? '^1.0.0',
    load: async () => ({}),
    tryFormat: async () => undefined,
    hashModels: async () => [{ id: 'pixels', stated: 'ab'.repeat(32), found: 'ab'.repeat(32) }],
    tryRuntime: async () => undefined,
    readsC2pa: async () => true,
    ...changes,
  };
}

const failing = (message: string) => async () => {
  throw new Error(message);
};

async function check(id: Check['id'], changes: Partial<Machine>): Promise<Check & { ok: boolean }> {
  const checks = await examine(machine(changes));
  const found = checks.find((one) => one.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return { ...found, ok: canInspect(checks) };
}

async function printed(options: Parameters<typeof doctorCommand>[0], on?: Machine) {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => {
    out += text;
    done?.();
    return true;
  }) as typeof process.stdout.write);
  try {
    return { code: await doctorCommand(options, on), out };
  } finally {
    vi.restoreAllMocks();
  }
}

afterEach(() => vi.unstubAllEnvs());

describe('examine', () => {
  it('finds nothing to mend where everything works', async () => {
    const checks = await examine(machine());
    expect(checks.map(({ state, fix }) => [state, fix])).toEqual(checks.map(() => ['works', undefined]));
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it.each([
    ['20.8.1', 'broken'],
    ['18.20.0', 'broken'],
    ['20.9.0', 'works'],
    ['24.0.0', 'works'],
  ])('Node %s %s', async (nodeVersion, state) => {
    expect(await check('node', { nodeVersion })).toMatchObject({ state, ok: state === 'works' });
  });

  it('takes the runtime in WebAssembly where the native one fails, and says so', async () => {
    const tryRuntime: Machine['tryRuntime'] = async (name) => {
      if (name === 'onnxruntime-node') throw new Error('libonnxruntime.so.1: cannot open\nsecond line');
    };
    expect(await check('runtime', { tryRuntime })).toMatchObject({
      state: 'degraded',
      ok: true,
      details: ['onnxruntime-web 1.2.3', 'libonnxruntime.so.1: cannot open'],
      fix: 'npm install onnxruntime-node --ignore-scripts',
    });
    expect(await check('runtime', { tryRuntime: failing('no') })).toMatchObject({
      state: 'broken',
      ok: false,
    });
    expect(await check('runtime', { tryRuntime: failing('no'), versionOf: () => null })).toMatchObject({
      state: 'missing',
      ok: false,
    });
  });

  it('refuses a model whose hash differs', async () => {
    const hashModels = async () => [{ id: 'pixels', stated: 'a'.repeat(64), found: 'b'.repeat(64) }];
    expect(await check('models', { hashModels })).toMatchObject({
      state: 'broken',
      details: ['pixels: sha256'],
      ok: false,
    });
  });

  it('tells rare formats that fail from usual ones', async () => {
    const without =
      (lost: string): Machine['tryFormat'] =>
      async (format) => {
        if (format === lost) throw new Error(`${lost} is not supported`);
      };
    expect(await check('pictures', { tryFormat: without('avif') })).toMatchObject({
      state: 'degraded',
      ok: true,
    });
    expect(await check('pictures', { tryFormat: without('jpeg') })).toMatchObject({
      state: 'broken',
      ok: false,
    });
  });

  it('names the missing packages alone, in the major version that is tested', async () => {
    const versionOf = (name: string) => (name === 'ioredis' ? '6.0.0' : null);
    const found = await check('worker-redis', { versionOf, rangeOf: (name) => RANGES[name] ?? '^6.0.0' });
    expect(found).toMatchObject({ state: 'missing', fix: 'npm install bullmq@6 pino@6' });
    expect(await check('registry-file', { versionOf: () => null })).toMatchObject({
      fix: 'npm install libsql',
      ok: true,
    });
  });

  it('tells a package of another major version and one that does not load', async () => {
    expect(await check('serve', { versionOf: () => '4.0.0' })).toMatchObject({ state: 'broken', ok: true });
    expect(await check('registry-postgres', { load: failing('bad binary') })).toMatchObject({
      state: 'broken',
      details: ['pg 1.2.3', 'bad binary'],
    });
  });

  it('asks for memory', async () => {
    expect(await check('machine', { memoryBytes: GIB })).toMatchObject({
      details: ['4 × CPU', '1.0 GB', '--jobs 2'],
    });
    expect(await check('machine', { memoryBytes: GIB / 4 })).toMatchObject({ state: 'degraded', ok: true });
  });
});

describe('claimlens doctor', () => {
  it('finds this checkout fit to inspect', async () => {
    const { code, out } = await printed({ json: true, lang: 'en' }, thisMachine());
    const report = JSON.parse(out);
    expect(report).toMatchObject({ claimlens: VERSION, platform: process.platform, ok: true });
    expect(code).toBe(0);
    const stateOf = (id: string) => report.checks.find((one: Check) => one.id === id)?.state;
    expect(['pictures', 'models', 'serve', 'registry-file'].map(stateOf)).toEqual(Array(4).fill('works'));
  });

  it('speaks both languages, in colour only where asked', async () => {
    const broken = machine({ nodeVersion: '18.0.0' });
    vi.stubEnv('NO_COLOR', '1');
    const english = await printed({ lang: 'en' }, broken);
    expect([english.code, english.out]).toEqual([4, expect.stringContaining('✗ Node.js: 18.0.0')]);
    expect(english.out).toContain('cannot be inspected');
    const chinese = await printed({ lang: 'zh' }, broken);
    expect(chinese.out).toContain('本机尚不能检查照片');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('FORCE_COLOR', '1');
    expect((await printed({ lang: 'en' }, broken)).out).toContain('\u001b[31m✗\u001b[0m');
  });

  it('shows control characters of messages, and sends none to the terminal', async () => {
    vi.stubEnv('NO_COLOR', '1');
    const { out } = await printed({ lang: 'en' }, machine({ load: failing('a\u001b[2Jb') }));
    expect(out).not.toContain('\u001b');
  });
});
