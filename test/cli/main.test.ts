import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/main.js';
import { reportSchema } from '../../src/index.js';
import { parseFingerprint } from '../../src/matching/fingerprint.js';
import { hashReport } from '../../src/report/canonical.js';
import { SIGNALS } from '../../src/signals/index.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claimlens-cli-'));
const FORGED = join(folder, 'forged.jpg');
const LISTING = join(folder, 'listing.jpg');
const SIZE_PX = 320;

// Small copies: this file is about the command line, not about what is measured.
beforeAll(async () => {
  await sharp(fixture('forged-mug-crack.jpg')).resize(SIZE_PX).jpeg({ quality: 90 }).toFile(FORGED);
  await sharp(fixture('listing-mug.jpg')).resize(SIZE_PX).jpeg({ quality: 90 }).toFile(LISTING);
});

/** Runs the command line in this process and gives what it printed. */
async function claimlens(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const take = (sink: (text: string) => void) =>
    ((text: string, done?: (error?: Error) => void) => {
      sink(text);
      done?.();
      return true;
    }) as typeof process.stdout.write;
  vi.spyOn(process.stdout, 'write').mockImplementation(
    take((text) => {
      stdout += text;
    }),
  );
  vi.spyOn(process.stderr, 'write').mockImplementation(
    take((text) => {
      stderr += text;
    }),
  );
  try {
    const code = await run(args);
    return { code, out: stdout, stderr };
  } finally {
    vi.restoreAllMocks();
  }
}

afterEach(() => vi.unstubAllEnvs());

describe('claimlens inspect', () => {
  it('prints the report alone with --json, canonical and following the schema', async () => {
    const { code, out, stderr } = await claimlens(
      ...['inspect', FORGED, '--reference', LISTING, '--json', '--time-limit', '300'],
    );
    expect([code, stderr]).toEqual([0, '']);
    const report = reportSchema.parse(JSON.parse(out));
    expect(out.endsWith('}\n')).toBe(true);
    expect(out.trim().includes('\n')).toBe(false);
    expect([report.photo.width, report.references.length]).toEqual([SIZE_PX, 1]);

    writeFileSync(join(folder, 'report.json'), out);
    const verified = await claimlens('verify', join(folder, 'report.json'), LISTING, FORGED);
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('✓ photo')]);
    const stranger = await claimlens(
      'verify',
      join(folder, 'report.json'),
      fixture('listing-box.jpg'),
      '--json',
    );
    expect(stranger.code === 0).toBe(JSON.parse(stranger.out).ok);
    const digest = hashReport(report);
    writeFileSync(join(folder, 'report.json'), out.replace(`"width":${SIZE_PX}`, '"width":321'));
    const changed = await claimlens('verify', join(folder, 'report.json'), '--expect-sha256', digest);
    expect(changed.code).toBe(1);
  });

  it('runs the deep measurements with --deep, and repeats them with verify --deep', async () => {
    const idsOf = (out: string) => reportSchema.parse(JSON.parse(out)).readings.map(({ id }) => id);
    const shallow = await claimlens('inspect', FORGED, '--json');
    const deep = await claimlens('inspect', FORGED, '--json', '--deep', '--time-limit', '300');
    const added = SIGNALS.filter(({ tier }) => tier === 'deep').map(({ id }) => id);
    expect(added).toContain('jpeg/grid');
    expect(idsOf(deep.out).filter((id) => !idsOf(shallow.out).includes(id))).toEqual(added);

    const path = join(folder, 'deep.json');
    writeFileSync(path, deep.out);
    const repeated = await claimlens('verify', path, FORGED, '--repeat', '--deep', '--time-limit', '300');
    expect([repeated.code, repeated.out]).toEqual([0, expect.stringContaining('✓ inspection')]);
    const withoutDeep = await claimlens('verify', path, FORGED, '--repeat', '--time-limit', '300');
    expect([withoutDeep.code, withoutDeep.out]).toEqual([1, expect.stringContaining('✗ inspection')]);
  });

  it('speaks English and Chinese, colours only when asked', async () => {
    vi.stubEnv('NO_COLOR', '1');
    const english = await claimlens('inspect', FORGED, '--lang', 'en');
    const chinese = await claimlens('inspect', FORGED, '--lang=zh');
    expect(english.out).toContain('Limits of this inspection');
    expect(english.out).not.toContain('\u001b[');
    expect(chinese.out).toMatch(/[\u4e00-\u9fff]{4}/);
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('FORCE_COLOR', '1');
    expect((await claimlens('inspect', FORGED)).out).toContain('\u001b[');
  });

  it('takes a stored fingerprint as a reference', async () => {
    const printed = await claimlens('fingerprint', LISTING);
    expect(printed.code).toBe(0);
    const stored = parseFingerprint(JSON.parse(printed.out));
    writeFileSync(join(folder, 'listing.json'), printed.out);
    const { code, out } = await claimlens('inspect', FORGED, '-r', join(folder, 'listing.json'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).references).toEqual([{ sha256: stored.sha256, width: SIZE_PX, height: SIZE_PX }]);
  });

  it('reads claim facts and refuses claims that make no sense', async () => {
    writeFileSync(join(folder, 'claim.json'), '{"id":"c-9","orderedAt":"2026-05-06"}');
    const { out } = await claimlens('inspect', FORGED, '--claim', join(folder, 'claim.json'), '--json');
    expect(JSON.parse(out).claim.id).toBe('c-9');
    writeFileSync(join(folder, 'claim.json'), '{"id":"c-9","orderedat":"2026-05-06"}');
    const slip = await claimlens('inspect', FORGED, '--claim', join(folder, 'claim.json'), '--json');
    expect([slip.code, slip.stderr]).toEqual([
      0,
      expect.stringMatching(/left out orderedat: expected id, orderedAt/),
    ]);
    for (const [content, message] of [
      ['{"orderedAt":"yesterday"}', /claim\.orderedAt/],
      ['[]', /JSON object/],
      ['{', /expected JSON/],
    ] as const) {
      writeFileSync(join(folder, 'claim.json'), content);
      const bad = await claimlens('inspect', FORGED, '--claim', join(folder, 'claim.json'), '--json');
      expect([bad.code, bad.out]).toEqual([2, '']);
      expect(bad.stderr).toMatch(message);
    }
  });
});

describe('a file of another kind', () => {
  it.each([
    ['--policy', join(folder, 'claim.json'), 3, /policy\.schema: .*claimlens\/policy\/1/],
    ['--policy', join(folder, 'absent.json'), 3, /policy: expected a readable file/],
    ['--html', join(FORGED, 'report.html'), 2, /--html: expected a writable file/],
  ])('is named with its option: %s %s', async (option, path, exit, message) => {
    writeFileSync(join(folder, 'claim.json'), '{"id":"c-9"}');
    const { code, stderr } = await claimlens('inspect', FORGED, option, path, '--json');
    expect([code, stderr.split('\n').length]).toEqual([exit, 2]);
    expect(stderr).toMatch(message);
  });
});

describe('--c2pa-trust', () => {
  const SIGNED = fixture('c2pa/captured.jpg');
  const ANCHOR = fixture('c2pa/anchor.pem');
  const trustedIn = (report: { readings: { id: string; details: { trusted?: boolean } }[] }) =>
    report.readings.find(({ id }) => id === 'provenance/c2pa')?.details.trusted;

  it('decides whether inspect trusts the signer', async () => {
    const stranger = await claimlens('inspect', SIGNED, '--json');
    const trusted = await claimlens('inspect', SIGNED, '--json', '--c2pa-trust', ANCHOR);
    expect([stranger.code, trustedIn(JSON.parse(stranger.out))]).toEqual([0, false]);
    expect([trusted.code, trustedIn(JSON.parse(trusted.out))]).toEqual([0, true]);
  });

  it('refuses files without certificates', async () => {
    for (const command of [
      ['inspect', SIGNED],
      ['batch', join(folder, 'signed.csv'), '--out', join(folder, 'refused.jsonl')],
    ]) {
      const absent = await claimlens(...command, '--c2pa-trust', '/absent.pem');
      expect([absent.code, absent.stderr]).toEqual([3, expect.stringContaining('--c2pa-trust: expected')]);
      const other = await claimlens(...command, '--c2pa-trust', SIGNED);
      expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('expected certificates')]);
    }
  });
});

describe('exit codes', () => {
  it.each([
    ['a photo that is not there', ['inspect', '/absent.jpg'], 3, /there is no such file/],
    ['a file that is no photo', ['inspect', fileURLToPath(import.meta.url)], 3, /no known picture format/],
    [
      'a reference that is no picture',
      ['inspect', FORGED, '-r', fileURLToPath(import.meta.url)],
      3,
      /references\[0\]/,
    ],
    ['no photo', ['inspect'], 2, /missing required argument/],
    ['an unknown option', ['inspect', FORGED, '--frobnicate'], 2, /unknown option/],
    ['an unknown language', ['inspect', FORGED, '--lang', 'fr'], 2, /Allowed choices are en, zh/],
    ['an unknown verdict', ['inspect', FORGED, '--fail-on', 'maybe'], 2, /Allowed choices/],
    ['an unknown command', ['frobnicate'], 2, /unknown command/],
    ['jobs that are no number', ['batch', 'x.csv', '--out', 'y', '--jobs', 'two'], 2, /whole number/],
    ['batch without --out', ['batch', 'x.csv'], 2, /required option/],
    [
      'claims that are not there',
      ['batch', '/absent.csv', '--out', join(folder, 'y.jsonl')],
      3,
      /claims: expected/,
    ],
    ['a fingerprint of nothing', ['fingerprint', '/absent.jpg'], 3, /no such file/],
    ['a report that is not there', ['verify', '/absent.json'], 3, /report: expected/],
  ])('%s', async (_, args, exit, message) => {
    const { code, stderr } = await claimlens(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(exit);
  });

  it('follow the verdict only with --fail-on', async () => {
    const { out } = await claimlens('inspect', FORGED, '--json');
    const order = ['no-evidence', 'inconclusive', 'review', 'strong-evidence'];
    const reached = order.indexOf(JSON.parse(out).verdict);
    for (const [i, verdict] of order.entries()) {
      if (i === 0) continue;
      const { code } = await claimlens('inspect', FORGED, '--json', '--fail-on', verdict);
      expect([verdict, code]).toEqual([verdict, reached >= i ? 1 : 0]);
    }
  });

  it('are 0 for help and version, in both languages', async () => {
    const version = await claimlens('--version');
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect([version.code, version.out.trim()]).toEqual([0, manifest.version]);
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    expect((await claimlens('--help')).out).toContain('Exit codes: 0 done');
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    expect((await claimlens('inspect', '--help')).out).toContain('商家的商品图片');
    expect((await claimlens('batch', '--help', '--lang', 'en')).code).not.toBe(4);
  });

  it.each(['inspect', 'batch', 'verify', 'serve', 'worker'])(
    'open an inspector alike in %s',
    async (name) => {
      vi.stubEnv('LC_ALL', 'C.UTF-8');
      const { out } = await claimlens(name, '--help');
      for (const option of ['policy', 'c2pa-trust', 'registry', 'sharing-key', 'time-limit'])
        expect(out).toMatch(new RegExp(`^ +--${option} <`, 'm'));
      expect(out).not.toContain('default: []');
      expect(out.includes('readings of earlier claims are left out')).toBe(name === 'verify');
    },
  );
});

describe('claimlens fingerprint', () => {
  it('prints one line per image, also for those it cannot read', async () => {
    const { code, out, stderr } = await claimlens('fingerprint', '/absent.jpg', LISTING);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(3);
    expect(lines[0]).toEqual({
      file: '/absent.jpg',
      error: { code: 'not-found', message: expect.any(String) },
    });
    expect(parseFingerprint(lines[1]).width).toBe(SIZE_PX);
    expect(stderr).toMatch(/^claimlens: \/absent\.jpg: /);
  });
});
