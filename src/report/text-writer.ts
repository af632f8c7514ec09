import type { Bilingual } from '../signals/signal.js';
import type { Language } from './fill.js';
import { makeInert } from './inert.js';
import { LABELS, type LabelName } from './labels.js';
import { measureWidth, padColumns, wrapText } from './width.js';

/** How the text looks. */
export interface TextOptions {
  /** Language of the words. @default 'en' */
  readonly language?: Language;
  /** ANSI colours; `wantsColour(stream)` decides it for a terminal. @default false */
  readonly colour?: boolean;
  /** Width of the text in columns, at least 40. @default 80 */
  readonly columns?: number;
}

type Style = 'bold' | 'dim' | 'amber' | 'blue';

const ANSI: Readonly<Record<Style, string>> = { bold: '1', dim: '2', amber: '33', blue: '36' };
const NARROWEST = 40;
/** The longest common name, `Claim photo`, and its gap. */
const NAME_COLUMNS = 13;

/** Collects lines of one width and language. */
export class TextWriter {
  readonly #lines: string[] = [];
  readonly #language: Language;
  readonly #colour: boolean;
  readonly #columns: number;

  constructor({ language = 'en', colour = false, columns = 80 }: TextOptions) {
    this.#language = language;
    this.#colour = colour;
    this.#columns = Math.max(NARROWEST, columns);
  }

  say(text: Bilingual): string {
    return makeInert(text[this.#language], { length: 4000 });
  }

  label(name: LabelName): string {
    return LABELS[name][this.#language];
  }

  colon(): string {
    return this.#language === 'zh' ? '：' : ': ';
  }

  blank(): void {
    if (this.#lines.at(-1) !== '') this.#lines.push('');
  }

  heading(name: LabelName): void {
    this.blank();
    const title = this.label(name);
    const rule = '─'.repeat(Math.max(0, this.#columns - measureWidth(title) - 1));
    this.#lines.push(`${this.#paint(title, ['bold'])} ${this.#paint(rule, ['dim'])}`);
  }

  paragraph(text: string, styles: readonly Style[] = [], indent = 0): void {
    for (const line of wrapText(text, this.#columns - indent))
      this.#lines.push(' '.repeat(indent) + this.#paint(line, styles));
  }

  item(bullet: string, text: string, styles: readonly Style[] = []): void {
    for (const [i, line] of wrapText(text, this.#columns - 2).entries())
      this.#lines.push(`${i === 0 ? this.#paint(bullet, styles) : ' '} ${this.#paint(line, styles)}`);
  }

  /** A name and its value; the value takes the lines below where the two do not fit beside each other. */
  pair(name: LabelName | '', value: string): void {
    const title = name === '' ? '' : this.label(name);
    const nameColumns = Math.max(NAME_COLUMNS, measureWidth(title) + 2);
    if (nameColumns + measureWidth(value) <= this.#columns) {
      this.#lines.push(this.#paint(padColumns(title, nameColumns), ['dim']) + value);
      return;
    }
    if (title) this.paragraph(title, ['dim']);
    this.paragraph(value, [], 2);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #paint(text: string, styles: readonly Style[]): string {
    if (!this.#colour || styles.length === 0 || text === '') return text;
    return `\u001b[${styles.map((style) => ANSI[style]).join(';')}m${text}\u001b[0m`;
  }
}
