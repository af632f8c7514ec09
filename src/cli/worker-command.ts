import { ClaimlensError } from '../errors.js';
import { startClaimWorker } from '../service/queue/claim-worker.js';
import { openQueue } from '../service/queue/open-queue.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { toLimits } from './inspect-command.js';
import { type RegistryArguments, readRegistryArguments } from './registry.js';
import { print } from './terminal.js';
import { readTrustAnchors } from './trust-anchors.js';
import { untilStopped } from './until-stopped.js';

/** What `claimlens worker` was given. */
export interface WorkerArguments extends RegistryArguments {
  readonly queue?: string;
  readonly name: string;
  readonly prefix: string;
  readonly jobs: number;
  readonly pictures?: string;
  readonly parked?: boolean;
  readonly retry: readonly string[];
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** Seconds. */
  readonly timeLimit?: number;
}

/** Works on a queue until SIGTERM or SIGINT, then finishes what it took; or lists, or restarts, the claims that were set aside. */
export async function workerCommand(options: WorkerArguments): Promise<ExitCode> {
  // The environment keeps a password out of the list of processes.
  const queue = options.queue ?? process.env.CLAIMLENS_QUEUE;
  if (!queue)
    throw new ClaimlensError(
      'invalid-argument',
      '--queue: expected an address, or CLAIMLENS_QUEUE to be set',
    );
  const { name, prefix, jobs, pictures, policy } = options;
  if (options.parked || options.retry.length > 0) return manageParked(queue, options);
  const worker = await startClaimWorker({
    queue,
    queueOptions: { name, prefix },
    jobs,
    pictures,
    inspector: {
      policy,
      ...(await readRegistryArguments(options)),
      limits: toLimits(options.timeLimit),
      c2paTrust: await readTrustAnchors(options.c2paTrust),
    },
  });
  await untilStopped();
  await worker.close();
  return EXIT.done;
}

/** One line of JSON per parked claim. */
async function manageParked(
  url: string,
  { name, prefix, retry, parked }: WorkerArguments,
): Promise<ExitCode> {
  const queue = await openQueue(url, { name, prefix });
  try {
    for (const id of retry) await queue.retry(id);
    if (parked) for (const job of await queue.parked()) await print(`${JSON.stringify(job)}\n`);
    return EXIT.done;
  } finally {
    await queue.close();
  }
}
