import { formatNumber } from '../fill.js';
import type { Report } from '../schema.js';
import { describeStrength } from '../strength.js';
import { explainScore, NEXT_STEPS, VERDICTS } from '../wording.js';
import { both, html, label, type Markup } from './markup.js';

/** Ends of the drawn scale; ENFSI's upper grades lie beyond and are drawn at the end. */
const SCALE_END = 4;

/** What was asked, what came out, what to do next, and how strong the evidence is. */
export function renderResult(report: Report): Markup {
  const { headline, explanation } = VERDICTS[report.verdict];
  const { action, detail } = NEXT_STEPS[report.nextStep];
  return html`<section class="result ${report.verdict}" aria-labelledby="result-title">
<p class="question"><span class="tag">${label('question')}</span> ${label('questionText')}</p>
<div class="answer">
<div><h1 id="result-title">${both(headline)}</h1><p>${both(explanation)}</p></div>
<div class="next"><h2>${label('nextStep')}</h2><p class="action">${both(action)}</p><p>${both(detail)}</p></div>
</div>
${report.log10Lr !== null && renderStrength(report.log10Lr, report.score)}
${report.log10Lr === null && html`<p class="score-note">${both(explainScore(null))}</p>`}
</section>`;
}

function renderStrength(log10Lr: number, score: number | null): Markup {
  const { grade, direction } = describeStrength(log10Lr);
  const towards = direction === 'neither' ? null : html` – ${label(direction)}`;
  return html`<div class="strength">
<h2>${label('strength')}: <span class="${direction}">${both(grade)}${towards}</span></h2>
${renderScale(log10Lr)}
<dl class="figures">
<div><dt>${label('likelihood')}</dt><dd>${signed(log10Lr)}</dd></div>
${score !== null && html`<div><dt>${label('score')}</dt><dd>${formatNumber(score, 3)}</dd></div>`}
</dl>
<p class="score-note">${both(explainScore(score))}</p>
</div>`;
}

function renderScale(log10Lr: number): Markup {
  const { direction } = describeStrength(log10Lr);
  const position = percentOf(log10Lr);
  const ticks = Array.from({ length: 2 * SCALE_END + 1 }, (_, i) => percentOf(i - SCALE_END));
  const from = Math.min(50, position);
  return html`<div class="scale" aria-hidden="true">
<svg width="100%" height="30">
<rect class="track" x="0" y="11" width="100%" height="8" rx="4"></rect>
<rect class="${direction}" x="${from}%" y="11" width="${Math.abs(position - 50)}%" height="8"></rect>
${ticks.map((x) => html`<line x1="${x}%" x2="${x}%" y1="8" y2="22"></line>`)}
<circle cx="${position}%" cy="15" r="8" class="${direction}"></circle>
</svg>
<p><span>${label('unedited')}</span><span>${label('neither')}</span><span>${label('edited')}</span></p>
</div>`;
}

/** Position on the scale, 2..98, so that the marker never leaves it. */
function percentOf(log10Lr: number): number {
  const clamped = Math.max(-SCALE_END, Math.min(SCALE_END, log10Lr));
  return Number((50 + (48 * clamped) / SCALE_END).toFixed(2));
}

/** `+1.62`, `−0.44` */
export function signed(log10Lr: number): string {
  return (log10Lr > 0 ? '+' : '') + formatNumber(log10Lr, 2);
}
