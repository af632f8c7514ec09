import { spawn } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const LOOK_EVERY_MS = 2000;

/** Where a batch stood at one moment. */
export interface BatchPoint {
  readonly claims: number;
  readonly seconds: number;
  /** Resident size of the command and its workers, MB; NaN where `/proc` does not tell. */
  readonly residentMb: number;
}

/** Runs `claimlens batch --jobs 2` and looks at it every two seconds. */
export async function followBatch(claims: string, results: string): Promise<readonly BatchPoint[]> {
  const begin = performance.now();
  const child = spawn(process.execPath, [COMMAND, 'batch', claims, '--out', results, '--jobs', '2'], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const points: BatchPoint[] = [];
  let read = 0;
  let lines = 0;
  const look = async () => {
    if (existsSync(results))
      for await (const chunk of createReadStream(results, { start: read })) {
        read += chunk.length;
        for (const byte of chunk as Buffer) if (byte === 10) lines++;
      }
    const seconds = Math.round((performance.now() - begin) / 1000);
    // After the end there is no process left to look at: what was seen last stands.
    const resident = child.exitCode === null ? Math.round(residentMb(child.pid)) : points.at(-1)?.residentMb;
    points.push({ claims: lines, seconds, residentMb: resident ?? Number.NaN });
  };
  for (;;) {
    const code = await Promise.race([ended, wait(LOOK_EVERY_MS)]);
    await look();
    if (code === 'later') continue;
    if (code !== 0) throw new Error(`batch: expected exit code 0, got ${code}`);
    return points;
  }
}

function wait(ms: number): Promise<'later'> {
  return new Promise((resolve) => setTimeout(() => resolve('later'), ms));
}

/** Resident size of a process and its children. */
function residentMb(root: number | undefined): number {
  if (!root || !existsSync('/proc/self/stat')) return Number.NaN;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name of the program stands in brackets and may hold anything.
    const stat = quietly(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  let kb = 0;
  for (const pid of parents.keys()) {
    let ancestor: number | undefined = pid;
    while (ancestor && ancestor !== root) ancestor = parents.get(ancestor);
    if (ancestor !== root) continue;
    kb += Number(/VmRSS:\s+(\d+)/.exec(quietly(`/proc/${pid}/status`))?.[1] ?? 0);
  }
  return kb / 1024;
}

/** Processes end while they are looked at. */
function quietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
