import { ClaimlensError, toClaimlensError } from '../errors.js';
import { resolveLimits } from '../photo/limits.js';
import type { ChildOptions } from '../pool/child.js';
import { openPool } from '../pool/pool.js';
import { type FetcherSeams, openFetcher } from './fetch/fetcher.js';
import { openAdmission } from './http/admission.js';
import { buildApp } from './http/app.js';
import type { Context } from './http/context.js';
import { loadPackages } from './http/fastify.js';
import { openKeyring, requireSafeBind } from './http/keys.js';
import { openLocalJobs } from './jobs/local-jobs.js';
import { openMetrics } from './metrics.js';
import { resolveSettings, type ServiceOptions } from './options.js';

/** A service that listens. */
export interface Service {
  /** `http://host:port` with the port that was taken. */
  readonly url: string;
  /**
   * Closes gracefully: `/readyz` says 503 and nothing new is taken on, accepted work is finished and can be fetched
   * (at most `drainMs`), then sockets and workers end. A second call waits for the first.
   */
  close(): Promise<void>;
}

const DRAIN_CHECK_MS = 20;
/** Time for answers that are being written when everything else has ended. */
const LAST_ANSWERS_MS = 5000;

/** What tests put in the place of the network and of the worker. */
export interface ServiceSeams extends FetcherSeams {
  readonly child?: Partial<ChildOptions>;
}

/**
 * Starts the HTTP service and its workers.
 *
 * @param options address, keys, workers and limits; every field has a default
 * @returns a service that listens; close it
 * @throws ClaimlensError `missing-package` naming what to install; `invalid-argument` for options that do not fit, a
 *   port in use, or an address outside loopback without keys; what opening an inspector throws
 * @example
 * const service = await startService({ port: 0 });
 * const form = new FormData();
 * form.append('photo', new Blob([new Uint8Array(await readFile('claim.jpg'))]), 'claim.jpg');
 * const report = await (await fetch(`${service.url}/v1/inspections`, { method: 'POST', body: form })).json();
 * await service.close();
 */
export async function startService(
  options: ServiceOptions = {},
  { child, ...network }: ServiceSeams = {},
): Promise<Service> {
  const settings = resolveSettings(options);
  const keyring = openKeyring(options.keys);
  requireSafeBind(settings.host, keyring);
  const limits = resolveLimits(options.inspector?.limits);
  const fetcher = options.urls ? openFetcher(options.urls, { maxBytes: limits.maxBytes, ...network }) : null;
  const { maxRequests, maxRequestBytes, maxBufferedBytes: maxBytes } = settings;
  const admission = openAdmission({ maxRequests, maxRequestBytes, maxBytes });
  // Before any worker starts: a package that is missing is said at once.
  await loadPackages();
  const metrics = await openMetrics(() => ({
    workers: pool.load.size,
    busy: pool.load.busy,
    lost: pool.load.lost,
    queued: jobs.load.queued,
    requests: admission.requests,
    bufferedBytes: admission.bytes,
  }));
  const pool = await openPool({
    size: settings.workers,
    inspector: options.inspector,
    hangMs: settings.hangMs,
    child: { withoutEnvironment: ['CLAIMLENS_KEYS', 'CLAIMLENS_QUEUE'], ...child },
    onLost: ({ code, message }) => app.log.error({ code }, message),
  });
  const onFinished = metrics.countInspection;
  const jobs = options.jobs?.(pool) ?? openLocalJobs({ pool, maxQueued: settings.maxQueued, onFinished });
  let closing: Promise<void> | null = null;
  const context: Context = {
    settings,
    limits,
    keyring,
    admission,
    pool,
    jobs,
    metrics,
    fetcher,
    draining: () => closing !== null,
  };
  const app = await buildApp(context, { log: options.log ?? process.stdout }).catch(
    async (error: unknown) => {
      await jobs.close();
      pool.close();
      throw error;
    },
  );

  /** Waits for what was accepted: requests that are still read, and jobs. */
  async function drain(): Promise<void> {
    const end = performance.now() + settings.drainMs;
    await jobs.drain(settings.drainMs);
    while (admission.requests > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_CHECK_MS));
  }

  async function close(): Promise<void> {
    app.log.info({ running: jobs.load.running, queued: jobs.load.queued }, 'closing');
    await drain();
    // A client that never reads its answer is not waited for.
    const cut = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
    const closed = app.close();
    await jobs.close();
    pool.close();
    await closed;
    clearTimeout(cut);
  }

  try {
    const url = await app.listen({ host: settings.host, port: settings.port });
    app.log.info({ url, workers: settings.workers, keys: keyring.required }, 'listening');
    return {
      url,
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await jobs.close();
    pool.close();
    await app.close();
    throw error instanceof ClaimlensError ? error : toClaimlensError(error, 'invalid-argument', 'listen');
  }
}
