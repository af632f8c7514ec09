import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/main.js';
import { fingerprint } from '../../src/index.js';
import { openRegistry } from '../../src/registry/index.js';
import { makeEntry } from '../registry/entries.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-cli-registry-'));
const inFolder = (name: string) => join(folder, name);
const [REGISTRY, OTHER] = ['claims.db', 'other.db'].map(inFolder);
const [PHOTO, COPY] = ['photo.jpg', 'copy.jpg'].map(inFolder);
const [KEY, OWN_KEY, SHORT] = ['sharing.key', 'own.key', 'short.key'].map(inFolder);
const AT = '2026-05-01T08:00:00.000Z';

beforeAll(async () => {
  const fixture = fileURLToPath(new URL('../../fixtures/files/honest-mug-chip.jpg', import.meta.url));
  await sharp(fixture).resize(400).jpeg({ quality: 92 }).toFile(PHOTO);
  await sharp(PHOTO).jpeg({ quality: 80 }).toFile(COPY);
  writeFileSync(KEY, `${'a1'.repeat(32)}\n`);
  writeFileSync(OWN_KEY, 'b2'.repeat(32));
  writeFileSync(SHORT, 'c3'.repeat(31));
  const registry = await openRegistry(REGISTRY);
  await registry.add([
    { claim: 'C-1', buyer: 'b-\u001b[31m1', at: AT, fingerprint: await fingerprint(PHOTO) },
    makeEntry(2, { at: '2026-06-01T08:00:00.000Z' }),
    makeEntry(3, { at: '2026-04-01T08:00:00.000Z' }),
  ]);
  await registry.close();
  await (await openRegistry(OTHER)).close();
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function registry(...args: string[]) {
  const written = { out: '', error: '' };
  const into = (name: keyof typeof written) =>
    ((text: string, done?: () => void) => {
      written[name] += text;
      done?.();
      return true;
    }) as typeof process.stdout.write;
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('error'));
  const code = await run(['registry', ...args]);
  vi.restoreAllMocks();
  return { code, ...written };
}
const at = (location: string) => ['--registry', location];

describe('claimlens registry', () => {
  it('finds a copy, for people in both languages and as JSON, and keeps nothing of it', async () => {
    const english = await registry('search', COPY, ...at(REGISTRY), '--lang', 'en');
    expect(english.out).toMatch(
      /^earlier photos that are the same, or nearly: 1\n {2}C-1 · buyer b-‹U\+001B›\[31m1 · 2026-05-01 · local features agree \(PDQ \d+\/256, dHash \d+\/64\)\n$/,
    );
    const chinese = await registry('search', COPY, ...at(REGISTRY), '--lang', 'zh');
    expect(chinese.out).toContain('相同或几乎相同的较早照片：1 张');
    const { out } = await registry('search', COPY, ...at(REGISTRY), '--json');
    expect(JSON.parse(out)).toMatchObject({ matches: [{ claim: 'C-1', at: AT }], shared: [] });
    expect(await registry('count', ...at(REGISTRY))).toEqual({ code: 0, out: '3\n', error: '' });
  }, 60_000);

  it('hands photos to another platform as tokens, which that one finds and deletes again', async () => {
    const { code, out } = await registry('export', ...at(REGISTRY), '--key', KEY, '--own-key', OWN_KEY);
    expect([code, out.trim().split('\n').length]).toEqual([0, 4]);
    expect(out).not.toContain('C-1');
    const file = inFolder('shop-1.jsonl');
    writeFileSync(file, out);
    for (const added of ['3\n', '0\n'])
      expect(await registry('import', file, ...at(OTHER), '--key', KEY)).toMatchObject({
        code: 0,
        out: added,
      });
    const search = (...args: string[]) => registry('search', COPY, ...at(OTHER), '--lang', 'en', ...args);
    expect((await search('--key', KEY)).out).toMatch(
      /photos shared by other platforms: 1\n {2}shop-1 · [0-9a-f]{32} · 2026-05-01 · \d+ of 32 tokens\n$/,
    );
    expect((await search()).out).toBe('earlier photos that are the same, or nearly: 0\n');
    expect((await registry('import', file, ...at(OTHER), '--key', OWN_KEY)).code).toBe(2);
    expect((await registry('remove', '--from', 'shop-1', ...at(OTHER))).out).toBe('3\n');
    expect((await search('--key', KEY)).out).not.toContain('shared');
  }, 120_000);

  it('deletes by time and by claim', async () => {
    const remove = async (...args: string[]) =>
      (await registry('remove', ...args, ...at(REGISTRY))).out.trim();
    expect(await remove('--before', '2026-04-01')).toBe('0');
    expect(await remove('--before', '2026-04-01T08:00:01')).toBe('1');
    expect([await remove('--claim', 'C-1'), await remove('--claim', 'C-1')]).toEqual(['1', '0']);
    expect((await registry('count', ...at(REGISTRY))).out).toBe('1\n');
  });

  it.each<[number, string[], RegExp]>([
    [2, ['remove', ...at(REGISTRY)], /expected one of --claim, --before and --from, got 0/],
    [2, ['remove', '--claim', 'C-2', '--before', '2026-01-01', ...at(REGISTRY)], /got 2/],
    [2, ['remove', '--before', 'May 2026', ...at(REGISTRY)], /Expected a date or time/],
    [2, ['count'], /required option '--registry/],
    [2, [], /Usage: claimlens registry/],
    [3, ['count', ...at(inFolder('absent.db'))], /expected a registry that is there/],
    [2, ['export', ...at(REGISTRY), '--key', KEY, '--own-key', KEY], /a key that is not shared/],
    [2, ['export', ...at(REGISTRY), '--key', SHORT, '--own-key', KEY], /at least 64 hexadecimal digits/],
    [3, ['import', inFolder('absent.jsonl'), ...at(OTHER), '--key', KEY], /absent\.jsonl/],
    [3, ['import', PHOTO, ...at(OTHER), '--key', KEY], /line 1: expected JSON/],
    [3, ['search', inFolder('absent.jpg'), ...at(OTHER)], /absent\.jpg/],
  ])('ends with %i for %j', async (code, args, message) => {
    const ended = await registry(...args);
    expect([ended.code, ended.error]).toEqual([code, expect.stringMatching(message)]);
    expect(ended.error).not.toContain(readFileSync(SHORT, 'utf8'));
    expect(existsSync(inFolder('absent.db'))).toBe(false);
  });

  it('explains itself in both languages, with examples', async () => {
    for (const [locale, title, examples] of [
      ['C.UTF-8', 'no photos', 'Examples:'],
      ['zh_CN.UTF-8', '不含照片', '示例：'],
    ]) {
      vi.stubEnv('LC_ALL', locale);
      expect((await registry('--help')).out).toContain(title);
      for (const name of ['remove', 'export', 'import', 'search'])
        expect((await registry(name, '--help')).out).toContain(examples);
    }
  });
});
