import type { Socket } from 'node:net';
import type { Context } from './context.js';
import { type App, createApp, type Reply } from './fastify.js';
import { addInspections } from './inspections.js';
import { addOperations } from './operations.js';
import { PROBLEM_TYPE, type Problem, toProblem } from './problem.js';
import { addReferences } from './references.js';

/** Largest JSON body: twenty stored fingerprints of 65 kB. */
const MAX_JSON_BYTES = 2_000_000;
/** How often Node looks for requests that are past their time; its own half minute would let them sit longer. */
const CONNECTION_CHECK_MS = 1000;
const KEEP_ALIVE_MS = 10_000;

/** The HTTP side: routes, problems, log lines. It holds no work of its own. */
export async function buildApp(
  context: Context,
  { log }: { log: false | { write(line: string): void } },
): Promise<App> {
  const { settings, jobs, metrics } = context;
  const app = await createApp({
    // One line per request, written below: pattern, status and time, never what a caller sent.
    logger: log === false ? false : { level: 'info', stream: log, base: undefined, serializers: SILENT },
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: settings.receiveTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    forceCloseConnections: 'idle',
    http: {
      // Node checks the one against the other when the server is made, before Fastify sets its own.
      requestTimeout: settings.receiveTimeoutMs,
      headersTimeout: Math.min(settings.headersTimeoutMs, settings.receiveTimeoutMs),
      connectionsCheckingInterval: CONNECTION_CHECK_MS,
    },
    clientErrorHandler: answerClientError,
  });
  app.server.maxConnections = settings.maxConnections;

  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.countRequest(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    const line = { method: request.method, route, status: reply.statusCode };
    request.log.info({ ...line, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, request.id);
    if (problem.status >= 500 && problem.status !== 503)
      request.log.error({ code: problem.code, at: framesOf(error) }, 'failed');
    if (problem.status === 503) reply.header('retry-after', jobs.load.retryAfterSeconds);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = toProblem(
      Object.assign(new Error('route: there is none'), { statusCode: 404 }),
      request.id,
    );
    return sendProblem(reply, problem);
  });

  addInspections(app, context);
  addReferences(app, context);
  addOperations(app, context);
  return app;
}

/** As bytes: Fastify would add a charset, which this media type does not have. */
function sendProblem(reply: Reply, problem: Problem): Reply {
  return reply
    .code(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** Anything that Fastify logs of its own accord loses what it says about requests. */
const SILENT = {
  req: () => ({}),
  res: () => ({ statusCode: undefined }),
  err: (error: Error) => ({ type: error.name, message: '', stack: framesOf(error).join('\n') }),
};

/** Where an error happened, without its message: that may quote what was sent. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}

/** Bytes that are no HTTP, or that came too slowly. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) return void socket.destroy();
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const detail = status === 408 ? 'request: it did not arrive in time' : 'request: expected HTTP/1.1';
  const problem: Problem = toProblem(Object.assign(new Error(detail), { statusCode: status }));
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${status === 408 ? 'Request Timeout' : 'Bad Request'}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
