import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawPage, PAGE } from '../build/docs.js';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const read = (path: string) => readFileSync(join(DOCS, path), 'utf8');
const PAGES = readdirSync(join(DOCS, 'zh')).filter((name) => name !== 'README.md');

/** What a Chinese page leaves to its English sister, with a link to it: tables that change with every measurement. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'concepts.md': ['What each signal sees, and what survives'],
  'service.md': ['Measured', 'Workers'],
};
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '');

interface Section {
  readonly title: string;
  readonly text: string;
}

/** The parts of a page, by its headings of the second rank; the first is what stands before them. */
function sectionsOf(text: string): Section[] {
  return text.split(/^## /m).map((part) => {
    const [title, ...lines] = part.split('\n');
    return { title, text: lines.join('\n') };
  });
}

/** Figures of two digits and more, and decimals; small numbers are words in one language and digits in another. */
const figuresOf = (text: string) =>
  (
    prose(text)
      .replace(/\]\([^)]*\)/g, ']')
      .match(/\d[\d.,]*/g) ?? []
  )
    .map((figure) => figure.replace(/[.,]+$/, ''))
    .filter((figure) => figure.length > 1)
    .sort();
const tableRowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => (line.match(/\d[\d.,]*/g) ?? []).map((figure) => figure.replace(/[.,]+$/, '')).sort());
/** What stands between backticks and is the same in every language: commands, options, fields, codes. */
const namesOf = (text: string) => new Set(prose(text).match(/`[^`\n]+`/g) ?? []);

describe.each(PAGES)('docs/zh/%s', (name) => {
  const [english, chinese] = [read(name), read(`zh/${name}`)];
  const pairs = sectionsOf(english)
    .map((section, i) => [section, sectionsOf(chinese)[i]] as const)
    .filter(([{ title }]) => !LEFT_OUT[name]?.includes(title));

  it('has the same sections and shows the same code', () => {
    const blocks = (text: string) => text.match(/^```[\s\S]*?^```/gm) ?? [];
    expect(sectionsOf(chinese).length).toBe(sectionsOf(english).length);
    expect(blocks(chinese)).toEqual(blocks(english));
    expect(chinese).toContain(`[English](../${name})`);
  });

  it('states the same figures, row by row in tables', () => {
    for (const [one, other] of pairs) {
      expect([one.title, figuresOf(other.text)]).toEqual([one.title, figuresOf(one.text)]);
      expect([one.title, tableRowsOf(other.text)]).toEqual([one.title, tableRowsOf(one.text)]);
    }
  });

  it('names the same commands, options and fields', () => {
    for (const [one, other] of pairs)
      expect([one.title, [...namesOf(other.text)].sort()]).toEqual([
        one.title,
        [...namesOf(one.text)].sort(),
      ]);
  });
});

it('every page but the index is there, and leaves out what its sister still has', () => {
  expect(PAGES.sort()).toEqual([
    'concepts.md',
    'faq.md',
    'human-review.md',
    'policy.md',
    'privacy-and-law.md',
    'quick-start.md',
    'service.md',
    'troubleshooting.md',
  ]);
  for (const [name, titles] of Object.entries(LEFT_OUT))
    expect(sectionsOf(read(name)).map(({ title }) => title)).toEqual(expect.arrayContaining([...titles]));
});

it('the table of signals in Chinese is that of the signals (npm run docs)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(drawPage(page)).toBe(page);
});
