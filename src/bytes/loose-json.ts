import { decodeEntities } from './xml-entities.js';

/** A JSON object, or what could be made of one. */
export interface LooseObject {
  readonly fields: Readonly<Record<string, unknown>>;
  /** False when the text is no JSON and the fields come from a plain scan. */
  readonly strict: boolean;
}

/** Labels and application objects have some hundred characters; prompts some thousand. */
const MAX_OBJECT_CHARS = 400_000;

/** `"key": "text"` or `"key": number`, quotes plain, escaped, typographic or single. */
const FIELD =
  /\\?["'“”]([\w .-]{1,64})\\?["'“”]\s*[:：]\s*(?:\\?["'“”]([^"'“”\\]{0,4000})\\?["'“”]|(-?\d{1,20}))/g;

/**
 * Reads the first JSON object of a text. Writers escape it twice, write HTML entities into it, glue words to it or
 * cut it off; what is no JSON is scanned for fields with plain values (nesting is lost then).
 *
 * @param text any text
 * @param from where to look for the opening brace
 * @returns null when there is no brace, or no field behind it
 */
export function readLooseObject(text: string, from = 0): LooseObject | null {
  const begin = text.indexOf('{', from);
  if (begin < 0) return null;
  const end = findObjectEnd(text, begin);
  const body = text.slice(begin, end);
  const decoded = decodeEntities(decodeEntities(body));
  for (const candidate of [body, body.replaceAll('\\"', '"'), decoded]) {
    const parsed = parseObject(candidate);
    if (parsed) return { fields: parsed, strict: candidate === body };
  }
  const fields: Record<string, unknown> = Object.create(null);
  for (const [, name, value, number] of decoded.matchAll(FIELD))
    if (!(name in fields)) fields[name] = value ?? Number(number);
  return Object.keys(fields).length > 0 ? { fields, strict: false } : null;
}

/** A field of an object whatever its case, spaces and underscores, or undefined. */
export function pickField(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  const wanted = normalise(name);
  const key = Object.keys(fields).find((candidate) => normalise(candidate) === wanted);
  return key === undefined ? undefined : fields[key];
}

/** An object for fields, a parsed object for JSON in a string, else null. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value === 'string') return value.includes('{') ? (readLooseObject(value)?.fields ?? null) : null;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Offset after the brace that closes the one at `begin`; braces in strings do not count. */
function findObjectEnd(text: string, begin: number): number {
  const stop = Math.min(text.length, begin + MAX_OBJECT_CHARS);
  let depth = 0;
  let quoted = false;
  for (let i = begin; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) quoted = !quoted;
    else if (quoted) continue;
    else if (code === 0x7b) depth++;
    else if (code === 0x7d && --depth === 0) return i + 1;
  }
  return stop;
}

function normalise(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}
