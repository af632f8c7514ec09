import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { batchCommand, formatResult } from '../../src/cli/batch-command.js';
import { canonicalJson } from '../../src/report/canonical.js';
import type { Report } from '../../src/report/schema.js';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const FIXTURES = new URL('../../fixtures/files/', import.meta.url);
const stub = { module: new URL('./batch/stub-worker.mjs', import.meta.url), execArgv: [] };
const folder = mkdtempSync(join(tmpdir(), 'claimlens-batch-'));
const MORE = [...'ijklmnop'];
const inFolder = (name: string) => join(folder, name);
const readLines = (name: string) => readFileSync(inFolder(name), 'utf8').split('\n').slice(0, -1);

/** The command as a process of its own, killed hard once `enough` says so. */
function runBatch(args: readonly string[], enough: () => boolean = () => false) {
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', BIN, 'batch', ...args, '--time-limit', '300'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const watch = setInterval(() => enough() && child.kill('SIGKILL'), 20);
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve({ code, stderr });
    });
  });
}

describe('batch', () => {
  beforeAll(async () => {
    for (const [i, name] of ['honest-mug-chip.jpg', 'forged-mug-crack.jpg', 'listing-mug.jpg'].entries())
      writeFileSync(
        inFolder(`${i}.jpg`),
        await sharp(readFileSync(new URL(name, FIXTURES)))
          .resize(240)
          .jpeg()
          .toBuffer(),
      );
    writeFileSync(
      inFolder('claims.csv'),
      [
        'id,photo,reference,orderedAt,deliveredAt,claimedAt,shop',
        'a,0.jpg,2.jpg,2026-05-01,2026-05-10,2026-05-12,"North, 1"',
        'b,1.jpg,2.jpg,,,,',
        'c,absent.jpg,,,,,x',
        'd,0.jpg,2.jpg|1.jpg,,,,',
        'e,1.jpg,2.jpg,not a date,,,',
        'f,claims.csv,,,,,',
        'g,2.jpg,,,,,',
        'h,1.jpg,0.jpg,,,,',
        // So many more that a kill after the third row comes before the last one on any machine.
        ...MORE.map((id) => `${id},1.jpg,0.jpg,,,,`),
        '',
      ].join('\n'),
    );
  });

  it('keeps order, survives bad rows, and continues after kill -9 without repeating or losing a row', async () => {
    const whole = await runBatch([inFolder('claims.csv'), '--out', inFolder('whole.jsonl'), '--jobs', '2']);
    expect(whole.code).toBe(0);
    expect(whole.stderr).toContain('16/16 claims, 3 with an error');
    const expected = readLines('whole.jsonl').map(withoutTiming);
    expect(expected.map(({ id }) => id)).toEqual([...'abcdefgh', ...MORE]);
    expect(expected.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      'not-found',
      undefined,
      'invalid-argument',
      'unreadable-photo',
      undefined,
      undefined,
      ...MORE.map(() => undefined),
    ]);
    expect(expected[0].shop).toBe('North, 1');
    expect(expected[3].report?.references).toHaveLength(2);

    const part = [inFolder('claims.csv'), '--out', inFolder('part.jsonl'), '--jobs', '2'];
    const lines = () => {
      try {
        return readLines('part.jsonl').length;
      } catch {
        return 0;
      }
    };
    expect((await runBatch(part, () => lines() >= 3)).code).toBeNull();
    const before = readFileSync(inFolder('part.jsonl'));
    expect(lines()).toBeLessThan(16);
    // A write that was cut off: the last line loses its end.
    truncateSync(inFolder('part.jsonl'), before.length - 7);
    const kept = before.subarray(0, before.lastIndexOf(0x0a, before.length - 8) + 1);

    expect((await runBatch([...part, '--resume'])).code).toBe(0);
    const after = readFileSync(inFolder('part.jsonl'));
    expect(after.subarray(0, kept.length).equals(kept)).toBe(true);
    expect(readLines('part.jsonl').map(withoutTiming)).toEqual(expected);

    // Resuming a finished batch changes nothing.
    expect((await runBatch([...part, '--resume'])).code).toBe(0);
    expect(readFileSync(inFolder('part.jsonl')).equals(after)).toBe(true);
  }, 240_000);

  it('trusts C2PA signers only under the certificates of --c2pa-trust', async () => {
    const path = (name: string) => fileURLToPath(new URL(`c2pa/${name}`, FIXTURES));
    writeFileSync(inFolder('signed.csv'), `id,photo\na,${path('captured.jpg')}\n`);
    const trustedIn = async (out: string, ...more: string[]) => {
      await runBatch([inFolder('signed.csv'), '--out', inFolder(out), '--jobs', '1', ...more]);
      const { report }: { report: Report } = JSON.parse(readLines(out)[0]);
      return report.readings.find(({ id }) => id === 'provenance/c2pa')?.details.trusted;
    };
    expect(await trustedIn('stranger.jsonl')).toBe(false);
    expect(await trustedIn('trusted.jsonl', '--c2pa-trust', path('anchor.pem'))).toBe(true);
  });

  it('runs the deep measurements with --deep alone', async () => {
    writeFileSync(inFolder('deep.csv'), 'id,photo\na,1.jpg\n');
    const ranDeep = async (out: string, ...more: string[]) => {
      await runBatch([inFolder('deep.csv'), '--out', inFolder(out), '--jobs', '1', ...more]);
      const { report }: { report: Report } = JSON.parse(readLines(out)[0]);
      const models = report.tool.models.map(({ id }) => id);
      return report.readings.some(({ id }) => id === 'jpeg/grid') && models.includes('localization');
    };
    expect(await ranDeep('deep.jsonl', '--deep')).toBe(true);
    expect(await ranDeep('shallow.jsonl')).toBe(false);
    expect(readLines('shallow.jsonl')[0]).not.toMatch(/jpeg\/grid|"localization"/);
  });

  it('writes in input order although later rows finish first, and survives a crashing worker', async () => {
    writeFileSync(inFolder('order.csv'), 'photo\nslow.jpg\nb.jpg\ncrash.jpg\nslow.jpg\ne.jpg\n');
    const output = { text: '', write: (text: string) => (output.text += text) };
    const options = { out: inFolder('order.jsonl'), jobs: 2 };
    expect(await batchCommand(inFolder('order.csv'), options, { progressTo: output, child: stub })).toBe(0);
    const results = readLines('order.jsonl').map((line) => JSON.parse(line));
    expect(results.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
    expect(results.map(({ report, error }) => report?.photo ?? error.code)).toEqual(
      ['slow.jpg', 'b.jpg', 'worker-lost', 'slow.jpg', 'e.jpg'].map((name) =>
        name === 'worker-lost' ? name : inFolder(name),
      ),
    );
    expect(output.text).toMatch(/5\/5 claims, 1 with an error/);
  });

  it('leaves earlier results as they are when no inspector can be opened', async () => {
    writeFileSync(inFolder('kept.csv'), 'photo\na.jpg\n');
    writeFileSync(inFolder('kept.jsonl'), '{"id":"1","report":{}}\n');
    const options = { out: inFolder('kept.jsonl'), overwrite: true, jobs: 1, policy: 'damaged' };
    const child = { module: new URL('../pool/stub-worker.mjs', import.meta.url), execArgv: [] };
    await expect(batchCommand(inFolder('kept.csv'), options, { child })).rejects.toMatchObject({
      code: 'invalid-model',
    });
    expect(readLines('kept.jsonl')).toEqual(['{"id":"1","report":{}}']);
  });

  it('says how to go on when it is interrupted', async () => {
    writeFileSync(inFolder('stopped.csv'), 'photo\na.jpg\nslow.jpg\n');
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as typeof process.exit);
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const before = process.listeners('SIGINT');
      const batch = batchCommand(
        inFolder('stopped.csv'),
        { out: inFolder('stopped.jsonl'), jobs: 1 },
        { progressTo: { write: () => true }, child: stub },
      );
      await vi.waitFor(() => expect(readLines('stopped.jsonl')).toHaveLength(1), {
        timeout: 20_000,
        interval: 5,
      });
      const [listener] = process.listeners('SIGINT').filter((added) => !before.includes(added));
      listener('SIGINT');
      expect(exit).toHaveBeenCalledWith(130);
      expect(stderr).toHaveBeenCalledWith(
        expect.stringMatching(/interrupted after [12] of 2 claims; --resume/),
      );
      await batch;
      expect(process.listeners('SIGINT')).toEqual(before);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('begins anew only where nothing lies, or when told to', async () => {
    writeFileSync(inFolder('again.csv'), 'id,photo\na,missing.jpg\n');
    writeFileSync(inFolder('again.jsonl'), '{"id":"old","report":{}}\n');
    const options = { out: inFolder('again.jsonl'), jobs: 1 };
    const ids = () => readLines('again.jsonl').map((line) => JSON.parse(line).id);
    const run = (overwrite?: true) =>
      batchCommand(
        inFolder('again.csv'),
        { ...options, overwrite },
        { progressTo: { write: () => true }, child: stub },
      );
    await expect(run()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(/again\.jsonl holds results.*--resume.*--overwrite/),
    });
    expect(ids()).toEqual(['old']);
    await run(true);
    expect(ids()).toEqual(['a']);
    // An empty file holds nothing to lose.
    writeFileSync(inFolder('again.jsonl'), '');
    await run();
    expect(ids()).toEqual(['a']);
  });

  it('refuses to continue results of other claims, or to overwrite the claims', async () => {
    writeFileSync(inFolder('other.csv'), 'id,photo\nx,a.jpg\n');
    writeFileSync(inFolder('other.jsonl'), '{"id":"y","report":{}}\n');
    const options = { out: inFolder('other.jsonl'), jobs: 1, resume: true };
    await expect(batchCommand(inFolder('other.csv'), options, { child: stub })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('got y'),
    });
    const same = { out: inFolder('other.csv'), jobs: 1 };
    await expect(batchCommand(inFolder('other.csv'), same, { child: stub })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    expect(readFileSync(inFolder('other.csv'), 'utf8')).toBe('id,photo\nx,a.jpg\n');
  });
});

describe('formatResult', () => {
  it('puts the report last, in canonical form, behind the columns that pass through', () => {
    const row = { id: 'r"1', extra: { note: 'x', n: 1 }, task: { photo: 'p', references: [], claim: {} } };
    const report = canonicalJson({ b: 1, a: 'é' });
    expect(formatResult(row, { report })).toBe('{"id":"r\\"1","note":"x","n":1,"report":{"a":"é","b":1}}');
    expect(formatResult({ ...row, extra: {} }, { error: { code: 'timeout', message: 'm' } })).toBe(
      '{"id":"r\\"1","error":{"code":"timeout","message":"m"}}',
    );
  });
});

function withoutTiming(line: string) {
  const result = JSON.parse(line) as { id: string; shop?: string; report?: Report; error?: { code: string } };
  if (result.report) result.report.timing = { inspectedAt: '', elapsedMs: 0 };
  return result;
}
