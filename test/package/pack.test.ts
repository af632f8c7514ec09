import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/index.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PHOTO = join(ROOT, 'fixtures/files/forged-mug-crack.jpg');
const REFERENCE = join(ROOT, 'fixtures/files/listing-mug.jpg');
/** The user's empty project in which the tarball is installed. */
const project = mkdtempSync(join(tmpdir(), 'claimlens-user-'));
// As behind a firewall: install scripts that download must not be needed.
const env = {
  ...process.env,
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  NO_COLOR: '1',
  NODE_OPTIONS: '',
  NODE_PATH: '',
};
let packed: { files: { path: string; size: number }[]; size: number; unpackedSize: number };
let packedFile: string;

function inProject(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    cwd: project,
    env,
    encoding: 'utf8',
    maxBuffer: 64e6,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function write(name: string, content: string): string {
  writeFileSync(join(project, name), content);
  return name;
}

describe('the packed package', () => {
  beforeAll(() => {
    mkdirSync(project, { recursive: true });
    write('package.json', '{"name":"user","version":"1.0.0","private":true}');
    const packing = execFileSync(
      'npm',
      ['pack', '--json', '--ignore-scripts=false', '--pack-destination', project],
      {
        cwd: ROOT,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    // The build that `prepack` runs prints before the JSON.
    packed = JSON.parse(packing.slice(packing.lastIndexOf('\n[') + 1))[0];
    const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
    packedFile = join(project, tarball);
    inProject('npm', 'install', tarball, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
  }, 600_000);
  afterAll(() => rmSync(project, { recursive: true, force: true }), 120_000);

  it('holds what it needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      'dist/index.js',
      'dist/index.cjs',
      'dist/index.d.ts',
      'dist/index.d.cts',
      'dist/cli.js',
      'dist/service.js',
      'dist/service.cjs',
      'dist/service.d.ts',
      'dist/service.d.cts',
      'dist/inspection-worker.js',
      'dist/measuring-worker.js',
      'dist/report.schema.json',
      'models/manifest.json',
      'LICENSE',
      'NOTICE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
    ])
      expect(paths).toContain(path);
    expect(
      paths.filter(
        (path) =>
          /^(src|test|fixtures|bench|out)\/|\.(jpe?g|png|webp|py|ts)$/.test(path) && !path.endsWith('.d.ts'),
      ),
    ).toEqual([]);
    const manifest = JSON.parse(
      readFileSync(join(project, 'node_modules/claimlens/models/manifest.json'), 'utf8'),
    );
    for (const { path } of manifest.models) expect(paths).toContain(`models/${path}`);
    const scripts = JSON.parse(
      readFileSync(join(project, 'node_modules/claimlens/package.json'), 'utf8'),
    ).scripts;
    expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining(['postinstall']));
    expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining(['install']));
  });

  it('has types without any', () => {
    const dist = join(project, 'node_modules/claimlens/dist');
    const files = readdirSync(dist).filter((name) => /\.d\.c?ts$/.test(name));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      // Strings and comments may hold the word.
      const code = readFileSync(join(dist, name), 'utf8').replace(/"[^"\n]*"|\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect([name, /\bany\b/.exec(code)]).toEqual([name, null]);
    }
  });

  it('stays small', () => {
    // Measured: 3.3 MB packed, 6.1 MB unpacked, of which models are 2.5 MB.
    expect(packed.size).toBeLessThan(3.5e6);
    expect(packed.unpackedSize).toBeLessThan(8e6);
  });

  it('brings no more along than the documents say', () => {
    let bytes = 0;
    const parts = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true });
    for (const part of parts) if (part.isFile()) bytes += statSync(join(part.parentPath, part.name)).size;
    // Measured on Linux x64: 518 MB, of which the two ONNX runtimes are 430 MB.
    expect(bytes).toBeLessThan(600e6);
    expect(readFileSync(join(ROOT, 'docs/library.md'), 'utf8')).toContain('under 600 MB');
  });

  it.each([
    ['publint', ['run', '--strict']],
    [
      'attw',
      [
        ...['--profile', 'node16', '--no-definitely-typed'],
        ...['--exclude-entrypoints', 'report.schema.json', 'package.json', '--'],
      ],
    ],
  ])('has nothing for %s to complain about', (tool, args) => {
    const lint = spawnSync(join(ROOT, 'node_modules/.bin', tool), [...args, packedFile], {
      env,
      encoding: 'utf8',
    });
    expect([lint.status, lint.status === 0 ? '' : lint.stdout + lint.stderr]).toEqual([0, '']);
  });

  it('runs its command', () => {
    const cli = join(project, 'node_modules/.bin/claimlens');
    expect(inProject(cli, '--version').trim()).toBe(
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    );
    const report = reportSchema.parse(
      JSON.parse(
        inProject(
          cli,
          'inspect',
          PHOTO,
          '-r',
          REFERENCE,
          '--json',
          '--html',
          'r.html',
          '--time-limit',
          '300',
        ),
      ),
    );
    expect(
      report.readings.filter(({ status }) => status === 'failed').map(({ id, reason }) => [id, reason]),
    ).toEqual([]);
    expect(readFileSync(join(project, 'r.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    write('claims.csv', `id,photo,reference\n1,${PHOTO},${REFERENCE}\n2,absent.jpg,\n`);
    inProject(cli, 'batch', 'claims.csv', '--out', 'results.jsonl', '--jobs', '1', '--time-limit', '300');
    const results = readFileSync(join(project, 'results.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results.map(({ id, error }) => [id, error?.code])).toEqual([
      ['1', undefined],
      ['2', 'not-found'],
    ]);
    expect({ ...results[0].report, timing: null, claim: null }).toEqual({
      ...report,
      timing: null,
      claim: null,
    });
  }, 240_000);

  it.each([
    ['esm.mjs', "import { createInspector, ClaimlensError, VERSION } from 'claimlens';"],
    ['cjs.cjs', "const { createInspector, ClaimlensError, VERSION } = require('claimlens');"],
  ])(
    'is imported by %s',
    (name, line) => {
      write(
        name,
        `${line}
(async () => {
  const inspector = await createInspector({ limits: { maxDurationMs: 300000 } });
  const { verdict, readings } = await inspector.inspect({ photo: process.argv[2], references: [process.argv[3]] });
  const error = await inspector.inspect({ photo: new Uint8Array(9) }).catch((thrown) => thrown);
  await inspector.close();
  console.log(JSON.stringify([VERSION, typeof verdict, readings.filter((r) => r.status === 'failed').length, error instanceof ClaimlensError, error.code]));
})();`,
      );
      const [version, verdict, failed, typed, code] = JSON.parse(
        inProject(process.execPath, name, PHOTO, REFERENCE),
      );
      expect([version, verdict, failed, typed, code]).toEqual([
        expect.any(String),
        'string',
        0,
        true,
        'unreadable-photo',
      ]);
    },
    120_000,
  );

  it.each([
    ['threads.mjs', "import { createInspector } from 'claimlens';"],
    ['threads.cjs', "const { createInspector } = require('claimlens');"],
  ])(
    'measures in a second thread from %s, and finds the same',
    (name, line) => {
      write(
        name,
        `${line}
let started = 0;
process.on('worker', () => started++);
const inspect = async (threads) => {
  const inspector = await createInspector({ threads, limits: { maxDurationMs: 300000 } });
  const report = await inspector.inspect({ photo: process.argv[2], references: [process.argv[3]] });
  await inspector.close();
  return { started, report: JSON.stringify({ ...report, timing: null }) };
};
(async () => {
  const alone = await inspect(1);
  const beside = await inspect(2);
  console.log(JSON.stringify([alone.started, beside.started, alone.report === beside.report, alone.report.length > 1000]));
})();`,
      );
      expect(JSON.parse(inProject(process.execPath, name, PHOTO, REFERENCE))).toEqual([0, 1, true, true]);
    },
    120_000,
  );

  it.each([
    [
      'service.mjs',
      "import { ClaimlensError } from 'claimlens'; import { openPool, startService } from 'claimlens/service';",
    ],
    [
      'service.cjs',
      "const { ClaimlensError } = require('claimlens'); const { openPool, startService } = require('claimlens/service');",
    ],
  ])(
    'inspects in the worker processes of %s, and says what serving needs',
    (name, line) => {
      write(
        name,
        `${line}
(async () => {
  const pool = await openPool({ size: 1, inspector: { limits: { maxDurationMs: 300000 } } });
  const { verdict } = await pool.inspect({ photo: process.argv[2] });
  pool.close();
  const error = await startService({ port: 0 }).catch((thrown) => thrown);
  console.log(JSON.stringify([typeof verdict, error instanceof ClaimlensError, error.code]));
})();`,
      );
      const answer = JSON.parse(inProject(process.execPath, name, PHOTO));
      expect(answer).toEqual(['string', true, 'missing-package']);
    },
    240_000,
  );

  it('publishes the JSON Schema of its reports', () => {
    write('schema.cjs', "console.log(JSON.stringify(require('claimlens/report.schema.json')))");
    const schema = JSON.parse(inProject(process.execPath, 'schema.cjs'));
    expect(schema.properties.schema).toEqual({ type: 'string', const: 'claimlens/report/1' });
  });

  it('is typed for ESM and CommonJS, and refuses wrong calls', () => {
    const use = `
const options: InspectorOptions = { limits: { maxPixels: 1e6 }, threads: 1 };
export async function judge(photo: Uint8Array): Promise<Verdict> {
  const inspector: Inspector = await createInspector(options);
  const report: Report = await inspector.inspect({ photo, references: ['a.jpg', await fingerprint('b.jpg')] }, { deep: true });
  const score: number | null = report.score;
  // @ts-expect-error a verdict is one of four words
  const wrong: 'rejected' = report.verdict;
  // @ts-expect-error a photo is bytes or a path
  await inspector.inspect({ photo: 7 });
  // @ts-expect-error there is no such limit
  await createInspector({ limits: { maxColour: 1 } });
  return score === null && wrong ? 'inconclusive' : report.verdict;
}
`;
    const names =
      'createInspector, fingerprint, type Inspector, type InspectorOptions, type Report, type Verdict';
    write('use.mts', `import { ${names} } from 'claimlens';\n${use}`);
    write('use.cts', `import { ${names} } from 'claimlens';\n${use}`);
    const settings = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', '--skipLibCheck'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    try {
      inProject(process.execPath, tsc, ...settings, 'use.mts', 'use.cts');
    } catch (error) {
      expect.fail(String((error as { stdout?: string }).stdout));
    }
  }, 120_000);
});
