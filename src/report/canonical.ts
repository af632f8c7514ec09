import { createHash } from 'node:crypto';
import { ClaimlensError } from '../errors.js';
import type { Report } from './schema.js';

/**
 * Canonical JSON: one byte string per value, whoever writes it.
 *
 * @param value plain JSON values only
 * @returns text that hashes to the same digest everywhere
 * @throws ClaimlensError `invalid-report` for what JSON cannot carry: undefined, functions, numbers that are not
 *   finite, strings with lone surrogates, class instances
 * @see RFC 8785 (JSON Canonicalization Scheme); ECMAScript's own number and string forms are the ones it asks for
 * @example
 * console.log(canonicalJson({ b: 1, a: [true, null] })); // {"a":[true,null],"b":1}
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** Lower-case hex SHA-256 of bytes, or of a string's UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The report as the file `report.json` holds it: canonical, without a final newline. Lone surrogates, which a
 * hostile file can smuggle into metadata and UTF-8 cannot carry, become U+FFFD first.
 *
 * @param report as `inspect` gave it
 * @returns canonical JSON
 * @example
 * await writeFile('report.json', serializeReport(report));
 */
export function serializeReport(report: Report): string {
  return canonicalJson(makeWellFormed(report));
}

/**
 * SHA-256 of the serialized report: keep it elsewhere, and a change of the report shows.
 *
 * @param report as `inspect` gave it
 * @returns 64 lower-case hex digits
 * @example
 * console.log(hashReport(report).length); // 64
 */
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

/** With the `u` flag a surrogate matches only where its other half is missing. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
const HAS_LONE_SURROGATE = /\p{Surrogate}/u;

/** Keys from the root to a value; one list for the whole walk, since only errors ever read it. */
type Path = (string | number)[];

function write(value: unknown, path: Path): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(path, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => writeChild(item, i, path)).join(',')}]`;
  if (typeof value !== 'object' || !isPlain(value)) throw refuse(path, typeof value);
  // The default sort compares UTF-16 code units, which is the order that RFC 8785 asks for.
  const members = Object.keys(value)
    .sort()
    .map(
      (key) => `${writeString(key, path)}:${writeChild((value as Record<string, unknown>)[key], key, path)}`,
    );
  return `{${members.join(',')}}`;
}

function writeChild(value: unknown, key: string | number, path: Path): string {
  path.push(key);
  const text = write(value, path);
  path.pop();
  return text;
}

function writeString(text: string, path: Path): string {
  if (HAS_LONE_SURROGATE.test(text)) throw refuse(path, 'a lone surrogate');
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(path: Path, got: string): ClaimlensError {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new ClaimlensError('invalid-report', `$${place}: expected a JSON value, got ${got}`);
}
