import { ClaimlensError } from '../../errors.js';
import type { Language } from '../../report/fill.js';
import type { Request } from './fastify.js';

/** How a caller wants its answer. */
export interface Preferences {
  /** Answer at once with an id. */
  readonly async: boolean;
  /** Milliseconds to wait for the report; null leaves it to the service. */
  readonly waitMs: number | null;
  /** Language of a report with pictures; null draws none. */
  readonly html: Language | null;
}

/**
 * Reads `Prefer: respond-async, wait=N` (RFC 7240), `?async`, `?html=en|zh` and an Accept header that asks for HTML.
 *
 * @throws ClaimlensError `invalid-argument` for values that are none of these
 */
export function readPreferences(request: Request): Preferences {
  const query = request.query as Readonly<Record<string, unknown>>;
  const prefer = String(request.headers.prefer ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim().split(';')[0]);
  const wait = prefer.find((token) => /^wait\s*=\s*"?\d{1,6}"?$/.test(token));
  return {
    async: prefer.includes('respond-async') || readFlag(query.async),
    waitMs: wait === undefined ? null : Number(wait.replace(/\D/g, '')) * 1000,
    html: readLanguage(query.html) ?? (wantsHtml(request) ? acceptedLanguage(request) : null),
  };
}

/** Whether HTML is named before JSON in Accept; a browser does, a program says nothing or asterisks. */
export function wantsHtml(request: Request): boolean {
  const accept = String(request.headers.accept ?? '').toLowerCase();
  const html = accept.indexOf('text/html');
  const json = accept.indexOf('application/json');
  return html >= 0 && (json < 0 || html < json);
}

/** Chinese where the caller's first language is. */
export function acceptedLanguage(request: Request): Language {
  return /^\s*zh\b/i.test(String(request.headers['accept-language'] ?? '')) ? 'zh' : 'en';
}

function readFlag(value: unknown): boolean {
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === '' || value === 'true' || value === '1') return true;
  throw new ClaimlensError('invalid-argument', 'async: expected true or false');
}

function readLanguage(value: unknown): Language | null {
  if (value === undefined) return null;
  if (value === 'en' || value === 'zh') return value;
  throw new ClaimlensError('invalid-argument', 'html: expected en or zh');
}
