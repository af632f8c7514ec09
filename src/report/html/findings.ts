import { formatDetail, formatNumber, formatValue } from '../fill.js';
import { FAMILY_NAMES, nameOf } from '../labels.js';
import { orderReadings } from '../order.js';
import type { Report, ReportReading } from '../schema.js';
import { describeStrength } from '../strength.js';
import { asSentence, explainFalseAlarm } from '../wording.js';
import { both, html, label, type Markup } from './markup.js';
import type { NumberedRegion } from './pictures.js';
import { signed } from './result.js';

/** Contributions beyond this fill the bar; a family is capped near it by its calibration. */
const BAR_END = 3;
/** Regions that a finding names by number. */
const NAMED_REGIONS = 8;

/** Every measured reading, strongest first, and the sum by family. */
export function renderFindings(report: Report, regions: readonly NumberedRegion[]): Markup {
  const { telling, silent } = orderReadings(report);
  return html`<section aria-labelledby="findings-title" id="findings" tabindex="-1">
<h2 id="findings-title">${label('findings')}</h2>
<p class="quiet">${label('findingsNote')}</p>
${telling.length + silent.length === 0 && html`<p>${label('noFindings')}</p>`}
${telling.map((reading) => renderFinding(reading, regions))}
${silent.length > 0 && renderSilent(silent)}
${renderFamilies(report)}
</section>`;
}

function renderFinding(reading: ReportReading, regions: readonly NumberedRegion[]): Markup {
  const { direction, grade, sentence } = describeStrength(reading.log10Lr);
  const { title, measured, meaning } = reading.text;
  const numbers = regions.filter(({ region }) => region.reading === reading.id).slice(0, NAMED_REGIONS);
  return html`<article class="finding ${direction}">
<header><h3>${both(title)}</h3><p class="grade"><span class="chip">${both(grade)} – ${label(direction)}</span> <span class="numeric">${signed(reading.log10Lr)}</span></p></header>
<dl>
<dt>${label('measured')}</dt><dd>${both(asSentence(measured))}${numbers.map(({ number }) => html` <span class="number">${number}</span>`)}</dd>
<dt>${label('meaning')}</dt><dd>${both(asSentence(meaning))} <span class="quiet">${both(sentence)}</span></dd>
<dt>${label('errorRate')}</dt><dd>${both(explainFalseAlarm(reading.falseAlarm))}</dd>
<dt>${label('source')}</dt><dd><span class="quiet">${reading.source} · ${both(nameOf(FAMILY_NAMES, reading.family))}</span></dd>
</dl>
${renderFigures(reading)}
</article>`;
}

function renderFigures(reading: ReportReading): Markup {
  const details = Object.entries(reading.details);
  return html`<details><summary>${label('figures')}</summary><table class="details"><tbody>
<tr><th scope="row">${label('value')} <span class="quiet">(${reading.unit})</span></th><td>${formatValue(reading.value, reading.unit, 'en')}</td></tr>
${details.map(([name, detail]) => html`<tr><th scope="row">${name}</th><td>${formatDetail(detail, 'en')}</td></tr>`)}
</tbody></table></details>`;
}

function renderSilent(readings: readonly ReportReading[]): Markup {
  return html`<details class="silent"><summary>${label('silent')} (${readings.length})</summary><table><tbody>
${readings.map(
  ({ text, log10Lr }) =>
    html`<tr><th scope="row">${both(text.title)}</th><td>${both(asSentence(text.measured))}</td><td class="numeric">${signed(log10Lr)}</td></tr>`,
)}
</tbody></table></details>`;
}

function renderFamilies({ contributions, log10Lr }: Report): Markup {
  const families = Object.entries(contributions);
  if (families.length === 0) return html``;
  return html`<div class="families"><h3>${label('families')}</h3><table><tbody>
${families.map(([family, value]) => renderFamily(family, value))}
${log10Lr !== null && html`<tr class="sum"><th scope="row">${label('likelihood')}</th><td></td><td class="numeric">${signed(log10Lr)}</td></tr>`}
</tbody></table></div>`;
}

function renderFamily(family: string, value: number): Markup {
  const length = Math.min(50, (Math.abs(value) / BAR_END) * 50);
  const from = value < 0 ? 50 - length : 50;
  return html`<tr><th scope="row">${both(nameOf(FAMILY_NAMES, family))}</th>
<td class="bar"><svg width="100%" height="12" aria-hidden="true"><rect x="${formatNumber(from, 2)}%" y="2" width="${formatNumber(length, 2)}%" height="8" class="${value < 0 ? 'unedited' : 'edited'}"></rect><line x1="50%" x2="50%" y1="0" y2="12"></line></svg></td>
<td class="numeric">${signed(value)}</td></tr>`;
}
