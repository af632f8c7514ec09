import type { Language } from '../report/fill.js';
import type { Comparison } from './compare.js';
import type { BenchReport } from './report.js';
import { headline, layOutTables, number, provenanceLine, type Table } from './tables.js';
import { WORDS } from './words.js';

/** Renders a benchmark as Markdown. */
export function renderMarkdown(bench: BenchReport, language: Language, comparison?: Comparison): string {
  return [
    `# ${WORDS.title[language]}`,
    ...headline(bench, language).map((line) => `- ${line}`),
    provenanceLine(bench),
    ...(bench.data.seed === null ? [] : [WORDS.limits[language]]),
    ...(comparison ? [renderTable(layOutComparison(comparison, language))] : []),
    ...layOutTables(bench, language).map(renderTable),
  ]
    .join('\n\n')
    .replace(/^- .*(\n\n)(?=- )/gm, (line) => line.replace('\n\n', '\n'))
    .concat('\n');
}

/** What moved, as a table. */
export function layOutComparison({ movements, sameData }: Comparison, language: Language): Table {
  const say = (name: keyof typeof WORDS) => WORDS[name][language];
  const notes = [
    ...(sameData ? [] : [say('otherData')]),
    ...(movements.length === 0 ? [say('movedNone')] : []),
  ];
  return {
    title: say('moved'),
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    columns: [say('figure'), say('before'), say('after'), ''],
    rows: movements.map(({ figure, before, after, better }) => [
      figure,
      number(before),
      number(after),
      better === null ? '' : better ? say('better') : say('worse'),
    ]),
  };
}

function renderTable({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [
    `## ${title}`,
    ...(note ? [note] : []),
    ...(rows.length > 0
      ? [[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')]
      : []),
  ].join('\n\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
