import { ClaimlensError } from '../../errors.js';
import type { Context } from './context.js';
import type { App } from './fastify.js';
import { openApiDocument } from './openapi.js';

/** What operators and their machines ask: alive, ready, figures, the description of the interface. */
export function addOperations(app: App, context: Context): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (context.draining()) throw new ClaimlensError('closed', 'service: it is closing');
    if (!context.jobs.load.reachable)
      throw new ClaimlensError('queue-unavailable', 'queue: it cannot be reached');
    if (context.jobs.load.full) throw new ClaimlensError('busy', 'queue: it is full');
    return { status: 'ready' };
  });
  app.get('/metrics', async (request, reply) => {
    context.keyring.identify(request.headers.authorization);
    return reply.type(context.metrics.contentType).send(await context.metrics.render());
  });
  const document = openApiDocument();
  app.get('/openapi.json', async () => document);
}
