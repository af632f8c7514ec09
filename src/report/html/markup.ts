import type { Bilingual } from '../../signals/signal.js';
import type { Language } from '../fill.js';
import { makeInert } from '../inert.js';
import { LABELS, type LabelName } from '../labels.js';

/** Text that is HTML already. Only `html` and `trusted` make it, so that nothing else can get through unescaped. */
export class Markup {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

/** What may stand in an `html` template: strings and numbers are escaped, lists joined, absent things left out. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Longest string of the report itself; strings of files are cut earlier, where they are filled in. */
const LONGEST_TEXT = 6000;

/** The value of `lang` attributes. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** Fills a template of HTML. Everything interpolated is made inert and escaped, unless it is `Markup`. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((source, part, i) => source + show(contents[i - 1]) + part));
}

/** Takes a constant of this program as HTML. Never call it with anything from a report. */
export function trusted(source: string): Markup {
  return new Markup(source);
}

/** A text in both languages; the style sheet shows one of them. */
export function both({ en, zh }: Bilingual): Markup {
  return html`<span class="en" lang="${LANGUAGE_TAGS.en}">${en}</span><span class="zh" lang="${LANGUAGE_TAGS.zh}">${zh}</span>`;
}

/** A label of the report's furniture in both languages. */
export function label(name: LabelName): Markup {
  return both(LABELS[name]);
}

/** Escapes for text and for quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function show(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escapeHtml(makeInert(content, { length: LONGEST_TEXT }));
  return content.map(show).join('');
}
