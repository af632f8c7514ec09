import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hexToWords } from '../../src/matching/hamming.js';
import type { RegistryStore } from '../../src/registry/store.js';
import { makeEntry } from './entries.js';
import { BACKENDS } from './stores.js';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const WRITERS = 3;
/** Answered adds per writer before it is killed. */
const LEAST_ADDS = 40;

interface Writer {
  readonly process: ChildProcess;
  /** Seeds whose add was answered. */
  readonly answered: number[];
}

async function startWriter(location: string, first: number): Promise<Writer> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', WRITER, location, String(first), String(WRITERS)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const answered: number[] = [];
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  lines.on('line', (line) => answered.push(Number(line)));
  return { process: child, answered };
}

/** Kills a writer in the middle of its work. */
async function kill({ process: child, answered }: Writer): Promise<void> {
  while (answered.length < LEAST_ADDS) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await once(child, 'close');
}

async function listAll(store: RegistryStore): Promise<string[]> {
  const claims: string[] = [];
  for (let after = 0; ; ) {
    const page = await store.list({ after, limit: 100 });
    for (const { entry } of page) claims.push(`${entry.claim} ${entry.fingerprint.sha256}`);
    if (page.length === 0) return claims;
    after = page[page.length - 1].number;
  }
}

for (const { name, available, makePlace } of BACKENDS)
  describe.skipIf(!available)(`${name}: writers that are killed`, () => {
    it('lose nothing that was answered, double nothing, tear nothing', async () => {
      const place = await makePlace();
      // This process follows what the writers add while they add it.
      const reader = await place.open();
      const writers = await Promise.all(
        Array.from({ length: WRITERS }, (_, first) => startWriter(place.location, first + 1)),
      );
      for (const { process: child } of writers) child.stdin?.write('go\n');
      await Promise.all(writers.map(kill));
      // A database server may end the last transaction of a killed client a moment later.
      await new Promise((resolve) => setTimeout(resolve, 500));

      const reopened = await place.open();
      const claims = await listAll(reopened);
      expect(new Set(claims).size).toBe(claims.length);
      expect(await reopened.count()).toBe(claims.length);
      const held = new Set(claims);
      const key = (seed: number, claim = `C-${seed}`) => `${claim} ${makeEntry(seed).fingerprint.sha256}`;
      for (const { answered } of writers)
        for (const seed of answered) {
          expect(held.has(key(seed))).toBe(true);
          expect(held.has(key(1 + (seed % 50), 'C-shared'))).toBe(true);
        }
      // Both entries of an add are there, or none: answered or not.
      for (const claim of claims) {
        const seed = Number(/^[CP]-(\d+)/.exec(claim)?.[1]);
        if (seed % 3 === 0)
          expect([held.has(key(seed)), held.has(key(seed, `P-${seed}`))]).toEqual([true, true]);
      }
      // Both processes find by hash exactly what is there, and can write on.
      for (const store of [reader, reopened]) {
        const everything = { hashes: [new Uint32Array(8)], radius: 256, limit: 1 };
        expect((await store.search(everything)).total).toBe(claims.length);
        const { answered } = writers[0];
        const last = answered[answered.length - 1];
        const hashes = [hexToWords(makeEntry(last).fingerprint.pdq.bits)];
        const { matches } = await store.search({ hashes, radius: 31, limit: 9 });
        expect(matches.map(({ entry }) => entry.claim)).toContain(`C-${last}`);
      }
      expect(await reader.add([makeEntry(1_000_000)])).toBe(1);
      expect((await reopened.search({ hashes: [new Uint32Array(8)], radius: 256, limit: 1 })).total).toBe(
        claims.length + 1,
      );
      await reader.close();
      await reopened.close();
      await place.destroy();
    }, 120_000);
  });
