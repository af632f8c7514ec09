import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Installs the packed file in an empty project and uses it as others do: ESM, CommonJS and the command on every Node
// version, and TypeScript under every way of resolving. `npm run consumers` packs first; a version that cannot be had
// is skipped, and said so.
//   npm run consumers -- [tarball]

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const VERSIONS = ['20', '22', '24'];
const PHOTO = join(ROOT, 'fixtures/files/forged-mug-crack.jpg');
const REFERENCE = join(ROOT, 'fixtures/files/listing-mug.jpg');

/** What each module system runs; it prints one line of JSON. */
const BODY = `
(async () => {
  const inspector = await createInspector({ limits: { maxDurationMs: 600000 } });
  const codes = [];
  for await (const outcome of inspectAll(inspector, [{ photo: process.argv[2], references: [process.argv[3]] }, { photo: 'absent.jpg' }]))
    codes.push(outcome.status === 'inspected' ? outcome.report.verdict : outcome.error instanceof ClaimlensError && outcome.error.code);
  await inspector.close();
  console.log(JSON.stringify([codes[1], typeof codes[0], typeof openRegistry, typeof openPool]));
})();
`;
const EXPECTED = '["not-found","string","function","function"]';
const ESM = `import { ClaimlensError, createInspector, inspectAll } from 'claimlens';
import { openRegistry } from 'claimlens/registry';
import { openPool } from 'claimlens/service';
`;
const CJS = ESM.replaceAll(/import (\{[^}]*\}) from ('[^']*');/g, 'const $1 = require($2);');
const TYPED = `import { createInspector, inspectAll, type Report } from 'claimlens';
export async function judge(photo: Uint8Array): Promise<Report['verdict'] | null> {
  const inspector = await createInspector();
  for await (const outcome of inspectAll(inspector, [{ photo }]))
    if (outcome.status === 'inspected') return outcome.report.verdict;
    // @ts-expect-error a claim that failed has no report
    else console.log(outcome.report);
  return null;
}
`;
const ENTRIES = `import { openRegistry, type Registry } from 'claimlens/registry';
import { openPool, type InspectionPool } from 'claimlens/service';
export const both = (): [Promise<Registry>, Promise<InspectionPool>] => [openRegistry('a.db'), openPool({ size: 1 })];
`;
/** Ways of resolving, with the files that can be written under each. The old one knows no entries but the first. */
const RESOLUTIONS = [
  ['nodenext', 'nodenext', ['all.mts', 'all.cts']],
  ['esnext', 'bundler', ['all.ts']],
  ['commonjs', 'node10', ['main.ts']],
] as const;

const project = mkdtempSync(join(tmpdir(), 'claimlens-consumers-'));
const inProject = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const install = (...names: string[]) =>
  inProject(
    'npm',
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...names,
  );

/** Runs one check and prints a line about it. @returns whether it passed */
function check(name: string, run: () => void): boolean {
  try {
    run();
    console.log(`ok    ${name}`);
    return true;
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    console.log(`FAILED ${name}\n${stdout || stderr || message}`);
    return false;
  }
}

function expectText(got: string, expected: string): void {
  if (got.trim() !== expected) throw new Error(`expected ${expected}, got ${got.trim()}`);
}

/** The binary of a Node version, from the registry; this one where the version is the same. */
function openNode(version: string): string | null {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(project, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  try {
    inProject(
      'npm',
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    );
  } catch {
    return null;
  }
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(binary) ? binary : null;
}

function main(): number {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const tarball = resolve(process.argv[2] ?? join(ROOT, 'out', `claimlens-${version}.tgz`));
  writeFileSync(join(project, 'package.json'), '{"name":"consumer","private":true}');
  install(tarball);
  const files = { 'esm.mjs': ESM + BODY, 'cjs.cjs': CJS + BODY, 'main.ts': TYPED };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  for (const name of ['all.ts', 'all.mts', 'all.cts']) writeFileSync(join(project, name), TYPED + ENTRIES);

  const results: boolean[] = [];
  for (const wanted of VERSIONS) {
    const node = openNode(wanted);
    if (!node) {
      console.log(`skipped Node ${wanted}: its binary cannot be had from this registry on this platform`);
      continue;
    }
    const label = inProject(node, '--version').trim();
    for (const file of ['esm.mjs', 'cjs.cjs'])
      results.push(
        check(`${label} ${file}`, () => expectText(inProject(node, file, PHOTO, REFERENCE), EXPECTED)),
      );
    const cli = join(project, 'node_modules/claimlens/dist/cli.js');
    results.push(
      check(`${label} claimlens --version`, () => expectText(inProject(node, cli, '--version'), version)),
    );
  }
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const [module, resolution, names] of RESOLUTIONS)
    for (const name of names)
      results.push(
        check(`TypeScript ${resolution} ${name}`, () =>
          inProject(
            process.execPath,
            ...[tsc, '--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck'],
            ...['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')],
            ...['--module', module, '--moduleResolution', resolution, name],
          ),
        ),
      );
  console.log(`${sizeOf(join(project, 'node_modules'))} MB installed`);
  console.log(
    `${results.filter(Boolean).length} passed, ${results.filter((passed) => !passed).length} failed`,
  );
  return results.length > 0 && results.every(Boolean) ? 0 : 1;
}

/** Megabytes of all files in a folder. */
function sizeOf(folder: string): string {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  return (bytes / 1e6).toFixed(0);
}

try {
  process.exitCode = main();
} finally {
  rmSync(project, { recursive: true, force: true });
}
