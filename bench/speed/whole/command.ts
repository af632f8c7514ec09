import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pair } from './pairs.js';
import { quantileOf } from './time.js';

/** What one command cost. */
export interface CommandTime {
  readonly name: string;
  /** Median wall time. */
  readonly ms: number;
  readonly perSecond?: number;
}

/**
 * Measures the built command line: its cold start, one inspection from a cold start, and a batch with one and with
 * two workers.
 *
 * @param cli path of the built command
 * @param claims rows of the batch
 */
export function measureCommands(
  cli: string,
  pair: Pair,
  { runs, claims }: { runs: number; claims: number },
): CommandTime[] {
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-speed-'));
  const photo = join(folder, 'photo.jpg');
  const reference = join(folder, 'reference.jpg');
  const table = join(folder, 'claims.csv');
  writeFileSync(photo, pair.photo);
  writeFileSync(reference, pair.references[0]);
  const rows = Array.from({ length: claims }, (_, i) => `c${i},photo.jpg,reference.jpg\n`);
  writeFileSync(table, `id,photo,reference\n${rows.join('')}`);
  const time = (args: readonly string[]) => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`claimlens ${args[0]}: ended with ${status}\n${stderr}`);
    return performance.now() - begin;
  };
  const median = (name: string, args: readonly string[]): CommandTime => ({
    name,
    ms: quantileOf(
      Array.from({ length: runs }, () => time(args)),
      0.5,
    ),
  });
  const batch = (jobs: number): CommandTime => {
    const ms = time(['batch', table, '--out', join(folder, `out-${jobs}.jsonl`), '--jobs', String(jobs)]);
    return { name: `batch of ${claims}, --jobs ${jobs}`, ms, perSecond: (1000 * claims) / ms };
  };
  try {
    return [
      median('cold start (--version)', ['--version']),
      median('inspect, alone, cold', ['inspect', photo, '--json']),
      median('inspect, one reference, cold', ['inspect', photo, '--reference', reference, '--json']),
      batch(1),
      batch(2),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
