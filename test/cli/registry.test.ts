import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { batchCommand } from '../../src/cli/batch-command.js';
import { run } from '../../src/cli/main.js';
import { fingerprint, type Report } from '../../src/index.js';
import { openRegistry } from '../../src/registry/index.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claimlens-cli-registry-'));
const inFolder = (name: string) => join(folder, name);
const LIMIT = ['--time-limit', '300'];

beforeAll(async () => {
  await sharp(fixture('forged-mug-crack.jpg')).resize(320).jpeg({ quality: 90 }).toFile(inFolder('a.jpg'));
  await sharp(fixture('forged-mug-crack.jpg')).resize(320).jpeg({ quality: 60 }).toFile(inFolder('b.jpg'));
  for (const i of [1, 2]) writeFileSync(inFolder(`claim-${i}.json`), `{"id":"C-${i}","buyer":"b-${i}"}`);
});

const claimlens = async (...args: string[]) => {
  let out = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => {
    out += text;
    done?.();
    return true;
  }) as typeof process.stdout.write);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const code = await run([...args, ...LIMIT]);
  stdout.mockRestore();
  stderr.mockRestore();
  return { code, out };
};

const inspect = (...args: string[]) => claimlens('inspect', ...args);

function earlier({ readings }: Report) {
  return readings.find(({ id }) => id === 'registry/earlier-claim');
}

describe('claimlens inspect --registry', () => {
  it('adds the photo only with --register, and finds it in a later claim', async () => {
    const registry = inFolder('claims.db');
    const first = [inFolder('a.jpg'), '--json', '--registry', registry, '--claim', inFolder('claim-1.json')];
    for (const args of [first, [...first, '--register']])
      expect(earlier(JSON.parse((await inspect(...args)).out))).toMatchObject({ value: 0 });
    const { code, out } = await inspect(
      ...[inFolder('b.jpg'), '--json', '--registry', registry, '--claim', inFolder('claim-2.json')],
    );
    expect(code).toBe(0);
    expect(earlier(JSON.parse(out))).toMatchObject({ value: 1, details: { otherBuyers: 1 } });
    const open = await openRegistry(registry);
    expect(await open.count()).toBe(1);
    await open.close();
  }, 120_000);

  it('refuses --register alone and registries that cannot be opened', async () => {
    expect((await inspect(inFolder('a.jpg'), '--register')).code).toBe(2);
    expect((await inspect(inFolder('a.jpg'), '--registry', inFolder('no/such/folder.db'))).code).toBe(3);
    writeFileSync(inFolder('other.db'), 'this is no database, whatever its name says'.repeat(200));
    expect((await inspect(inFolder('a.jpg'), '--registry', inFolder('other.db'))).code).toBe(3);
    expect(readFileSync(inFolder('other.db'), 'utf8')).toContain('no database');
  }, 60_000);
});

describe('claimlens verify --repeat', () => {
  it('looks into the registry where one is given, else leaves the reading out and says so', async () => {
    const at = ['--registry', inFolder('verified.db')];
    const claim = (i: number) => ['--claim', inFolder(`claim-${i}.json`)];
    await inspect(inFolder('a.jpg'), ...claim(1), ...at, '--register');
    const { out } = await inspect(inFolder('a.jpg'), ...claim(2), ...at, '--json');
    expect(earlier(JSON.parse(out))).toMatchObject({ value: 1, details: { confirmedOtherBuyers: 1 } });
    writeFileSync(inFolder('report.json'), out);
    const verify = (...args: string[]) =>
      claimlens('verify', inFolder('report.json'), inFolder('a.jpg'), '--repeat', ...claim(2), ...args);
    const there = await verify(...at);
    expect([there.code, there.out]).toEqual([0, expect.stringContaining('every figure is the same\n')]);
    const absent = await verify();
    expect([absent.code, absent.out]).toEqual([
      0,
      expect.stringContaining('left out: registry/earlier-claim'),
    ]);
    const open = await openRegistry(inFolder('verified.db'));
    expect([await open.count(), await open.remove({ claim: 'C-1' })]).toEqual([1, 1]);
    await open.close();
    expect(await verify(...at)).toMatchObject({
      code: 1,
      out: expect.stringContaining('details.otherBuyers: expected 1, got 0'),
    });
  }, 240_000);
});

describe('claimlens batch --registry', () => {
  it('finds photos of earlier rows, and only what other claims hold when it runs again', async () => {
    writeFileSync(
      inFolder('claims.csv'),
      'id,photo,buyer\nB-1,a.jpg,b-1\nB-2,b.jpg,b-2\nB-3,absent.jpg,b-3\nB-4,a.jpg,b-1\n',
    );
    const registry = inFolder('batch.db');
    const child = { execArgv: ['--import', 'tsx'] };
    for (const out of ['first.jsonl', 'second.jsonl']) {
      const options = { out: inFolder(out), jobs: 1, registry, register: true, timeLimit: 300 };
      await batchCommand(inFolder('claims.csv'), options, {
        child,
        progressTo: { write: () => true } as never,
      });
      const results = readFileSync(inFolder(out), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(results.map(({ report }) => report && earlier(report)?.value)).toEqual([0, 1, undefined, 2]);
      expect(earlier(results[3].report)?.details).toMatchObject({ otherBuyers: 1, sameBuyer: 1 });
    }
    expect(existsSync(registry)).toBe(true);
    const open = await openRegistry(registry);
    expect(await open.count()).toBe(3);
    await open.close();
  }, 240_000);
});

describe('--sharing-key', () => {
  it('finds photos of other platforms, on the command line and in the processes of a batch', async () => {
    const [key, wrong] = ['key', 'wrong'].map(inFolder);
    writeFileSync(key, `${'5a'.repeat(32)}\n`);
    writeFileSync(wrong, 'a5'.repeat(32));
    const sharingKey = Buffer.from('5a'.repeat(32), 'hex');
    const theirs = await openRegistry(inFolder('theirs.db'), { sharingKey });
    const ours = await openRegistry(inFolder('ours.db'), { sharingKey });
    const entry = { claim: 'T-1', buyer: null, at: '2026-05-01T00:00:00Z' };
    await theirs.add([{ ...entry, fingerprint: await fingerprint(inFolder('a.jpg')) }]);
    const lines = theirs.exportShared({ ownKey: Buffer.alloc(32, 7) });
    expect(await ours.importShared('shop-2', lines)).toBe(1);
    await Promise.all([theirs.close(), ours.close()]);

    const at = [inFolder('b.jpg'), '--json', '--registry', inFolder('ours.db')];
    const shared = async (...args: string[]) =>
      earlier(JSON.parse((await inspect(...at, ...args)).out))?.details;
    expect(await shared('--sharing-key', key)).toMatchObject({
      sharedPhotos: 1,
      sharedFrom: [{ source: 'shop-2', day: '2026-05-01' }],
    });
    expect(await shared('--sharing-key', wrong)).toMatchObject({ sharedPhotos: 0 });
    expect(await shared()).toMatchObject({ sharedPhotos: 0 });

    writeFileSync(inFolder('shared.csv'), 'id,photo\nB-1,b.jpg\n');
    const options = {
      out: inFolder('shared.jsonl'),
      jobs: 1,
      registry: inFolder('ours.db'),
      sharingKey: key,
    };
    const child = { execArgv: ['--import', 'tsx'] };
    const progressTo = { write: () => true } as never;
    await batchCommand(inFolder('shared.csv'), { ...options, timeLimit: 300 }, { child, progressTo });
    const text = readFileSync(inFolder('shared.jsonl'), 'utf8');
    expect(earlier(JSON.parse(text).report)?.details).toMatchObject({ sharedPhotos: 1 });
    expect(text).not.toContain('5a5a5a');
  }, 240_000);

  it.each([
    ['absent', 3, () => undefined],
    ['short', 2, (path: string) => writeFileSync(path, 'ab'.repeat(31))],
  ])('refuses a file that is %s', async (name, code, prepare) => {
    prepare(inFolder(name));
    const at = ['--registry', inFolder('none.db'), '--sharing-key', inFolder(name)];
    expect((await inspect(inFolder('a.jpg'), ...at)).code).toBe(code);
    expect(existsSync(inFolder('none.db'))).toBe(false);
  });
});
