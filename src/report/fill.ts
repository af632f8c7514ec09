import type { Bilingual, Json, Unit } from '../signals/signal.js';
import { makeInert } from './inert.js';

/** The languages of every report. */
export type Language = 'en' | 'zh';

/** Decimals of `value` by unit: what the measurement resolves, not what a double holds. */
const DECIMALS: Readonly<Record<Unit, number>> = {
  count: 0,
  boolean: 0,
  bits: 0,
  px: 1,
  hours: 1,
  ratio: 3,
  'grey-levels': 1,
  ssim: 3,
  quality: 0,
  'log10-nfa': 1,
  'log-odds': 2,
  'log10-lr': 2,
};

/** Placeholders look like `{name}`, `{group.name}` or `{#name}`. */
const PLACEHOLDER = /\{(#?)([A-Za-z][\w.-]*)\}/g;

/** Items of a list that are written out; the rest is counted. */
const LISTED_ITEMS = 8;
/** Longest string of a file inside a sentence; the whole string stands among the details. */
const SENTENCE_LENGTH = 120;

/** What a template is filled from. */
interface FillValues {
  readonly value: number | null;
  readonly unit: Unit;
  readonly details?: { readonly [key: string]: Json };
}

/**
 * Fills the placeholders of a text in both languages. `{value}` is the reading's value with the decimals of its
 * unit, `{name}` a detail, `{group.name}` a detail inside a detail; `{#name}` counts an index from 1, as people do.
 * Strings are made inert, and filled text is never filled again. No locale data is used: the same
 * report has the same words on every machine.
 *
 * @returns the texts; a placeholder without a value becomes `–`
 */
export function fillText(template: Bilingual, values: FillValues): Bilingual {
  return { en: fill(template.en, values, 'en'), zh: fill(template.zh, values, 'zh') };
}

/** Names of the placeholders of one text, sorted, without repetitions. */
export function listPlaceholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] + match[2]))].sort();
}

/**
 * A number as people read it: fixed decimals, a true minus sign, thousands apart from five digits on.
 *
 * @returns e.g. `0.153`, `−4.2`, `12,034`; `–` for null and for what is no finite number
 */
export function formatNumber(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const rounded = Math.abs(value).toFixed(decimals);
  const [whole, fraction] = rounded.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  const sign = value < 0 && Number(rounded) !== 0 ? '−' : '';
  return `${sign}${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** A reading's value with the decimals of its unit; booleans as words. Units unknown to us get three digits. */
export function formatValue(value: number | null, unit: string, language: Language): string {
  if (value === null) return '–';
  if (unit === 'boolean') return yesNo(value !== 0, language);
  const decimals = DECIMALS[unit as Unit];
  return decimals === undefined ? formatDigits(value) : formatNumber(value, decimals);
}

/** A detail as text; objects become `name: value` lists. */
export function formatDetail(detail: Json | undefined, language: Language, length?: number): string {
  if (detail === undefined || detail === null) return '–';
  if (typeof detail === 'number') return formatDigits(detail);
  if (typeof detail === 'boolean') return yesNo(detail, language);
  if (typeof detail === 'string') return makeInert(detail, { length }) || '–';
  const items = Array.isArray(detail)
    ? detail.map((item: Json) => formatDetail(item, language, length))
    : Object.entries(detail).map(
        ([name, item]) => `${makeInert(name, { length: 60 })}: ${formatDetail(item, language, length)}`,
      );
  const rest = items.length - LISTED_ITEMS;
  const listed = items.slice(0, LISTED_ITEMS).join(language === 'zh' ? '、' : ', ');
  return rest > 0 ? `${listed} … (+${rest})` : listed || '–';
}

function fill(template: string, { value, unit, details }: FillValues, language: Language): string {
  return template.replace(PLACEHOLDER, (_, counted: string, name: string) => {
    if (name === 'value') return formatValue(value, unit, language);
    const found = findDetail(details, name);
    if (counted && typeof found === 'number') return formatNumber(found + 1, 0);
    return formatDetail(found, language, SENTENCE_LENGTH);
  });
}

function findDetail(details: FillValues['details'], name: string): Json | undefined {
  if (details && Object.hasOwn(details, name)) return details[name];
  let found: Json | undefined = details as Json | undefined;
  for (const key of name.split('.')) {
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, key)) return undefined;
    found = (found as { readonly [key: string]: Json })[key];
  }
  return found;
}

/** Whole percents from ten on, one decimal below. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  return formatNumber(percent, Math.abs(percent) >= 9.95 || Number.isInteger(percent) ? 0 : 1);
}

/** Integers whole, everything else with three significant digits, very large and small ones as powers of ten. */
function formatDigits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return formatNumber(value, 0);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent > 8) {
    const [mantissa, power] = value.toExponential(2).split('e');
    return `${formatNumber(Number(mantissa), 2)}e${Number(power)}`;
  }
  const fixed = formatNumber(value, Math.max(0, Math.min(4, 2 - exponent)));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

function yesNo(value: boolean, language: Language): string {
  if (language === 'zh') return value ? '是' : '否';
  return value ? 'yes' : 'no';
}
