import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claimlens-offline-'));
const file = (name: string) => join(folder, name);
const lines = (name: string) =>
  existsSync(file(name)) ? readFileSync(file(name), 'utf8').trim().split('\n') : [];

/** Runs a program in which, and in whose child processes, the network is denied. */
async function runDenied(log: string, ...args: string[]): Promise<void> {
  const deny = pathToFileURL(here('./deny-network.ts')).href;
  await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, DENY_LOG: file(log), NODE_OPTIONS: `--import tsx --import ${deny}` },
    maxBuffer: 64e6,
  });
}

beforeAll(async () => {
  // With its metadata: marks and content credentials are read too.
  const small = (name: string) => sharp(fixture(name)).resize(320).withMetadata();
  await small('forged-mug-crack.jpg').jpeg({ quality: 90 }).toFile(file('claim.jpg'));
  await small('listing-mug.jpg').jpeg({ quality: 90 }).toFile(file('listing.jpg'));
  writeFileSync(file('claims.csv'), 'id,photo,reference\n1,claim.jpg,listing.jpg\n2,listing.jpg,\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the network', () => {
  it('is denied to a program that wants it, so that the next test means something', async () => {
    const wants = [
      "await fetch('http://127.0.0.1:9').catch(() => 0);",
      "const { connect } = await import('node:net'); try { connect(9, '127.0.0.1'); } catch {}",
      "const { lookup } = await import('node:dns'); try { lookup('example.com', () => 0); } catch {}",
      "const { get } = await import('node:https'); try { get('https://example.com'); } catch {}",
    ];
    await runDenied(
      'control.log',
      '--input-type=module',
      '--eval',
      wants.map((line) => `try { ${line} } catch {}`).join('\n'),
    );
    expect(lines('control.log')).toEqual([
      'fetch',
      'net.Socket.connect',
      'node:dns.lookup',
      'node:https.get',
    ]);
  });

  it('is never reached for by inspect, batch, fingerprint, verify and doctor, nor by their processes', async () => {
    const [claim, listing, trustless] = [
      file('claim.jpg'),
      file('listing.jpg'),
      fixture('forged-mug-crack.jpg'),
    ];
    const limit = ['--time-limit', '300'];
    await runDenied(
      'denied.log',
      here('./run-commands.ts'),
      file('codes'),
      JSON.stringify([
        ['inspect', claim, '-r', listing, '--json', '--html', file('report.html'), ...limit],
        ['batch', file('claims.csv'), '--out', file('results.jsonl'), '--jobs', '1', ...limit],
        ['fingerprint', listing, trustless],
        ['doctor', '--json'],
      ]),
    );
    expect(lines('denied.log')).toEqual([]);
    expect(lines('codes')).toEqual(['0', '0', '0', '0']);
    expect(readFileSync(file('report.html'), 'utf8')).toMatch(/^<!doctype html>/i);

    const [first, second] = lines('results.jsonl').map((line) => JSON.parse(line));
    expect([first.report.photo.width, second.report.photo.width]).toEqual([320, 320]);
    for (const { status, id } of [...first.report.readings, ...second.report.readings])
      expect([id, status]).not.toEqual([id, 'failed']);
    writeFileSync(file('claim.json'), '{"id":"1"}');
    writeFileSync(file('report.json'), JSON.stringify(first.report));
    await runDenied(
      'denied.log',
      here('./run-commands.ts'),
      file('codes'),
      JSON.stringify([
        ['verify', file('report.json'), claim, listing, '--repeat', '--claim', file('claim.json'), ...limit],
      ]),
    );
    expect([lines('denied.log'), lines('codes')]).toEqual([[], ['0', '0', '0', '0', '0']]);
  }, 900_000);
});
