import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { createInspector } from '../../src/index.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { DEFAULT_LIMITS, resolveLimits } from '../../src/photo/limits.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-limits-'));
/** Null where the system makes no named pipes. */
const PIPE = makePipe(join(folder, 'pipe.jpg'));
const draw = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a07050' } })
    .png()
    .toBuffer();
const within = (limits: Partial<typeof DEFAULT_LIMITS>) => ({ limits: resolveLimits(limits) });

function makePipe(path: string): string | null {
  return spawnSync('mkfifo', [path]).status === 0 ? path : null;
}

describe('limits', () => {
  it('have the documented defaults', () => {
    expect(resolveLimits()).toEqual({
      maxBytes: 50_000_000,
      maxPixels: 64_000_000,
      minDimensionPx: 32,
      maxDurationMs: 10_000,
      maxReferences: 20,
      maxCachedReferences: 16,
    });
    expect(resolveLimits({ maxBytes: 7 })).toEqual({ ...DEFAULT_LIMITS, maxBytes: 7 });
  });

  it.each(Object.keys(DEFAULT_LIMITS))('%s has to be positive and finite', (name) => {
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => resolveLimits({ [name]: value })).toThrow(
        `limits.${name}: expected a positive number, got ${value}`,
      );
  });

  it('maxBytes refuses bytes, and files before they are read', async () => {
    const bytes = await draw(64, 64);
    const path = join(folder, 'large.png');
    writeFileSync(path, bytes);
    const message = `photo size: expected at most ${bytes.length - 1} bytes (limits.maxBytes), got ${bytes.length}`;
    for (const source of [bytes, path]) {
      await expect(ingestPhoto(source, within({ maxBytes: bytes.length - 1 }))).rejects.toMatchObject({
        code: 'limit-exceeded',
        message,
      });
      expect((await ingestPhoto(source, within({ maxBytes: bytes.length }))).width).toBe(64);
    }
  });

  it('maxBytes refuses a file that is too large to be read at all', async () => {
    const path = join(folder, 'sparse.jpg');
    writeFileSync(path, '');
    // Node reads no file of 2 GiB or more into memory; this one takes no room on the disk.
    truncateSync(path, 3 * 2 ** 30);
    await expect(ingestPhoto(path)).rejects.toMatchObject({ code: 'limit-exceeded' });
    rmSync(path);
  });

  it('maxPixels refuses pictures by their header', async () => {
    const bytes = await draw(100, 50);
    await expect(ingestPhoto(bytes, within({ maxPixels: 4999 }))).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('limits.maxPixels'),
    });
    expect((await ingestPhoto(bytes, within({ maxPixels: 5000 }))).width).toBe(100);
  });

  it('maxPixels stops a bomb: few bytes that claim 256 million pixels', async () => {
    const bytes = await draw(64, 64);
    // Width and height of the IHDR chunk; the checksum is not what protects us.
    bytes.writeUInt32BE(16_000, 16);
    bytes.writeUInt32BE(16_000, 20);
    const error = await ingestPhoto(bytes).catch((thrown: unknown) => thrown);
    expect(['limit-exceeded', 'unreadable-photo']).toContain((error as { code: string }).code);
    const flat = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    await expect(ingestPhoto(flat)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('minDimensionPx refuses slivers', async () => {
    await expect(ingestPhoto(await draw(31, 500), { what: 'references[1]' })).rejects.toMatchObject({
      code: 'limit-exceeded',
      message:
        'references[1] size: expected at least 32 px on each side (limits.minDimensionPx), got 31 x 500',
    });
    expect((await ingestPhoto(await draw(32, 32))).height).toBe(32);
  });

  it('maxDurationMs ends an inspection between signals and still gives a report', async () => {
    const inspector = await createInspector({ limits: { maxDurationMs: 0.001 } });
    const report = await inspector.inspect({ photo: await draw(64, 64) });
    await inspector.close();
    expect(report.readings.length).toBeGreaterThan(0);
    expect(new Set(report.readings.map(({ status }) => status))).toEqual(new Set(['failed']));
    expect(report.readings[0].reason).toContain('limits.maxDurationMs');
    expect([report.score, report.verdict]).toEqual([null, 'inconclusive']);
  });

  it('maxDurationMs counts what came before the first signal', async () => {
    // A registry that takes a minute by the clock, and no time.
    let lateMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + lateMs);
    const registry = {
      find: async () => ({ matches: [], candidates: 0, shared: [] }),
      add: async () => {
        lateMs = 60_000;
        return 1;
      },
    };
    const inspector = await createInspector({ registry, limits: { maxDurationMs: 59_000 } });
    const input = { photo: await draw(64, 64), claim: { id: 'c-1' } };
    const { report } = await inspector.inspectFully(input, { register: true });
    vi.restoreAllMocks();
    await inspector.close();
    expect(report.readings.filter(({ reason }) => !reason?.startsWith('timeout'))).toEqual([]);
    expect(report.timing.elapsedMs).toBeGreaterThanOrEqual(60_000);
  });

  it('maxReferences refuses before any reference is read', async () => {
    const inspector = await createInspector({ limits: { maxReferences: 2 } });
    const references = ['/absent/1', '/absent/2', '/absent/3'];
    await expect(inspector.inspect({ photo: await draw(64, 64), references })).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: 'references: expected at most 2 (limits.maxReferences), got 3',
    });
    await inspector.close();
  });
});

describe('sources', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['a path that is not there', join(folder, 'absent.jpg'), 'not-found', /there is no such file/],
    ['a folder', folder, 'not-found', /got a folder or device/],
    ['a device', '/dev/zero', 'not-found', /got a folder or device/],
    ['a path with a null byte', 'a\0b', 'not-found', /expected a readable file/],
    ['a number', 7, 'invalid-argument', /expected a path, Uint8Array or ArrayBuffer, got number/],
    ['nothing', undefined, 'invalid-argument', /got undefined/],
    ['an array of numbers', [1, 2], 'invalid-argument', /got object/],
  ])('%s', async (_, source, code, message) => {
    const error = await ingestPhoto(source as string).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.skipIf(PIPE === null)('a pipe that nobody writes to', async () => {
    await expect(ingestPhoto(PIPE as string)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes an ArrayBuffer and a view into a larger buffer', async () => {
    const bytes = await draw(40, 40);
    const padded = new Uint8Array(bytes.length + 9);
    padded.set(bytes, 5);
    const view = padded.subarray(5, 5 + bytes.length);
    const [a, b] = await Promise.all([ingestPhoto(view), ingestPhoto(view.slice().buffer)]);
    expect(a.sha256).toBe(b.sha256);
  });
});
