import type { Language } from '../report/fill.js';
import { makeInert } from '../report/inert.js';

/** The part of a stream that output depends on. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of the locale: Chinese for `zh…`, else English. */
export function localeLanguage(environment: Environment = process.env): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Prints one line for people on stderr; control characters of file names and contents are made visible. */
export function warn(message: string): void {
  process.stderr.write(`claimlens: ${makeInert(message, { length: 2000 })}\n`);
}

/** Writes a result and waits until it is handed over, so that an exit cannot cut it off. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
