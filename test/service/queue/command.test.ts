import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/report/schema.js';
import { EXEC_ARGV, form, PHOTO, post } from '../start.js';
import { ENGINES, ended, erase, newPlace, open } from './engines.js';

const BIN = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/files/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claimlens-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));
// Names a camera in its EXIF block.
copyFileSync(fixture('honest-mug-chip.jpg'), join(folder, 'claim.jpg'));
writeFileSync(join(folder, 'damaged.jpg'), 'no picture');

/** Starts `claimlens worker` as a process. */
const command = (...args: string[]) => claimlens('worker', ...args);

function claimlens(...args: string[]) {
  const child = spawn(process.execPath, [...EXEC_ARGV, BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk;
  });
  /** The first line of the output that matches. */
  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(out);
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`claimlens ${args[0]} ended: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const end = new Promise<{ code: number | null; out: string; error: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, error })),
  );
  return { child, end, line };
}

/** All that a line of the log may say: nothing of it comes from a photo. */
const FIELDS = new Set(
  `level time pid hostname msg jobs leaseMs id attempt outcome code elapsedMs running outcomes
  claimsPerSecond meanMs`.split(/\s+/),
);

describe('claimlens worker', () => {
  it('wants to know its queue', async () => {
    expect(await command('--jobs', '1').end).toMatchObject({
      code: 2,
      error: expect.stringContaining('CLAIMLENS_QUEUE'),
    });
  });

  it.each(ENGINES)(
    'inspects claims from %s, sets aside what it cannot, and ends when told',
    async (_, url) => {
      const place = newPlace(url, { leaseMs: 30_000 });
      const { prefix = '' } = place.options;
      const queue = await open(place);
      const at = ['--queue', url, '--prefix', prefix];
      let worker: ReturnType<typeof command> | null = null;
      try {
        const id = await queue.enqueue({ photo: { path: 'claim.jpg' }, claim: { id: 'C-1', buyer: 'b-7' } });
        await queue.enqueue({ id: 'damaged', photo: { path: 'damaged.jpg' }, claim: { id: 'C-2' } });
        worker = command(...at, '--jobs', '1', '--pictures', folder, '--time-limit', '60');
        const outcome = await ended(queue, id);
        const { photo, claim } = reportSchema.parse(
          outcome.state === 'done' ? JSON.parse(outcome.result.report) : {},
        );
        expect([claim.id, photo.format]).toEqual(['C-1', 'jpeg']);
        expect(await ended(queue, 'damaged')).toMatchObject({ error: { code: 'unreadable-photo' } });
        worker.child.kill('SIGTERM');
        const { code, out, error } = await worker.end;
        expect([code, error]).toEqual([0, '']);
        const lines = out
          .trim()
          .split('\n')
          .map((line): Record<string, unknown> => JSON.parse(line));
        expect(lines.map(({ msg }) => msg)).toEqual(['working', 'claim', 'claim', 'closing', 'closed']);
        expect(lines.flatMap(Object.keys).filter((field) => !FIELDS.has(field))).toEqual([]);
        expect(lines.at(-1)?.outcomes).toEqual({ inspected: 1, parked: 1 });

        const parked = await command(...at, '--parked').end;
        expect(JSON.parse(parked.out)).toMatchObject({ id: 'damaged', claim: 'C-2' });
        expect(await command(...at, '--retry', 'damaged').end).toMatchObject({ code: 0 });
        expect(await queue.counts()).toMatchObject({ waiting: 1, parked: 0 });
      } finally {
        worker?.child.kill('SIGKILL');
        await queue.close();
        await erase(place);
      }
    },
  );
});

describe('claimlens serve --queue', () => {
  // The engine makes no difference here: the first at hand will do.
  const [[, url] = ['', '']] = ENGINES;

  it.skipIf(url === '')('hands what it takes on to claimlens worker, and tells its report', async () => {
    const place = newPlace(url, { leaseMs: 30_000 });
    const shared = ['--queue', url, '--prefix', place.options.prefix ?? '', '--pictures', folder];
    const server = claimlens('serve', '--port', '0', ...shared);
    const worker = claimlens('worker', '--jobs', '1', '--time-limit', '60', ...shared);
    try {
      const [, service] = await server.line(/"url":"([^"]+)"/);
      const body = form(['photo', PHOTO], ['claim', JSON.stringify({ id: 'C-9' })]);
      const taken = await post(`${service}/v1/inspections?async`, body);
      expect(taken.status).toBe(202);
      let answer = await fetch(service + taken.json.href);
      for (; answer.status === 202; answer = await fetch(service + taken.json.href))
        await new Promise((resolve) => setTimeout(resolve, 200));
      const report = reportSchema.parse(await answer.json());
      expect([report.claim.id, report.photo.bytes]).toEqual(['C-9', PHOTO.length]);
      for (const { child } of [server, worker]) child.kill('SIGTERM');
      expect(await server.end).toMatchObject({ code: 0, error: '' });
      expect(await worker.end).toMatchObject({ code: 0, error: '' });
    } finally {
      for (const { child } of [server, worker]) child.kill('SIGKILL');
      await erase(place);
    }
  });
});
