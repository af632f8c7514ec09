import { ClaimlensError, toClaimlensError } from '../errors.js';
import { fingerprint } from '../fingerprint.js';
import { createInspector, type Inspector } from '../inspect.js';
import { resolveLimits } from '../photo/limits.js';
import { serializeReport } from '../report/canonical.js';
import { renderHtml } from '../report/html/html.js';
import { makePictures } from '../report/pictures.js';
import { openLastingRegistry } from './lasting-registry.js';
import type { Request, Response, Task, TaskResult, WorkerOptions } from './messages.js';

// Runs in a process of its own and holds one inspector. It ends when the process that started it does.

let opened: { inspector: Inspector; options: WorkerOptions } | null = null;
let running = new AbortController();

process.on('message', (request: Request) => {
  if (request.kind === 'abort') running.abort();
  else void answer(request).then((response) => process.send?.(response));
});
process.on('disconnect', () => process.exit());
// Signals reach the whole group: the service decides what happens to work that has begun.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

async function answer(request: Exclude<Request, { kind: 'abort' }>): Promise<Response> {
  try {
    if (request.kind === 'open') {
      opened = { inspector: await openInspector(request), options: request.options };
      return { kind: 'opened' };
    }
    running = new AbortController();
    return { kind: 'done', result: await work(request.task, running.signal) };
  } catch (thrown) {
    const { code, message } = toClaimlensError(thrown, 'internal', request.kind);
    return { kind: 'failed', code, message };
  }
}

/** Half of an inspection's time: what the registry does not answer in it leaves time for the rest. */
const REGISTRY_SHARE = 0.5;

async function openInspector({
  options: { registry: location, register: _, deep: __, sharingKey, ...options },
  replaces,
}: Extract<Request, { kind: 'open' }>): Promise<Inspector> {
  if (location === undefined) return createInspector(options);
  const limitMs = REGISTRY_SHARE * resolveLimits(options.limits).maxDurationMs;
  const registry = await openLastingRegistry(location, { limitMs, later: replaces, sharingKey });
  return createInspector({ ...options, registry });
}

async function work(task: Task, signal: AbortSignal): Promise<TaskResult> {
  if (!opened) throw new ClaimlensError('internal', 'worker: expected `open` before the first task');
  const { inspector, options } = opened;
  if (task.kind === 'fingerprint') {
    const fingerprints = [];
    for (const picture of task.pictures) {
      if (signal.aborted) throw new ClaimlensError('aborted', 'fingerprint: aborted by the caller');
      fingerprints.push(await fingerprint(picture, { limits: options.limits }));
    }
    return fingerprints;
  }
  const register = options.register === true && task.input.claim?.id !== undefined;
  const inspection = await inspector.inspectFully(task.input, { signal, register, deep: options.deep });
  const { report } = inspection;
  return {
    report: serializeReport(report),
    verdict: report.verdict,
    html:
      task.html === null ? null : renderHtml(report, await makePictures(inspection), { language: task.html }),
  };
}
