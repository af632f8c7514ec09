import { availableParallelism } from 'node:os';
import { ClaimlensError } from '../errors.js';
import type { InspectionInput } from '../inspect.js';
import type { Fingerprint } from '../matching/fingerprint.js';
import { resolveLimits } from '../photo/limits.js';
import type { PhotoSource } from '../photo/source.js';
import type { Language } from '../report/fill.js';
import { type Child, type ChildOptions, startChild } from './child.js';
import type { InspectionResult, Response, Task, TaskResult, WorkerOptions } from './messages.js';

// Workers are processes, not threads. Measured on two cores with 12 Mpx photos: the same processor time per
// inspection (0.84 to 0.96 s either way) and the same lag of the event loop; processes take 150 MB more for two
// workers. But a thread inside a native decode cannot be ended (`terminate` had not returned after 20 s, the decoder
// went on), and a decoder that crashes in a thread takes the service and every other request with it.

/** A worker without an answer for this many times the limit of an inspection hangs: the inspector stops between
 * signals, this ends a native decoder that never returns. Three leaves room for a loaded machine. */
const HANG_FACTOR = 3;
/** Longest start of a worker: loading the models takes under a second on an idle machine. */
const START_LIMIT_MS = 120_000;

/** How many workers there are and how they work. */
export interface PoolOptions {
  /** Worker processes, each with an inspector of its own. @default one per core */
  readonly size?: number;
  /** How the inspectors work; has to be plain data. */
  readonly inspector?: WorkerOptions;
  /** Tasks that may wait for a worker; one more is refused with `busy`. @default unlimited */
  readonly maxWaiting?: number;
  /** Longest answer before a worker counts as hanging. @default three times `limits.maxDurationMs` */
  readonly hangMs?: number;
  /** How a worker is started. @default the package's own worker */
  readonly child?: Partial<ChildOptions>;
  /** Told of every worker that was lost, with the reason. */
  readonly onLost?: (reason: ClaimlensError) => void;
}

/** How one task is done. */
export interface TaskOptions {
  /** Takes a waiting task out of the line, ends a running one between two signals. */
  readonly signal?: AbortSignal;
  /** Called when a worker takes the task. */
  readonly onStart?: () => void;
}

/** What a pool is doing. */
export interface PoolLoad {
  readonly size: number;
  readonly busy: number;
  readonly waiting: number;
  /** Workers that crashed or hung since the start. */
  readonly lost: number;
}

/** Processes that inspect, so that the process that serves never does. */
export interface InspectionPool {
  /**
   * Inspects on a free worker; waits for one in order of arrival.
   *
   * @param options.html language of an HTML report with pictures; absent draws none
   * @throws ClaimlensError as `inspect`, and `busy`, `worker-lost` (it crashed and was replaced), `timeout` (it hung
   *   and was ended), `aborted`, `closed`
   */
  inspect(input: InspectionInput, options?: TaskOptions & { html?: Language }): Promise<InspectionResult>;
  /** Fingerprints of reference pictures, in their order. @throws as `inspect` */
  fingerprint(pictures: readonly PhotoSource[], options?: TaskOptions): Promise<readonly Fingerprint[]>;
  readonly load: PoolLoad;
  /** Ends every worker at once; work that runs or waits is answered with `closed`. */
  close(): void;
}

/**
 * Starts the workers and waits until each is open.
 *
 * @returns a pool; close it, or its processes keep yours alive
 * @throws ClaimlensError what opening an inspector throws: `missing-runtime`, `invalid-model`, `invalid-argument`
 * @example
 * const pool = await openPool({ size: 2 });
 * const { report, verdict } = await pool.inspect({ photo: 'claim.jpg' });
 * console.log(verdict, report.length);
 * pool.close();
 */
export async function openPool(options: PoolOptions = {}): Promise<InspectionPool> {
  const {
    size = availableParallelism(),
    inspector = {},
    maxWaiting = Number.POSITIVE_INFINITY,
    hangMs = HANG_FACTOR * resolveLimits(inspector.limits).maxDurationMs,
    onLost,
  } = options;
  const child = { module: workerModule(), ...options.child };
  // A process per core leaves no core over for a second thread of each.
  const threads = Math.max(1, Math.floor(availableParallelism() / size));
  const children = new Set<Child>();
  const idle: Child[] = [];
  const line: (() => void)[] = [];
  let busy = 0;
  let lost = 0;
  let closed = false;

  async function start(replaces: boolean): Promise<Child> {
    const started = startChild(child);
    children.add(started);
    const response = await started.ask(
      { kind: 'open', options: { threads, ...inspector }, replaces },
      START_LIMIT_MS,
    );
    if (!(response instanceof ClaimlensError) && response.kind === 'opened') return started;
    discard(started);
    throw toError(response);
  }

  function discard(gone: Child): void {
    gone.kill();
    children.delete(gone);
  }

  /** A worker that died while idle is left out. */
  function takeIdle(): Child | undefined {
    for (let next = idle.pop(); next; next = idle.pop()) {
      if (next.alive) return next;
      discard(next);
      lost++;
    }
    return undefined;
  }

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    if (busy < size && line.length === 0) {
      busy++;
      return;
    }
    if (line.length >= maxWaiting)
      throw new ClaimlensError(
        'busy',
        `queue: expected at most ${maxWaiting} waiting inspections; try later`,
      );
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        line.splice(line.indexOf(admit), 1);
        reject(aborted(signal));
      };
      // Whoever leaves hands its place over: `busy` stays as it is.
      const admit = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      line.push(admit);
    });
  }

  function leave(): void {
    const next = line.shift();
    if (next) next();
    else busy--;
  }

  async function run(task: Task, { signal, onStart }: TaskOptions): Promise<TaskResult> {
    if (signal?.aborted) throw aborted(signal);
    await enter(signal);
    try {
      if (closed) throw new ClaimlensError('closed', 'pool: expected an open pool, got a closed one');
      const worker = takeIdle() ?? (await start(true));
      if (signal?.aborted) {
        idle.push(worker);
        throw aborted(signal);
      }
      onStart?.();
      const onAbort = () => worker.abort();
      signal?.addEventListener('abort', onAbort, { once: true });
      const response = await worker.ask({ kind: 'task', task }, hangMs);
      signal?.removeEventListener('abort', onAbort);
      if (response instanceof ClaimlensError) {
        discard(worker);
        if (closed) throw new ClaimlensError('closed', 'pool: it was closed before the answer');
        lost++;
        onLost?.(response);
        throw response;
      }
      idle.push(worker);
      if (response.kind !== 'done') throw toError(response);
      return response.result;
    } finally {
      leave();
    }
  }

  const pool: InspectionPool = {
    async inspect(input, { html, ...rest } = {}) {
      return (await run({ kind: 'inspect', input, html: html ?? null }, rest)) as InspectionResult;
    },
    async fingerprint(pictures, rest = {}) {
      return (await run({ kind: 'fingerprint', pictures }, rest)) as readonly Fingerprint[];
    },
    get load() {
      return { size, busy, waiting: line.length, lost };
    },
    close() {
      closed = true;
      for (const open of children) open.kill();
      children.clear();
    },
  };
  try {
    idle.push(...(await Promise.all(Array.from({ length: size }, () => start(false)))));
    return pool;
  } catch (error) {
    pool.close();
    throw error;
  }
}

function toError(response: Response | ClaimlensError): ClaimlensError {
  if (response instanceof ClaimlensError) return response;
  if (response.kind === 'failed') return new ClaimlensError(response.code, response.message);
  return new ClaimlensError('internal', `pool: expected another answer than ${response.kind}`);
}

function aborted(signal: AbortSignal | undefined): ClaimlensError {
  return new ClaimlensError('aborted', 'inspect: aborted by the caller', { cause: signal?.reason });
}

/** The built package keeps the worker beside its entries; a checkout keeps it beside this file. */
function workerModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './inspection-worker.js', import.meta.url);
}
