import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { ServiceOptions } from '../../src/service/options.js';
import { type Service, type ServiceSeams, startService } from '../../src/service/service.js';

/** Workers of a checkout run TypeScript. */
export const EXEC_ARGV = ['--import', 'tsx'];
export const KEY = 'test-key-0123456789abcdef';

const read = (name: string) => readFileSync(new URL(`../../fixtures/files/${name}`, import.meta.url));
export const PHOTO = read('forged-mug-crack.jpg');
export const LISTING = read('listing-mug.jpg');

const local = { port: 0, workers: 1, log: false, syncWaitMs: 120_000 } as const;

/** A service on a free port of loopback with one worker; loaded machines get a time limit of a minute. */
export function start(options: ServiceOptions = {}, seams: ServiceSeams = {}): Promise<Service> {
  const limits = { maxDurationMs: 60_000, ...options.inspector?.limits };
  return startService(
    { ...local, ...options, inspector: { ...options.inspector, limits } },
    { child: { execArgv: EXEC_ARGV, giveWay: false }, ...seams },
  );
}

/**
 * A worker that answers at once without inspecting; see `../pool/stub-worker.mjs` for how it behaves. It costs nothing
 * and gives way to nobody: on a loaded machine it would not come to its turn for minutes.
 */
export const STUB = {
  module: new URL('../pool/stub-worker.mjs', import.meta.url),
  execArgv: [],
  giveWay: false,
};

/** A service whose worker answers at once without inspecting. */
export function startStub(options: ServiceOptions = {}, seams: ServiceSeams = {}): Promise<Service> {
  return startService({ ...local, ...options }, { child: STUB, ...seams });
}

/** A multipart body. */
export function form(...parts: [name: string, value: Uint8Array | string, filename?: string][]): FormData {
  const body = new FormData();
  for (const [name, value, filename = 'picture.jpg'] of parts)
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, new Blob([new Uint8Array(value)]), filename);
  return body;
}

/** Posts and reads the answer as JSON. */
export async function post(
  url: string,
  body: FormData | string | Uint8Array | ReadableStream,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const response = await fetch(url, { method: 'POST', body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}

/** Sends bytes as they are and collects what comes back until the socket ends. */
export function sendRaw(url: string, bytes: string, { keepOpen = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (!keepOpen) socket.end();
    });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
