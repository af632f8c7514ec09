import { createHash } from 'node:crypto';
import type { Language } from '../fill.js';
import { LABELS, type LabelName } from '../labels.js';
import type { Report } from '../schema.js';
import { html, LANGUAGE_TAGS, label, type Markup, trusted } from './markup.js';
import { SCRIPT } from './script.js';

/** What a page is made of. */
export interface Page {
  readonly title: LabelName;
  readonly report: Report;
  readonly language: Language;
  readonly style: string;
  readonly main: Markup;
}

/**
 * Wraps a page into one self-contained file. Its policy allows pictures from `data:` URLs, exactly this style sheet
 * and exactly this script, and nothing from anywhere else: no request can leave, and markup that got in could
 * neither run nor load.
 */
export function renderPage({ title, report, language, style, main }: Page): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hashSource(style)}'`,
    `script-src '${hashSource(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${LABELS[title][language]}${report.claim.id !== null && ` · ${report.claim.id}`}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#findings">${label('skip')}</a>
<header class="top">
<div><span class="brand">Claimlens<small>${label(title)}</small></span>
<p class="facts">${report.claim.id !== null && html`${label('claim')} ${report.claim.id} · `}<time datetime="${report.timing.inspectedAt}">${report.timing.inspectedAt.slice(0, 16).replace('T', ' ')} UTC</time></p></div>
<fieldset class="language"><legend>${label('language')}</legend>
${renderSwitch('en', 'English', language)}${renderSwitch('zh', '中文', language)}</fieldset>
</header>
<main>${main}</main>
<footer><p>${label('person')}</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function renderSwitch(value: Language, name: string, shown: Language): Markup {
  return html`<label lang="${LANGUAGE_TAGS[value]}"><input type="radio" name="language" id="language-${value}" value="${LANGUAGE_TAGS[value]}"${value === shown && html` checked`}>${name}</label>`;
}

function hashSource(content: string): string {
  return `sha256-${createHash('sha256').update(content, 'utf8').digest('base64')}`;
}
