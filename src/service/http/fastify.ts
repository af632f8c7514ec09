import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ClaimlensError } from '../../errors.js';

// The only file that imports Fastify and its multipart parser. Both are optional peers: they and what they need are
// 46 packages (21 MB, one of which asks for Node 22 with a warning), and most users of the library serve nothing.

export type App = FastifyInstance;
export type Request = FastifyRequest;
export type Reply = FastifyReply;

/** What `npm install` has to be told for the service. */
const SERVICE_PACKAGES = ['fastify', '@fastify/multipart', 'prom-client'] as const;

/**
 * Makes an application with the multipart parser, which writes no line per request of its own accord.
 *
 * @throws ClaimlensError `missing-package`
 */
export async function createApp(options: FastifyHttpOptions<Server>): Promise<App> {
  const [{ default: fastify, LogController }, { default: multipart }] = await loadPackages();
  const logController = new LogController({ disableRequestLogging: true });
  const app = fastify({ ...options, logController }) as unknown as App;
  // A part that is too large is told apart by `truncated`, and answered in our own words.
  await app.register(multipart, { throwFileSizeLimit: false });
  return app;
}

/** Loads what the HTTP side needs. @throws ClaimlensError `missing-package` */
export function loadPackages() {
  return Promise.all([import('fastify'), import('@fastify/multipart')]).catch(asMissing);
}

/** @throws ClaimlensError `missing-package` for a module that is not installed; anything else unchanged */
export function asMissing(error: unknown): never {
  // ESM and CommonJS give it different codes.
  if (error instanceof Error && 'code' in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code)))
    throw new ClaimlensError(
      'missing-package',
      `service: expected ${SERVICE_PACKAGES.join(', ')} to be installed; npm install ${SERVICE_PACKAGES.join(' ')}`,
      { cause: error },
    );
  throw error;
}
