import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An engine of the test's own, which it may kill. */
export interface OwnEngine {
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** @returns null where the machine has no `redis-server` */
export async function ownRedis(): Promise<OwnEngine | null> {
  if (!answers('redis-server', '--version')) return null;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-redis-'));
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  return own(`redis://127.0.0.1:${port}`, port, folder, () =>
    spawn('redis-server', [...args, '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' }),
  );
}

/** @returns null where the machine has no PostgreSQL, or no user that it may run as */
export async function ownPostgres(): Promise<OwnEngine | null> {
  const versions = '/usr/lib/postgresql';
  const bin = existsSync(versions) && join(versions, readdirSync(versions).sort().at(-1) ?? '', 'bin');
  const user = numberOf('-u', 'postgres');
  if (!bin || !existsSync(join(bin, 'initdb')) || user === null || process.getuid?.() !== 0) return null;
  const identity = { uid: user, gid: numberOf('-g', 'postgres') ?? user };
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-postgres-'));
  chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const options = { cwd: folder, stdio: 'ignore', ...identity } as const;
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'test', '--no-sync'], options);
  const args = ['-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-k', folder];
  return own(`postgres://test@127.0.0.1:${port}/postgres`, port, folder, () =>
    spawn(join(bin, 'postgres'), args, options),
  );
}

function own(url: string, port: number, folder: string, launch: () => ChildProcess): OwnEngine {
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url,
    kill,
    async start() {
      // What an engine that was killed left behind may hold its successor up for a moment.
      for (;;) {
        child = launch();
        while (child.exitCode === null && !(await listens(port))) await pause(50);
        if (child.exitCode === null) return;
        await pause(200);
      }
    },
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function answers(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function numberOf(what: '-u' | '-g', user: string): number | null {
  try {
    return Number(
      execFileSync('id', [what, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
