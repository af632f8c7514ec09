import type { Language } from '../fill.js';
import type { ReportPictures } from '../pictures.js';
import type { Report } from '../schema.js';
import { renderFindings } from './findings.js';
import { html } from './markup.js';
import { renderPage } from './page.js';
import { numberRegions, renderMaps, renderPictures, renderStore } from './pictures.js';
import { renderResult } from './result.js';
import { mapRules, STYLE } from './style.js';
import { renderAbsent, renderIdentification, renderLimits, renderProvenance } from './tables.js';

/** How a page looks at first; a switch in it shows the other language. */
export interface HtmlOptions {
  /** Language that is shown first. @default 'en' */
  readonly language?: Language;
}

/**
 * Renders a report as one HTML file for reading, printing and keeping: no network, no script needed.
 *
 * Same report, same pictures, same options: the same file. The report is shown, never judged again.
 *
 * @param report as `inspect` returns it
 * @param pictures from `makePictures`; null for a report of words and figures alone
 * @returns the whole file as text
 * @example
 * const inspection = await inspector.inspectFully({ photo, references });
 * await writeFile('report.html', renderHtml(inspection.report, await makePictures(inspection), { language: 'zh' }));
 */
export function renderHtml(
  report: Report,
  pictures: ReportPictures | null,
  { language = 'en' }: HtmlOptions = {},
): string {
  const regions = numberRegions(report);
  return renderPage({
    title: 'title',
    report,
    language,
    style: STYLE + mapRules(pictures?.maps.length ?? 0),
    main: html`${renderStore(report, pictures)}
${renderResult(report)}
${renderPictures(report, pictures, regions)}
${renderFindings(report, regions)}
${renderMaps(report, pictures)}
${renderProvenance(report)}
${renderAbsent(report)}
${renderLimits(report)}
${renderIdentification(report)}`,
  });
}
