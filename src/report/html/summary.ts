import { orderReadings } from '../order.js';
import type { ReportPictures } from '../pictures.js';
import type { Report, ReportReading } from '../schema.js';
import { describeStrength } from '../strength.js';
import { asSentence } from '../wording.js';
import type { HtmlOptions } from './html.js';
import { both, html, label, type Markup } from './markup.js';
import { renderPage } from './page.js';
import { numberRegions, renderPair } from './pictures.js';
import { renderResult, signed } from './result.js';
import { STYLE } from './style.js';

/** What one sheet holds beside the pictures. */
const MOST_FINDINGS = 4;
const MOST_LIMITS = 4;

/** Tighter than the full report: everything has to stay on one sheet. */
const SUMMARY_STYLE = `
@media screen{main{max-width:860px}}
.summary-findings td p{margin:0}
.hashes{font-size:.9rem}
.hashes p{margin:0 0 .3em}
@media print{
@page{margin:11mm 14mm}
:root{font-size:9pt}
body{line-height:1.35}
section{margin:0 0 3.5mm}
section.result{padding-top:2.5mm}
h1{font-size:14pt}h2{font-size:11pt;margin-bottom:.3em}
p{margin-bottom:.4em}
.question{margin-bottom:.5em}
.next{padding:2mm 4mm}
.strength{margin-top:2.5mm;padding-top:2.5mm}
.scale p{margin-bottom:1.5mm}
th,td{padding-top:.25em;padding-bottom:.25em}
.picture{max-height:46mm}
.pair{grid-template-columns:1fr 1fr}
footer{padding-bottom:0}}
`;

/**
 * Renders the summary that a merchant attaches to an appeal: result, pictures, strongest findings, limits and
 * hashes on one A4 sheet. It says nothing that the full report does not say.
 *
 * @param report as `inspect` returns it
 * @param pictures from `makePictures`; null for words and figures alone
 * @returns the whole HTML file as text
 * @example
 * await writeFile('summary.html', renderSummary(report, null, { language: 'zh' }));
 */
export function renderSummary(
  report: Report,
  pictures: ReportPictures | null,
  { language = 'en' }: HtmlOptions = {},
): string {
  return renderPage({
    title: 'summaryTitle',
    report,
    language,
    style: STYLE + SUMMARY_STYLE,
    main: html`${renderResult(report)}
${pictures && html`<section class="pictures">${renderPair(report, pictures, numberRegions(report))}</section>`}
${renderStrongest(report)}
${renderLimitsAndHashes(report)}`,
  });
}

function renderStrongest(report: Report): Markup {
  const { telling, silent } = orderReadings(report);
  const rest = telling.length + silent.length - Math.min(telling.length, MOST_FINDINGS);
  return html`<section aria-labelledby="findings-title" id="findings" tabindex="-1"><h2 id="findings-title">${label('strongest')}</h2>
${telling.length === 0 && html`<p class="quiet">${label(silent.length > 0 ? 'silent' : 'noFindings')}</p>`}
${telling.length > 0 && html`<table class="summary-findings"><tbody>${telling.slice(0, MOST_FINDINGS).map(renderRow)}</tbody></table>`}
${rest > 0 && html`<p class="quiet">+ ${rest} ${label('more')}</p>`}</section>`;
}

function renderRow({ text, log10Lr }: ReportReading): Markup {
  const { direction, grade } = describeStrength(log10Lr);
  return html`<tr><th scope="row">${both(text.title)}</th>
<td><p>${both(asSentence(text.measured))}</p><p class="quiet">${both(grade)} – <span class="${direction}">${label(direction)}</span></p></td>
<td class="numeric">${signed(log10Lr)}</td></tr>`;
}

function renderLimitsAndHashes({ limits, photo, references, tool }: Report): Markup {
  return html`<section aria-labelledby="limits-title"><h2 id="limits-title">${label('limits')}</h2>
<ul>${limits.slice(0, MOST_LIMITS).map(({ text }) => html`<li>${both(text)}</li>`)}</ul></section>
<section aria-labelledby="identification-title" class="hashes"><h2 id="identification-title">${label('identification')}</h2>
<p>${label('photo')}: <code>${photo.sha256}</code></p>
${references.slice(0, 2).map(({ sha256 }) => html`<p>${label('reference')}: <code>${sha256}</code></p>`)}
<p>${label('tool')}: ${tool.name} ${tool.version} · ${label('policy')}: ${tool.policy.id} <code>${tool.policy.sha256.slice(0, 16)}…</code></p></section>`;
}
