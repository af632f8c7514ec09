import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFusionSpec } from '../src/fusion/spec.js';
import { SIGNALS } from '../src/signals/index.js';

// Writes the table of signals of the Chinese concepts page, from the signals' own titles. A test keeps the two the same.
//   npm run docs

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const [BEGIN, END] = ['<!-- written by npm run docs -->', '<!-- end -->'];
export const PAGE = `${ROOT}docs/zh/concepts.md`;

/** One row per signal: id, Chinese title, when it runs, whether the shipped model weighs it. */
export function writeTable(): string {
  const { features } = parseFusionSpec(JSON.parse(readFileSync(`${ROOT}models/fusion/fusion.json`, 'utf8')));
  const weighed = new Set(features.map(({ reading }) => reading));
  const rows = SIGNALS.map(
    ({ id, tier, text }) => `| \`${id}\` | ${text.title.zh} | ${tier} | ${weighed.has(id) ? '是' : '否'} |`,
  );
  return ['| 读数 | 测量内容 | 运行 | 计入 |', '|---|---|---|---|', ...rows].join('\n');
}

/** The page with its table written anew. */
export function drawPage(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE}: expected ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n${writeTable()}\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(PAGE, drawPage(readFileSync(PAGE, 'utf8')));
