import { availableParallelism } from 'node:os';
import { resolveLimits } from '../../photo/limits.js';
import type { ChildOptions } from '../../pool/child.js';
import type { WorkerOptions } from '../../pool/messages.js';
import { openPool } from '../../pool/pool.js';
import type { ClaimQueue } from './contract.js';
import { type LogTarget, openLog } from './log.js';
import { openQueue, type QueueOptions } from './open-queue.js';
import { openPictureFolder, type PictureStore } from './pictures.js';
import { digestVersions } from './versions.js';
import { type QueueWorkerOptions, startQueueWorker, type WorkedJob } from './worker.js';

const FIGURES_EVERY_MS = 60_000;

/** Which queue a worker takes from, and how it inspects. */
export interface ClaimWorkerOptions {
  /** `redis://…`, `postgres://…`, or a queue that the caller opened and closes. */
  readonly queue: string | ClaimQueue;
  /** Of the queue, where it is opened here. */
  readonly queueOptions?: QueueOptions;
  /** Claims inspected side by side, each by a process. @default one per core */
  readonly jobs?: number;
  /** How the inspectors work: limits, policy, trust list. Plain data. */
  readonly inspector?: WorkerOptions;
  /** Folder, or storage of your own, of the pictures that jobs name. @default none: jobs carry their pictures */
  readonly pictures?: string | PictureStore;
  /** Longest time that claims get to be finished when the worker stops. @default 25 s */
  readonly drainMs?: number;
  /** Hands every result on before its job ends, at least once each; when it throws, the job is tried again. */
  readonly onResult?: QueueWorkerOptions['onResult'];
  /** Where log lines (JSON) go; false for none. @default stdout */
  readonly log?: LogTarget;
  /** How an inspecting process is started. @default the package's own worker */
  readonly child?: Partial<ChildOptions>;
}

/** A worker that takes claims from a queue. */
export interface ClaimWorker {
  /** Takes nothing more, finishes what was taken within `drainMs` and gives the rest back. */
  close(): Promise<void>;
}

/**
 * Starts a worker: processes that inspect, and what feeds them. Any number of workers on any number of machines may
 * work on one queue.
 *
 * @param options the queue and how its claims are inspected
 * @returns a worker that works until it is closed
 * @throws ClaimlensError as `openQueue` and `openPool`
 * @example
 * const worker = await startClaimWorker({ queue: 'redis://localhost:6379', pictures: '/mnt/claims' });
 * process.once('SIGTERM', () => worker.close());
 */
export async function startClaimWorker(options: ClaimWorkerOptions): Promise<ClaimWorker> {
  const { jobs = availableParallelism(), inspector = {}, pictures, drainMs = 25_000 } = options;
  const log = await openLog(options.log ?? process.stdout);
  const limits = resolveLimits(inspector.limits);
  const versions = await digestVersions(inspector);
  const own = typeof options.queue === 'string' ? await openQueue(options.queue, options.queueOptions) : null;
  const queue = own ?? (options.queue as ClaimQueue);
  const pool = await openPool({
    size: jobs,
    inspector,
    // The address of the queue may hold a password.
    child: { withoutEnvironment: ['CLAIMLENS_QUEUE'], ...options.child },
    onLost: ({ code, message }) => log.error({ code }, message),
  }).catch(async (error: unknown) => {
    await own?.close();
    throw error;
  });
  const figures = openFigures();
  const worker = startQueueWorker({
    queue,
    pool,
    versions,
    onResult: options.onResult,
    ...(pictures === undefined
      ? {}
      : { pictures: typeof pictures === 'string' ? openPictureFolder(pictures, limits) : pictures }),
    onWorked(job) {
      figures.count(job);
      log[job.outcome === 'parked' || job.outcome === 'lost' ? 'warn' : 'info'](job, 'claim');
    },
    onUnreachable: ({ code, message }) => log.error({ code }, message),
  });
  log.info({ jobs, leaseMs: queue.leaseMs }, 'working');
  const report = setInterval(() => {
    const { running } = worker;
    void queue.counts().then(
      (counts) => log.info({ ...figures.take(), running, queue: counts, lost: pool.load.lost }, 'figures'),
      () => undefined,
    );
  }, FIGURES_EVERY_MS);

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    log.info({ running: worker.running }, 'closing');
    clearInterval(report);
    await worker.stop(drainMs);
    pool.close();
    await own?.close();
    log.info(figures.take(), 'closed');
  }
  return {
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Counts outcomes between two lines of the log. */
function openFigures() {
  let since = performance.now();
  let outcomes: Partial<Record<WorkedJob['outcome'], number>> = {};
  let inspectionMs = 0;
  return {
    count({ outcome, elapsedMs }: WorkedJob) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (outcome === 'inspected') inspectionMs += elapsedMs;
    },
    /** Figures since the last call. */
    take() {
      const seconds = (performance.now() - since) / 1000;
      const inspected = outcomes.inspected ?? 0;
      const taken = {
        outcomes,
        claimsPerSecond: round(inspected / seconds),
        meanMs: inspected === 0 ? null : Math.round(inspectionMs / inspected),
      };
      since = performance.now();
      outcomes = {};
      inspectionMs = 0;
      return taken;
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
