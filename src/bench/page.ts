import type { Language } from '../report/fill.js';
import { escapeHtml } from '../report/html/markup.js';
import type { Comparison } from './compare.js';
import { layOutComparison } from './markdown.js';
import { drawBars, drawChart } from './plots.js';
import type { BenchReport } from './report.js';
import { headline, layOutTables, percent, provenanceLine, type Table } from './tables.js';
import { WORDS, type WordName } from './words.js';

const STYLE = `
:root{color-scheme:light dark;--paper:#f5f5f1;--card:#fff;--ink:#1c2227;--quiet:#59636b;--line:#dadedd}
@media (prefers-color-scheme:dark){:root{--paper:#12161a;--card:#1a2025;--ink:#e6eaec;--quiet:#a4aeb6;--line:#333c43}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.7rem;margin:0 0 .6em}
h2{font-size:1.15rem;margin:0 0 .4em}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px 24px;margin:0 0 18px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:.28em .7em;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}
th{color:var(--quiet);font-weight:600}
.quiet{color:var(--quiet);font-size:.9rem;max-width:80em}
.headline{font-size:1.04rem;padding-left:1.2em}
.plots{display:flex;flex-wrap:wrap;gap:18px}
svg{max-width:100%;height:auto}
`;

/** Renders a benchmark as one HTML file with plots; nothing is loaded from elsewhere. */
export function renderPage(bench: BenchReport, language: Language, comparison?: Comparison): string {
  const say = (name: WordName) => WORDS[name][language];
  const tables = [
    ...(comparison ? [layOutComparison(comparison, language)] : []),
    ...layOutTables(bench, language),
  ];
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(say('title'))}: ${escapeHtml(bench.data.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(say('title'))}: ${escapeHtml(bench.data.name)}</h1>
<section>
<ul class="headline">${headline(bench, language)
    .map((line) => `<li>${escapeHtml(line)}</li>`)
    .join('')}</ul>
${bench.data.seed === null ? '' : `<p class="quiet">${escapeHtml(say('limits'))}</p>`}
<p class="quiet">${escapeHtml(provenanceLine(bench))}</p>
</section>
<section><div class="plots">${drawPlots(bench, language).join('\n')}</div></section>
${tables.map(renderTable).join('\n')}
</body>
</html>
`;
}

function drawPlots({ quality, speed }: BenchReport, language: Language): string[] {
  const say = (name: WordName) => WORDS[name][language];
  const plots: string[] = [];
  plots.push(
    drawBars(
      say('byKindPlot'),
      [...quality.kinds]
        .sort((a, b) => Number(a.forged ?? true) - Number(b.forged ?? true))
        .map(({ name, n, review, forged }) => ({
          name,
          share: review,
          text: `${percent(review)} (${n})`,
          honest: forged === false,
        })),
    ),
  );
  if (quality.roc.length > 0)
    plots.push(
      drawChart({
        title: say('roc'),
        xLabel: say('falseAlarms'),
        yLabel: say('found'),
        series: [{ points: quality.roc }],
        xMax: 1,
        yMax: 1,
        diagonal: true,
      }),
    );
  if (quality.reliability.length > 0)
    plots.push(
      drawChart({
        title: say('reliability'),
        xLabel: say('stated'),
        yLabel: say('observed'),
        series: [
          { points: quality.reliability.map(({ stated, observed }) => [stated, observed]), style: 'both' },
        ],
        xMax: 1,
        yMax: 1,
        diagonal: true,
      }),
    );
  if (speed) {
    const of = (name: 'alonePhoto' | 'cachedReference' | 'newReference') =>
      speed.inspections
        .filter((line) => line.case === name)
        .map(({ megapixels, p50 }) => [megapixels, p50] as const);
    plots.push(
      drawChart({
        title: say('timePlot'),
        xLabel: say('megapixels'),
        yLabel: say('p50'),
        series: [
          { points: of('newReference'), style: 'both', colour: '#d55e00', name: say('newReference') },
          { points: of('cachedReference'), style: 'both', colour: '#0072b2', name: say('cachedReference') },
          { points: of('alonePhoto'), style: 'both', colour: '#009e73', name: say('alonePhoto') },
        ],
      }),
      drawChart({
        title: say('referencesPlot'),
        xLabel: say('references'),
        yLabel: 'ms',
        series: [
          {
            points: speed.references.map(
              ({ references, milliseconds }) => [references, milliseconds] as const,
            ),
            style: 'both',
          },
        ],
      }),
    );
  }
  return plots;
}

function renderTable({ title, note, columns, rows }: Table): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const table =
    rows.length === 0
      ? ''
      : `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}"><table><thead>${cells('th', columns)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
  return `<section><h2>${escapeHtml(title)}</h2>${note ? `<p class="quiet">${escapeHtml(note)}</p>` : ''}${table}</section>`;
}
