import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { ClaimlensError } from '../errors.js';
import { openQueueJobs } from '../service/jobs/queue-jobs.js';
import type { ServiceOptions } from '../service/options.js';
import type { ClaimQueue } from '../service/queue/contract.js';
import { openQueue } from '../service/queue/open-queue.js';
import { openPictureFolder } from '../service/queue/pictures.js';
import { startService } from '../service/service.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { toLimits } from './inspect-command.js';
import { type RegistryArguments, readRegistryArguments } from './registry.js';
import { readTrustAnchors } from './trust-anchors.js';
import { untilStopped } from './until-stopped.js';

/** What `claimlens serve` was given. */
export interface ServeArguments extends RegistryArguments {
  readonly port: number;
  readonly host: string;
  /** File with one key per line. */
  readonly keys?: string;
  readonly workers?: number;
  /** Address of a queue that inspects; true takes it from the environment. */
  readonly queue?: string | true;
  readonly name: string;
  readonly prefix: string;
  /** Folder that the workers of the queue see, too. */
  readonly pictures?: string;
  readonly allowHost: readonly string[];
  readonly allowPrivate?: boolean;
  /** Seconds. */
  readonly wait: number;
  /** Seconds. */
  readonly drain: number;
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** Seconds. */
  readonly timeLimit?: number;
}

/** Seconds that jobs handed in over HTTP are kept when they have ended, as long as a service without queue does. */
const KEEP_SECONDS = 3600;

/** Serves until SIGTERM or SIGINT, then finishes what it accepted. A second signal ends at once. */
export async function serveCommand(options: ServeArguments): Promise<ExitCode> {
  const { host, port, policy } = options;
  const limits = toLimits(options.timeLimit);
  const settings: ServiceOptions = {
    host,
    port,
    // With a queue, the workers of this process take fingerprints of references alone.
    workers: options.workers ?? (options.queue === undefined ? availableParallelism() : 1),
    syncWaitMs: Math.round(options.wait * 1000),
    drainMs: Math.round(options.drain * 1000),
    keys: [...(await readKeys(options.keys)), ...splitKeys(process.env.CLAIMLENS_KEYS ?? '', ',')],
    inspector: {
      policy,
      ...(await readRegistryArguments(options)),
      limits,
      c2paTrust: await readTrustAnchors(options.c2paTrust),
    },
    ...(options.allowHost.length > 0
      ? { urls: { hosts: options.allowHost, allowPrivate: options.allowPrivate } }
      : {}),
  };
  const queue = await openNamedQueue(options);
  try {
    const pictures = options.pictures === undefined ? undefined : openPictureFolder(options.pictures);
    const jobs = queue && (await openQueueJobs({ queue, pictures }));
    const service = await startService(jobs ? { ...settings, jobs: () => jobs } : settings);
    await untilStopped();
    await service.close();
  } finally {
    await queue?.close();
  }
  return EXIT.done;
}

/** @returns null where this process inspects itself */
async function openNamedQueue(options: ServeArguments): Promise<ClaimQueue | null> {
  const { name, prefix } = options;
  if (options.queue === undefined) {
    if (options.pictures !== undefined)
      throw new ClaimlensError('invalid-argument', '--pictures: expected --queue with it');
    return null;
  }
  // What decides about inspections has to be said to those who inspect: here it would change nothing.
  const misplaced = {
    '--policy': options.policy,
    '--registry': options.registry,
    '--c2pa-trust': options.c2paTrust,
  };
  for (const [option, value] of Object.entries(misplaced))
    if (value !== undefined)
      throw new ClaimlensError(
        'invalid-argument',
        `--queue: expected ${option} with claimlens worker, which inspects, got it here`,
      );
  // The environment keeps a password out of the list of processes.
  const address = options.queue === true ? process.env.CLAIMLENS_QUEUE : options.queue;
  if (!address)
    throw new ClaimlensError(
      'invalid-argument',
      '--queue: expected an address, or CLAIMLENS_QUEUE to be set',
    );
  return openQueue(address, { name, prefix, keepSeconds: KEEP_SECONDS });
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
