import { formatNumber, formatPercent } from '../fill.js';
import { nameOf, REGION_KINDS } from '../labels.js';
import type { Picture, ReportPictures } from '../pictures.js';
import type { Report } from '../schema.js';
import { both, html, label, type Markup, trusted } from './markup.js';

/** Regions that get an outline and a number; the rest would cover the photo. */
const MOST_REGIONS = 40;

/** A region with the number that it bears in the report. */
export interface NumberedRegion {
  readonly number: number;
  readonly region: Report['regions'][number];
}

/** Numbers the regions by confidence, highest first. */
export function numberRegions(report: Report): NumberedRegion[] {
  return [...report.regions]
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_REGIONS)
    .map((region, i) => ({ number: i + 1, region }));
}

/** The photo with its regions beside the reference, and the two laid over each other. */
export function renderPictures(
  report: Report,
  pictures: ReportPictures | null,
  regions: readonly NumberedRegion[],
): Markup {
  if (!pictures)
    return html`<section aria-labelledby="pictures-title"><h2 id="pictures-title">${label('pictures')}</h2>
<p class="quiet">${label('noPicture')}</p>${renderRegionTable(regions, report)}</section>`;
  const beside = pictures.aligned?.index ?? 0;
  const others = report.references.map((_, i) => i).filter((i) => i !== beside);
  return html`<section class="pictures" aria-labelledby="pictures-title">
<h2 id="pictures-title">${label('pictures')}</h2>
${renderPair(report, pictures, regions)}
${pictures.aligned && renderCompare(report)}
${others.length > 0 && html`<div class="strip">${others.map((i) => renderReference(report, pictures, i))}</div>`}
${renderRegionTable(regions, report)}
</section>`;
}

/** The photo with its regions, and beside it the reference that was aligned, or the first one. */
export function renderPair(
  report: Report,
  pictures: ReportPictures,
  regions: readonly NumberedRegion[],
): Markup {
  return html`<div class="pair">
<figure><div class="frame">${renderPhoto(report, pictures.photo, regions)}</div>
<figcaption><span id="photo-caption">${label('photo')}</span> <span class="quiet">${report.photo.width} × ${report.photo.height} px</span>
${regions.length > 0 && html`<label class="toggle"><input type="checkbox" id="show-regions" checked> ${label('showRegions')}</label>`}</figcaption></figure>
${report.references.length > 0 && renderReference(report, pictures, pictures.aligned?.index ?? 0)}
</div>`;
}

/** The photo as the first use of its picture; later ones refer to it by `#photo-picture`. */
function renderPhoto(report: Report, photo: Picture, regions: readonly NumberedRegion[]): Markup {
  const { width, height } = report.photo;
  return html`<svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="photo-caption">
<image id="photo-picture" href="${toDataUrl(photo)}" width="${width}" height="${height}" preserveAspectRatio="none"></image>
<g class="regions">${regions.map((numbered) => renderRegion(numbered, width, height))}</g>
</svg>`;
}

function renderRegion({ number, region }: NumberedRegion, width: number, height: number): Markup {
  if (region.polygon.length === 0) return html``;
  const points = region.polygon.map(([x, y]) => `${x},${y}`).join(' ');
  const radius = Math.max(width, height) * 0.022;
  const [x, y] = region.polygon.reduce((top, corner) => (corner[1] < top[1] ? corner : top));
  const cx = clamp(x, radius, width - radius);
  const cy = clamp(y, radius, height - radius);
  return html`<polygon class="halo" points="${points}"></polygon><polygon class="outline" points="${points}"></polygon>
<circle cx="${cx}" cy="${cy}" r="${radius}"></circle><text x="${cx}" y="${cy}" dy="0.36em" font-size="${radius * 1.25}">${number}</text>`;
}

function renderReference(report: Report, pictures: ReportPictures, index: number): Markup {
  const { width, height } = report.references[index];
  const picture = pictures.references[index];
  const caption = html`<span id="reference-caption-${index}">${label('reference')}${report.references.length > 1 && ` ${index + 1}`}</span>`;
  const shown = picture
    ? html`<svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="reference-caption-${index}">
<image href="${toDataUrl(picture)}" width="${width}" height="${height}" preserveAspectRatio="none"></image></svg>`
    : html`<p class="quiet">${label('noReferencePicture')}</p>`;
  return html`<figure><div class="frame">${shown}</div><figcaption>${caption} <span class="quiet">${width} × ${height} px</span></figcaption></figure>`;
}

/** Without script the divider stands in the middle; with it, the range and the pointer move it. */
function renderCompare({ photo }: Report): Markup {
  const { width, height } = photo;
  return html`<figure class="compare" id="compare">
<div class="frame"><svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="compare-caption">
<clipPath id="compare-clip"><rect id="compare-cut" width="${width / 2}" height="${height}"></rect></clipPath>
<use href="#photo-picture"></use><use href="#aligned-picture" clip-path="url(#compare-clip)"></use>
<line id="compare-line" x1="${width / 2}" x2="${width / 2}" y1="0" y2="${height}"></line></svg></div>
<p class="sides"><span>${label('aligned')}</span><span>${label('photo')}</span></p>
<div class="divider"><label for="divider">${label('divider')}</label><input type="range" id="divider" min="0" max="100" value="50" step="1"></div>
<figcaption><span id="compare-caption">${label('compare')}</span> <span class="quiet">${label('compareNote')}</span></figcaption>
</figure>`;
}

/** Pictures that are only ever referred to. */
export function renderStore(report: Report, pictures: ReportPictures | null): Markup {
  if (!pictures) return html``;
  const { width, height } = report.photo;
  const image = (id: string, picture: Picture) =>
    html`<image id="${id}" href="${toDataUrl(picture)}" width="${width}" height="${height}" preserveAspectRatio="none"></image>`;
  return html`<svg class="store" width="0" height="0" aria-hidden="true" focusable="false"><defs>
${pictures.aligned && image('aligned-picture', pictures.aligned.picture)}
${pictures.maps.map(({ picture }, i) => image(`map-picture-${i}`, picture))}
</defs></svg>`;
}

function renderRegionTable(regions: readonly NumberedRegion[], report: Report): Markup {
  if (regions.length === 0) return html`<p class="quiet">${label('noRegions')}</p>`;
  const titles = new Map(report.readings.map(({ id, text }) => [id, text.title]));
  const rows = regions.map(({ number, region }) => {
    const title = titles.get(region.reading) ?? { en: region.reading, zh: region.reading };
    return html`<tr><th scope="row"><span class="number">${number}</span></th><td>${both(nameOf(REGION_KINDS, region.kind))}</td>
<td>${both(title)}</td><td class="numeric">${formatPercent(region.confidence)}%</td></tr>`;
  });
  const rest = report.regions.length - regions.length;
  return html`<div class="regions-table"><h3>${label('regions')}</h3><p class="quiet">${label('regionNote')}</p>
<table><thead><tr><th scope="col">${label('region')}</th><th scope="col">${label('kind')}</th><th scope="col">${label('measurement')}</th><th scope="col" class="numeric">${label('confidence')}</th></tr></thead>
<tbody>${rows}</tbody></table>${rest > 0 && html`<p class="quiet">+${formatNumber(rest, 0)}</p>`}</div>`;
}

/** Localization maps over the photo, each with its switch; on paper, one picture per map. */
export function renderMaps(report: Report, pictures: ReportPictures | null): Markup {
  if (!pictures || pictures.maps.length === 0) return html``;
  const { width, height } = report.photo;
  const titles = new Map(report.readings.map(({ id, text }) => [id, text.title]));
  const titleOf = (reading: string) => both(titles.get(reading) ?? { en: reading, zh: reading });
  const viewBox = `0 0 ${width} ${height}`;
  return html`<section class="maps" aria-labelledby="maps-title">
<h2 id="maps-title">${label('maps')}</h2><p class="quiet">${label('mapsNote')}</p>
<div class="viewer">
<figure class="frame"><svg class="picture" viewBox="${viewBox}" role="img" aria-labelledby="maps-title"><use href="#photo-picture"></use>
${pictures.maps.map((_, i) => html`<use class="map-${i}" href="#map-picture-${i}"></use>`)}</svg></figure>
<div><fieldset><legend>${label('showMaps')}</legend>
${pictures.maps.map(({ reading }, i) => html`<label class="toggle"><input type="checkbox" id="show-map-${i}"${i === 0 && html` checked`}> ${titleOf(reading)}</label>`)}
</fieldset><p class="legend"><span>${label('low')}</span><span class="ramp" aria-hidden="true"></span><span>${label('high')}</span></p></div>
</div>
<div class="printed-maps">${pictures.maps.map(
    (
      { reading },
      i,
    ) => html`<figure><svg class="picture" viewBox="${viewBox}" role="img" aria-labelledby="printed-map-${i}"><use href="#photo-picture"></use><use href="#map-picture-${i}"></use></svg>
<figcaption id="printed-map-${i}">${titleOf(reading)}</figcaption></figure>`,
  )}</div>
</section>`;
}

/** A picture as the URL that holds it; base64 needs no escaping, and the type is one of two words. */
function toDataUrl({ mediaType, bytes }: Picture): Markup {
  const type = mediaType === 'image/png' ? 'image/png' : 'image/jpeg';
  return trusted(`data:${type};base64,${Buffer.from(bytes).toString('base64')}`);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
