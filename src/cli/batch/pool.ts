import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ClaimlensError } from '../../errors.js';
import { type Limits, resolveLimits } from '../../photo/limits.js';
import type { Outcome, Request, Response } from './messages.js';
import type { Task } from './rows.js';

/**
 * A worker that gives no answer for this many times its own limit is ended: the inspector stops between signals,
 * this stops a native decoder that never returns. Six leaves room for a loaded machine.
 */
const UNRESPONSIVE_FACTOR = 6;

/** Processes that inspect, each with an inspector of its own. */
export interface Pool {
  /**
   * Inspects one task on a free worker, at most `size` at once; further calls wait.
   *
   * @returns the outcome; a worker that dies or hangs gives an error outcome and is replaced
   * @throws ClaimlensError when an inspector cannot be opened at all
   */
  run(task: Task): Promise<Outcome>;
  close(): void;
}

export interface PoolOptions {
  readonly size: number;
  readonly policy?: string;
  /** Certificates (PEM) whose C2PA signers count as trusted. */
  readonly c2paTrust?: string;
  /** Runs the deep signals too. @default false */
  readonly deep?: boolean;
  /** As on the command line. */
  readonly registry?: string;
  readonly register?: boolean;
  /** Limits of the inspectors. @default the package's */
  readonly limits?: Partial<Limits>;
  /** @default six times the time limit of an inspection */
  readonly unresponsiveMs?: number;
  /** Module that a worker runs. @default the batch worker */
  readonly module?: URL;
  /** Node's own arguments for workers. @default those of this process */
  readonly execArgv?: readonly string[];
}

export function openPool(options: PoolOptions): Pool {
  const { size, policy, c2paTrust, deep, registry, register } = options;
  const { limits = {}, module = workerModule(), execArgv } = options;
  const { unresponsiveMs = UNRESPONSIVE_FACTOR * resolveLimits(limits).maxDurationMs } = options;
  const idle: ChildProcess[] = [];
  const alive = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function start(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
      ...(execArgv ? { execArgv: [...execArgv] } : {}),
    });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    const response = await ask(
      child,
      { kind: 'open', policy, c2paTrust, deep, registry, register, limits },
      unresponsiveMs,
    );
    if (response instanceof ClaimlensError) throw response;
    if (response.kind === 'refused') throw new ClaimlensError(response.code, response.message);
    return child;
  }

  return {
    async run(task) {
      while (busy >= size) await new Promise<void>((resolve) => waiting.push(resolve));
      busy++;
      try {
        const child = idle.pop() ?? (await start());
        const response = await ask(child, { kind: 'inspect', task }, unresponsiveMs);
        if (response instanceof ClaimlensError) {
          child.kill('SIGKILL');
          return { error: { code: response.code, message: response.message } };
        }
        idle.push(child);
        if (response.kind !== 'outcome')
          throw new ClaimlensError('internal', `batch: expected an outcome, got ${response.kind}`);
        return response.outcome;
      } finally {
        busy--;
        waiting.shift()?.();
      }
    },
    close() {
      for (const child of alive) child.kill('SIGKILL');
    },
  };
}

/** Sends a request and waits for its answer, the end of the process, or the time limit. */
function ask(child: ChildProcess, request: Request, limitMs: number): Promise<Response | ClaimlensError> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => settle(new ClaimlensError('timeout', `batch: expected an answer within ${limitMs} ms, got none`)),
      limitMs,
    );
    const onMessage = (response: Response) => settle(response);
    const onExit = (code: number | null, signal: string | null) =>
      settle(new ClaimlensError('internal', `batch: the worker ended (${signal ?? `exit code ${code}`})`));
    const settle = (response: Response | ClaimlensError) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(response);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    // A worker that died while idle reports through `exit`, not here.
    child.send(request, () => undefined);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
  });
}

/** The built package keeps the worker beside the command; a checkout keeps it beside this file. */
function workerModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './batch-worker.js', import.meta.url);
}
