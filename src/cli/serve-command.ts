import { readFile } from 'node:fs/promises';
import { ClaimlensError } from '../errors.js';
import { startService } from '../service/service.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { toLimits } from './inspect-command.js';
import { readTrustAnchors } from './trust-anchors.js';
import { untilStopped } from './until-stopped.js';

/** What `claimlens serve` was given. */
export interface ServeArguments {
  readonly port: number;
  readonly host: string;
  /** File with one key per line. */
  readonly keys?: string;
  readonly workers: number;
  readonly allowHost: readonly string[];
  readonly allowPrivate?: boolean;
  /** Seconds. */
  readonly wait: number;
  /** Seconds. */
  readonly drain: number;
  readonly registry?: string;
  readonly register?: boolean;
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** Seconds. */
  readonly timeLimit?: number;
}

/** Serves until SIGTERM or SIGINT, then finishes what was accepted. A second signal ends at once. */
export async function serveCommand(options: ServeArguments): Promise<ExitCode> {
  if (options.register && options.registry === undefined)
    throw new ClaimlensError('invalid-argument', '--register: expected --registry with it');
  const { host, port, workers, policy, registry, register } = options;
  const service = await startService({
    host,
    port,
    workers,
    syncWaitMs: Math.round(options.wait * 1000),
    drainMs: Math.round(options.drain * 1000),
    keys: [...(await readKeys(options.keys)), ...splitKeys(process.env.CLAIMLENS_KEYS ?? '', ',')],
    inspector: {
      policy,
      registry,
      register,
      limits: toLimits(options.timeLimit),
      c2paTrust: await readTrustAnchors(options.c2paTrust),
    },
    ...(options.allowHost.length > 0
      ? { urls: { hosts: options.allowHost, allowPrivate: options.allowPrivate } }
      : {}),
  });
  await untilStopped();
  await service.close();
  return EXIT.done;
}

async function readKeys(path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError('not-found', `--keys: expected a readable file, got ${path} (${error.code})`, {
      cause: error,
    });
  });
  const keys = splitKeys(text, '\n');
  if (keys.length === 0)
    throw new ClaimlensError('invalid-argument', `--keys: expected a key per line in ${path}, got none`);
  return keys;
}

function splitKeys(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((key) => key.trim())
    .filter((key) => key !== '');
}
