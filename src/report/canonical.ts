import { createHash } from 'node:crypto';
import { ClaimlensError } from '../errors.js';
import type { Report } from './schema.js';

/**
 * Canonical JSON: one byte string per value, whoever writes it.
 *
 * @param value plain JSON values only
 * @throws ClaimlensError `invalid-report` for what JSON cannot carry: undefined, functions, numbers that are not
 *   finite, strings with lone surrogates, class instances
 * @see RFC 8785 (JSON Canonicalization Scheme); ECMAScript's own number and string forms are the ones it asks for
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** Lower-case hex SHA-256 of bytes, or of a string's UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The report as the file `report.json` holds it: canonical, without a final newline. Lone surrogates, which a
 * hostile file can smuggle into metadata and UTF-8 cannot carry, become U+FFFD first.
 */
export function serializeReport(report: Report): string {
  return canonicalJson(makeWellFormed(report));
}

/** SHA-256 of the serialized report. */
export function hashReport(report: Report): string {
  return sha256Hex(serializeReport(report));
}

/** A deep copy in which no string holds a lone surrogate. */
export function makeWellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.replace(LONE_SURROGATE, '\ufffd') as T;
  if (Array.isArray(value)) return value.map(makeWellFormed) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [makeWellFormed(key), makeWellFormed(item)]),
  ) as T;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(path, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  if (typeof value !== 'object' || !isPlain(value)) throw refuse(path, typeof value);
  // The default sort compares UTF-16 code units, which is the order that RFC 8785 asks for.
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const item = (value as Record<string, unknown>)[key];
      return `${writeString(key, path)}:${write(item, `${path}.${key}`)}`;
    });
  return `{${members.join(',')}}`;
}

function writeString(text: string, path: string): string {
  if (text.search(LONE_SURROGATE) >= 0) throw refuse(path, 'a lone surrogate');
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(path: string, got: string): ClaimlensError {
  return new ClaimlensError('invalid-report', `${path}: expected a JSON value, got ${got}`);
}
