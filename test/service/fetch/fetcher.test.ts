import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UrlOptions } from '../../../src/service/fetch/allow-list.js';
import { type FetcherSeams, openFetcher } from '../../../src/service/fetch/fetcher.js';

/** Names that the tests resolve; the server listens on loopback, which `trusting` lets them reach. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'shop.test': ['127.0.0.1'],
  'img.shop.test': ['127.0.0.1'],
  'public.test': ['93.184.215.14'],
  'internal.test': ['10.1.2.3'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'mixed.test': ['93.184.215.14', '127.0.0.1'],
  'nothing.test': [],
};
const resolve = async (name: string) => {
  if (!NAMES[name]) throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
  return NAMES[name].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

let server: Server;
let port: number;
let requests: { url?: string; headers: IncomingMessage['headers'] }[] = [];
const routes: Record<string, (response: ServerResponse) => void> = {
  '/ok': (response) => response.end('picture'),
  '/large': (response) => response.end(Buffer.alloc(2000)),
  '/endless': (response) => {
    const push = () => {
      if (!response.destroyed) response.write(Buffer.alloc(500), () => setImmediate(push));
    };
    push();
  },
  '/silent': () => undefined,
  '/trickle': (response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  },
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('part');
    setTimeout(() => response.destroy(), 20);
  },
  '/coded': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/error': (response) => response.writeHead(500).end('inside of a private host'),
  '/nowhere': (response) => response.writeHead(302).end(),
  '/relative': (response) => response.writeHead(302, { location: '/ok' }).end(),
  '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
  '/to-metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/to-internal': (response) =>
    response.writeHead(307, { location: `http://internal.test:${port}/ok` }).end(),
  '/to-file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
};
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    (routes[request.url ?? ''] ?? ((r: ServerResponse) => r.writeHead(404).end()))(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Loopback counts as public here, so that a server of the test can be reached; everything else is judged as ever. */
const trusting: FetcherSeams['classify'] = (address) => (address === '127.0.0.1' ? 'public' : 'refused');

function fetchIt(path: string, options: Partial<UrlOptions> = {}, seams: FetcherSeams = {}) {
  const hosts = [`http://shop.test:${port}`, `http://internal.test:${port}`, 'http://169.254.169.254'];
  const fetcher = openFetcher(
    { hosts, timeoutMs: 30_000, ...options },
    { maxBytes: 1000, resolve, classify: trusting, ...seams },
  );
  const url = path.includes(':') ? path : `http://shop.test:${port}${path}`;
  return fetcher.fetch(url, { signal: new AbortController().signal, onBytes: () => undefined });
}

describe('openFetcher', () => {
  it('fetches from the address that was judged, under the name that was asked for', async () => {
    requests = [];
    expect(Buffer.from(await fetchIt('/ok')).toString()).toBe('picture');
    expect(requests[0].headers.host).toBe(`shop.test:${port}`);
    expect(Object.keys(requests[0].headers).sort()).toEqual(
      ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'].sort(),
    );
  });

  it('resolves once: an answer that changes afterwards changes nothing', async () => {
    let asked = 0;
    const rebinding = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    await expect(fetchIt('/ok', {}, { resolve: rebinding })).resolves.toBeDefined();
    expect(asked).toBe(1);
  });

  it.each([
    ['another host', 'http://other.test/ok'],
    ['a subdomain', 'http://img.shop.test/ok'],
    ['a host that ends alike', 'http://evilshop.test/ok'],
    ['another port', 'http://shop.test:1/ok'],
    ['another scheme', 'https://shop.test/ok'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:image/png;base64,AAAA'],
    ['a user name', 'http://shop.test@169.254.169.254/'],
    ['loopback as a number', 'http://2130706433/'],
    ['loopback in octal', 'http://0177.0.0.1/'],
  ])('refuses %s', async (_, url) => {
    requests = [];
    await expect(fetchIt(url)).rejects.toMatchObject({ code: 'forbidden-url' });
    expect(requests).toEqual([]);
  });

  it('refuses credentials in an allowed URL', async () => {
    await expect(fetchIt(`http://me:secret@shop.test:${port}/ok`)).rejects.toMatchObject({
      code: 'forbidden-url',
      message: expect.stringContaining('user name'),
    });
  });

  it.each(['internal.test', 'metadata.test', 'mapped.test', 'mixed.test', 'nothing.test', 'shop.test'])(
    'refuses %s for its addresses, though the list names it',
    async (name) => {
      const hosts = [`http://${name}:${port}`];
      const fetching = fetchIt(`http://${name}:${port}/ok`, { hosts }, { classify: undefined });
      await expect(fetching).rejects.toMatchObject({ code: 'forbidden-url', message: /address/ });
    },
  );

  it.each(['127.0.0.1', '[::1]', '[::ffff:7f00:1]', '169.254.169.254'])(
    'refuses the address %s, though the list names it',
    async (host) => {
      const fetching = fetchIt(
        `http://${host}:${port}/ok`,
        { hosts: [`http://${host}:${port}`] },
        { classify: undefined },
      );
      await expect(fetching).rejects.toMatchObject({ code: 'forbidden-url', message: /address/ });
    },
  );

  it('lets private addresses through where that is asked for, loopback and metadata never', async () => {
    const attempt = (host: string) =>
      fetchIt(
        `http://${host}:${port}/ok`,
        { hosts: [`http://${host}:${port}`], allowPrivate: true, timeoutMs: 300 },
        {
          classify: undefined,
        },
      );
    // Nothing answers at 10.1.2.3: it was tried.
    await expect(attempt('internal.test')).rejects.toMatchObject({ code: /timeout|unreachable-url/ });
    await expect(attempt('metadata.test')).rejects.toMatchObject({ code: 'forbidden-url' });
    await expect(attempt('shop.test')).rejects.toMatchObject({ code: 'forbidden-url' });
  });

  it('follows a redirect within the list and judges every one', async () => {
    await expect(fetchIt('/relative')).resolves.toBeDefined();
    for (const path of ['/to-metadata', '/to-internal', '/to-file'])
      await expect(fetchIt(path), path).rejects.toMatchObject({ code: 'forbidden-url' });
    requests = [];
    await expect(fetchIt('/loop')).rejects.toMatchObject({ code: 'unreachable-url' });
    expect(requests).toHaveLength(4);
  });

  it('stops at the size limit, stated or not', async () => {
    for (const path of ['/large', '/endless'])
      await expect(fetchIt(path), path).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('stops at the time limit', async () => {
    for (const path of ['/silent', '/trickle'])
      await expect(fetchIt(path, { timeoutMs: 300 }), path).rejects.toMatchObject({ code: 'timeout' });
    const never = () => new Promise<never>(() => undefined);
    await expect(fetchIt('/ok', { timeoutMs: 50 }, { resolve: never })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('says of a failing host only that it failed', async () => {
    for (const path of ['/error', '/cut', '/coded', '/nowhere', '/absent'])
      await expect(fetchIt(path), path).rejects.toMatchObject({
        code: 'unreachable-url',
        message: expect.not.stringMatching(/private|127|ECONN/),
      });
    const unknown = fetchIt('http://unknown.test/', { hosts: ['http://unknown.test'] });
    await expect(unknown).rejects.toMatchObject({ code: 'unreachable-url' });
  });

  it('reads the list: subdomains, ports, origins; nothing else', async () => {
    const subdomains = { hosts: [`http://*.shop.test:${port}`] };
    await expect(fetchIt(`http://img.shop.test:${port}/ok`, subdomains)).resolves.toBeDefined();
    await expect(fetchIt('/ok', subdomains)).rejects.toMatchObject({ code: 'forbidden-url' });
    for (const entry of ['', 'https://a.test/path', 'ftp://a.test', 'a.*.test', 'http://u@a.test', '*'])
      expect(() => openFetcher({ hosts: [entry] }, { maxBytes: 1 }), entry).toThrow(/urls\.hosts/);
  });
});
