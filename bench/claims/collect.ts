import { fork } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readClaims } from '../../src/bench/claims.js';
import { createInspector } from '../../src/inspect.js';
import { type ClaimResult, inspectClaim } from './inspect-claims.js';

/** How a claims folder is inspected. */
export interface CollectOptions {
  /** Processes side by side. @default 2 */
  readonly jobs?: number;
  /** Only every n-th claim: a quick look. @default 1 */
  readonly every?: number;
  /** JSON lines: results are appended as they come, and claims that stand there already are not inspected again. */
  readonly journal?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

type Message = { readonly result: ClaimResult } | { readonly error: string } | { readonly ready: true };

/**
 * Inspects every claim of a folder in separate processes and returns the results in the order of `claims.csv`.
 *
 * @throws Error naming the first claim that cannot be inspected
 */
export async function collectResults(folder: string, options: CollectOptions = {}): Promise<ClaimResult[]> {
  const { jobs = 2, every = 1, journal, onProgress } = options;
  const claims = (await readClaims(folder)).filter((_, i) => i % every === 0);
  const known = journal && existsSync(journal) ? await readResults(journal) : [];
  const results = new Map(known.map((result) => [result.id, result]));
  const waiting = claims.map(({ id }) => id).filter((id) => !results.has(id));

  const runWorker = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), [folder], { stdio: 'inherit' });
      child.on('message', (message: Message) => {
        if ('error' in message) return reject(new Error(message.error));
        if ('result' in message) {
          results.set(message.result.id, message.result);
          if (journal) appendFileSync(journal, `${JSON.stringify(message.result)}\n`);
          onProgress?.(results.size, claims.length);
        }
        child.send(waiting.shift() ?? '');
      });
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, runWorker));
  return claims.map(({ id }) => results.get(id) as ClaimResult);
}

/** Reads results that an earlier run wrote as JSON lines. */
export async function readResults(path: string): Promise<ClaimResult[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ClaimResult);
}

/** A worker: takes one claim after the other until it is sent an empty id. */
async function work(folder: string): Promise<void> {
  const send = (message: Message) => process.send?.(message);
  const claims = new Map((await readClaims(folder)).map((claim) => [claim.id, claim]));
  // A benchmark measures what the signals say, not what a loaded machine cuts off.
  const inspector = await createInspector({ limits: { maxDurationMs: 120_000 } });
  process.on('message', async (id: string) => {
    const claim = claims.get(id);
    if (!claim) {
      await inspector.close();
      return process.disconnect();
    }
    try {
      send({ result: await inspectClaim(claim, inspector) });
    } catch (error) {
      send({ error: `claim ${claim.id}: ${error instanceof Error ? error.message : error}` });
    }
  });
  send({ ready: true });
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) await work(process.argv[2]);
