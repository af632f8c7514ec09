import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createInspector } from '../../src/inspect.js';
import { readClaims } from './claims.js';
import { type ClaimResult, inspectClaim } from './inspect-claims.js';

/** How a claims folder is inspected. */
export interface CollectOptions {
  /** Processes side by side. @default 2 */
  readonly jobs?: number;
  /** Only every n-th claim: a quick look. @default 1 */
  readonly every?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

type Message = { readonly result: ClaimResult } | { readonly error: string };

/**
 * Inspects every claim of a folder in separate processes and returns the results in the order of `claims.csv`.
 *
 * @throws Error naming the first claim that cannot be inspected
 */
export async function collectResults(folder: string, options: CollectOptions = {}): Promise<ClaimResult[]> {
  const { jobs = 2, every = 1, onProgress } = options;
  const claims = (await readClaims(folder)).filter((_, i) => i % every === 0);
  const results = new Map<string, ClaimResult>();
  const workers = Array.from({ length: jobs }, (_, shard) => {
    const child = fork(fileURLToPath(import.meta.url), [folder, `${every}`, `${shard}/${jobs}`], {
      stdio: 'inherit',
    });
    return new Promise<void>((resolve, reject) => {
      child.on('message', (message: Message) => {
        if ('error' in message) return reject(new Error(message.error));
        results.set(message.result.id, message.result);
        onProgress?.(results.size, claims.length);
      });
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`worker ${shard} ended with ${code}`)),
      );
    });
  });
  await Promise.all(workers);
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

async function work([folder, every, shardOfShards]: readonly string[]): Promise<void> {
  const [shard, shards] = shardOfShards.split('/').map(Number);
  const send = (message: Message) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));
  const claims = (await readClaims(folder)).filter((_, i) => i % Number(every) === 0);
  // A benchmark measures what the signals say, not what a loaded machine cuts off.
  const inspector = await createInspector({ limits: { maxDurationMs: 120_000 } });
  for (const claim of claims.filter((_, i) => i % shards === shard)) {
    try {
      await send({ result: await inspectClaim(claim, inspector) });
    } catch (error) {
      await send({ error: `claim ${claim.id}: ${error instanceof Error ? error.message : error}` });
    }
  }
  await inspector.close();
  process.disconnect?.();
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) await work(process.argv.slice(2));
