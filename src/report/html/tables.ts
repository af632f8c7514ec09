import { hashReport } from '../canonical.js';
import { formatDetail, formatNumber } from '../fill.js';
import { MARK_NAMES, nameOf } from '../labels.js';
import { orderReadings } from '../order.js';
import type { Report, ReportReading } from '../schema.js';
import { asSentence } from '../wording.js';
import { both, html, label, type Markup } from './markup.js';

/** Every provenance mark, and what was read of the metadata. */
export function renderProvenance(report: Report): Markup {
  const facts = report.readings.filter(isFact);
  return html`<section aria-labelledby="provenance-title"><h2 id="provenance-title">${label('provenance')}</h2>
<h3>${label('marks')}</h3>
${report.marks.length === 0 ? html`<p class="quiet">${label('noMarks')}</p>` : renderMarks(report)}
${facts.length > 0 && html`<h3>${label('metadata')}</h3>${facts.map(renderFacts)}`}
</section>`;
}

function renderMarks({ marks }: Report): Markup {
  return html`<table class="stacked"><thead><tr><th scope="col">${label('mark')}</th><th scope="col">${label('says')}</th><th scope="col">${label('where')}</th></tr></thead><tbody>
${marks.map(
  ({ mark, value, where }) =>
    html`<tr><th scope="row">${both(nameOf(MARK_NAMES, mark))}</th><td>${value}</td><td class="quiet">${where}</td></tr>`,
)}
</tbody></table>`;
}

/** A provenance reading of 0 says that nothing was found; its details are empty. */
function isFact({ family, status, value, details }: ReportReading): boolean {
  if (status !== 'measured' || listFacts(details).length === 0) return false;
  return family === 'metadata' || (family === 'provenance' && value !== 0);
}

function renderFacts({ text, details }: ReportReading): Markup {
  return html`<table class="details"><caption>${both(text.title)}</caption><tbody>
${listFacts(details).map(([name, shown]) => html`<tr><th scope="row">${name}</th><td>${shown}</td></tr>`)}
</tbody></table>`;
}

/** Details that hold something, as they are shown. */
function listFacts(details: ReportReading['details']): [string, string][] {
  return Object.entries(details)
    .map(([name, detail]): [string, string] => [name, formatDetail(detail, 'en')])
    .filter(([, shown]) => shown !== '–');
}

/** What could not be measured, and why. */
export function renderAbsent(report: Report): Markup {
  const { absent, failed } = orderReadings(report);
  const titles = (readings: readonly ReportReading[]) =>
    readings.map(({ text }, i) => html`${i > 0 && ' · '}${both(text.title)}`);
  const failures = failed.map(
    ({ why, readings }) =>
      html`<tr><th scope="row">${label('failed')}: <span class="quiet">${why.en}</span></th><td>${titles(readings)}</td></tr>`,
  );
  const groups = absent.map(
    ({ why, readings }) =>
      html`<tr><th scope="row">${both(asSentence(why))}</th><td>${titles(readings)}</td></tr>`,
  );
  return html`<section aria-labelledby="absent-title" class="absent"><h2 id="absent-title">${label('notMeasured')}</h2>
${
  failures.length + groups.length === 0
    ? html`<p class="quiet">${label('allMeasured')}</p>`
    : html`<p class="quiet">${label('notMeasuredNote')}</p>
<table><thead><tr><th scope="col">${label('why')}</th><th scope="col">${label('measurement')}</th></tr></thead><tbody>${failures}${groups}</tbody></table>`
}</section>`;
}

/** What this inspection could not see. */
export function renderLimits({ limits }: Report): Markup {
  return html`<section aria-labelledby="limits-title"><h2 id="limits-title">${label('limits')}</h2>
<ul>${limits.map(({ text }) => html`<li>${both(text)}</li>`)}</ul></section>`;
}

/** Hashes, versions, policy and time, and how to check them. */
export function renderIdentification(report: Report): Markup {
  const { claim, photo, references, tool, timing } = report;
  return html`<section aria-labelledby="identification-title" class="identification"><h2 id="identification-title">${label('identification')}</h2>
<dl>
${claim.id !== null && row(label('claim'), claim.id)}
${row(label('photo'), html`${photo.format}, ${photo.width} × ${photo.height} px, ${formatNumber(photo.bytes, 0)} ${label('bytes')}<br><code>${photo.sha256}</code>`)}
${references.map(({ sha256, width, height }, i) =>
  row(html`${label('reference')} ${i + 1}`, html`${width} × ${height} px<br><code>${sha256}</code>`),
)}
${row(label('tool'), `${tool.name} ${tool.version}`)}
${tool.models.map(({ id, sha256 }) => row(label('model'), html`${id}<br><code>${sha256}</code>`))}
${row(label('policy'), html`${tool.policy.id}<br><code>${tool.policy.sha256}</code>`)}
${row(label('inspected'), html`<time datetime="${timing.inspectedAt}">${timing.inspectedAt}</time> (${formatNumber(timing.elapsedMs / 1000, 1)} s)`)}
${row(label('reportHash'), html`<code>${hashReport(report)}</code>`)}
</dl>
<p>${label('verifyHow')}<br><code>claimlens verify report.json PHOTO${references.length > 0 && ' REFERENCE…'} --repeat</code></p>
</section>`;
}

function row(name: Markup, value: Markup | string): Markup {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
