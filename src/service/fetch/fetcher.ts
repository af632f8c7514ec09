import { lookup as resolveName } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { ClaimlensError } from '../../errors.js';
import { VERSION } from '../../version.js';
import { type AddressKind, classifyAddress } from './addresses.js';
import { type AllowList, readAllowList, type UrlOptions } from './allow-list.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_REDIRECTS = 3;

/** Fetches pictures that a request names by URL. */
export interface PictureFetcher {
  /**
   * @param url on the allow-list, as every redirect has to be
   * @param options.onBytes told of every chunk; may throw to stop
   * @throws ClaimlensError `forbidden-url` (not on the list, or an address that is refused), `unreachable-url`,
   *   `limit-exceeded`, `timeout`, `aborted`, `invalid-argument`
   */
  fetch(
    url: string,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<Uint8Array>;
}

/** A resolved address. */
interface Address {
  readonly address: string;
  readonly family: number;
}

/** What tests put in the place of the network. */
export interface FetcherSeams {
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
  readonly classify?: (address: string) => AddressKind;
}

/**
 * Opens a fetcher that reaches allowed hosts alone. A name is resolved once per request, every address that it gives
 * is judged, and the connection goes to the address that was judged: an answer that changes in between changes
 * nothing. Redirects are judged like the first URL. No cookies, no credentials, no proxies, no content coding.
 *
 * @param options.maxBytes largest picture
 */
export function openFetcher(
  {
    hosts,
    allowPrivate = false,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    maxRedirects = DEFAULT_REDIRECTS,
  }: UrlOptions,
  {
    maxBytes,
    resolve = (hostname) => resolveName(hostname, { all: true, verbatim: true }),
    classify = classifyAddress,
  }: FetcherSeams & { readonly maxBytes: number },
): PictureFetcher {
  const list = readAllowList(hosts);

  async function pin(url: URL, signal: AbortSignal): Promise<Address> {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const literal = isIP(hostname);
    const addresses = literal
      ? [{ address: hostname, family: literal }]
      : await unlessAborted(resolve(hostname), signal).catch((error: unknown) => {
          throw asUnreachable(error, signal);
        });
    const isAllowed = ({ address }: Address) => {
      const kind = classify(address);
      return kind === 'public' || (allowPrivate && kind === 'private');
    };
    // One refused address among public ones is what an attack on the resolver looks like.
    if (addresses.length === 0 || !addresses.every(isAllowed))
      throw new ClaimlensError('forbidden-url', 'url: its host has an address that is not served');
    return addresses[0];
  }

  return {
    async fetch(text, { signal: caller, onBytes }) {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)]);
      let url = list.check(text);
      for (let hop = 0; ; hop++) {
        const response = await open(url, await pin(url, signal), signal);
        try {
          const next = redirectOf(response, url, list);
          if (next === null) return await readBody(response, { maxBytes, onBytes, signal });
          if (hop >= maxRedirects)
            throw new ClaimlensError('unreachable-url', `url: expected at most ${maxRedirects} redirects`);
          url = next;
        } finally {
          response.destroy();
        }
      }
    },
  };
}

function open(url: URL, { address, family }: Address, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      // A connection of its own: no pool could hand over one to another address.
      agent: false,
      signal,
      headers: {
        accept: 'image/*',
        'accept-encoding': 'identity',
        'user-agent': `claimlens/${VERSION}`,
      },
      lookup: (_, options, done) => {
        if (options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    });
    request.once('response', resolve);
    request.once('error', (error) => reject(asUnreachable(error, signal)));
    request.end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: URL, list: AllowList): URL | null {
  if (statusCode === 200) return null;
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
    throw new ClaimlensError('unreachable-url', `url: expected status 200, got ${statusCode}`);
  return list.check(headers.location, url);
}

async function readBody(
  response: IncomingMessage,
  { maxBytes, onBytes, signal }: { maxBytes: number; onBytes: (n: number) => void; signal: AbortSignal },
): Promise<Uint8Array> {
  const coding = response.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity')
    throw new ClaimlensError('unreachable-url', 'url: expected a picture without content coding');
  const tooLarge = () =>
    new ClaimlensError('limit-exceeded', `url size: expected at most ${maxBytes} bytes (limits.maxBytes)`);
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge();
      onBytes(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    throw asUnreachable(error, signal);
  }
  return Buffer.concat(chunks);
}

/** A resolver cannot be stopped; its answer is then not waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Says what happened without what the network said: that would tell a caller about hosts it cannot reach itself. */
function asUnreachable(error: unknown, signal: AbortSignal): ClaimlensError {
  if (error instanceof ClaimlensError) return error;
  if (signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
    return new ClaimlensError('timeout', 'url: its host did not answer in time', { cause: error });
  if (signal.aborted) return new ClaimlensError('aborted', 'url: aborted by the caller', { cause: error });
  return new ClaimlensError('unreachable-url', 'url: its host gave no answer', { cause: error });
}
