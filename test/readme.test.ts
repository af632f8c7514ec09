import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HELP } from '../src/cli/help.js';
import { DEFAULT_LIMITS } from '../src/index.js';
import { reportSchema, verdictSchema } from '../src/report/schema.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code);

describe('README', () => {
  it('sets up with two commands whose scripts exist', () => {
    const [demo, test] = blocks('sh');
    expect([demo.trim(), test.trim()]).toEqual(['npm ci && npm run demo', 'npm test']);
    expect(manifest.scripts).toMatchObject({
      demo: expect.stringContaining('out/demo/report.html'),
      test: 'vitest run',
    });
  });

  it('shows library code that runs', async () => {
    const [code] = blocks('js');
    const index = pathToFileURL(join(ROOT, 'src/index.ts')).href;
    mkdirSync(join(ROOT, 'out'), { recursive: true });
    const folder = mkdtempSync(join(ROOT, 'out/readme-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'example.mts');
    // Only where the package lies is changed, and the time limit, so that a loaded machine gives the same words.
    writeFileSync(
      file,
      code
        .replace("'claimlens'", `'${index}'`)
        .replace('createInspector()', 'createInspector({ limits: { maxDurationMs: 300_000 } })'),
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], { cwd: ROOT });
    const [verdict, nextStep, log10Lr] = stdout.trim().split(' ');
    expect(verdictSchema.options).toContain(verdict);
    expect(nextStep).toMatch(/^(continue|ask-for-more|human-review)$/);
    expect(log10Lr === 'null' || Number.isFinite(Number(log10Lr))).toBe(true);
  }, 120_000);

  it('names the fields of the report and the limits as they are', () => {
    const fields = [...readme.slice(readme.indexOf('## A report')).matchAll(/^\| `(\w+)` \|/gm)].map(
      ([, name]) => name,
    );
    expect(fields.length).toBeGreaterThan(8);
    for (const name of fields) expect(Object.keys(reportSchema.shape)).toContain(name);
    for (const name of Object.keys(DEFAULT_LIMITS)) expect(readme).toContain(`\`${name}\``);
    expect(DEFAULT_LIMITS).toMatchObject({
      maxBytes: 50e6,
      maxPixels: 64e6,
      minDimensionPx: 32,
      maxDurationMs: 10e3,
      maxReferences: 20,
      maxCachedReferences: 16,
    });
  });

  it('uses the examples that --help prints', () => {
    const examples = HELP.programAfter.en.split('\n').filter((line) => line.startsWith('  claimlens'));
    const shown = blocks('sh').join('');
    expect(examples.length).toBe(8);
    for (const command of [
      'batch claims.csv',
      'fingerprint listing.jpg',
      'verify report.json',
      'serve --port 8080',
      'worker --queue',
    ])
      expect(shown).toContain(`claimlens ${command}`);
  });
});
