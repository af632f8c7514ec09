import { ClaimlensError } from '../../errors.js';

/** Which URLs may be fetched. */
export interface UrlOptions {
  /**
   * Origins, each `host`, `host:port`, `*.host` (its subdomains) or with `http://` before it; without a scheme it is
   * https. Ports are 443 and 80 unless stated.
   */
  readonly hosts: readonly string[];
  /** Lets these hosts have private addresses (10/8, 172.16/12, 192.168/16, fc00::/7). @default false */
  readonly allowPrivate?: boolean;
  /** Longest download, redirects included. @default 10_000 */
  readonly timeoutMs?: number;
  /** Redirects followed, each checked like the first URL. @default 3 */
  readonly maxRedirects?: number;
}

interface Entry {
  readonly protocol: 'https:' | 'http:';
  readonly host: string;
  readonly subdomains: boolean;
  readonly port: string;
}

/** Answers whether a URL is on the list. */
export interface AllowList {
  /** @returns the URL, parsed @throws ClaimlensError `forbidden-url`, `invalid-argument` */
  check(url: string, base?: URL): URL;
}

/**
 * Reads the list of allowed origins.
 *
 * @throws ClaimlensError `invalid-argument` for an entry that names no origin
 */
export function readAllowList(hosts: readonly string[]): AllowList {
  const entries = hosts.map(readEntry);
  return {
    check(text, base) {
      const url = parseUrl(text, base);
      if (url.username !== '' || url.password !== '')
        throw new ClaimlensError('forbidden-url', 'url: expected no user name or password');
      const known = entries.some(
        ({ protocol, host, subdomains, port }) =>
          url.protocol === protocol &&
          url.port === port &&
          (subdomains ? url.hostname.endsWith(`.${host}`) : url.hostname === host),
      );
      if (!known)
        throw new ClaimlensError(
          'forbidden-url',
          'url: expected an origin of the allow-list of this service',
        );
      return url;
    },
  };
}

function readEntry(text: string): Entry {
  const subdomains = /^(https?:\/\/)?\*\./.test(text);
  const plain = subdomains ? text.replace('*.', '') : text;
  const origin = plain.includes('://') ? plain : `https://${plain}`;
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (
    !url ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.hostname === '' ||
    url.hostname.includes('*')
  )
    throw new ClaimlensError(
      'invalid-argument',
      `urls.hosts: expected host, host:port or origin, got ${text}`,
    );
  return { protocol: url.protocol, host: url.hostname, subdomains, port: url.port };
}

function parseUrl(text: string, base: URL | undefined): URL {
  if (text.length > 4096)
    throw new ClaimlensError('invalid-argument', 'url: expected at most 4096 characters');
  if (!URL.canParse(text, base?.href)) throw new ClaimlensError('invalid-argument', 'url: expected a URL');
  return new URL(text, base?.href);
}
