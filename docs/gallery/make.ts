/**
 * Makes the gallery: inspects fixtures, renders their reports, and photographs them in Chromium.
 *
 *   npx tsx docs/gallery/make.ts
 *
 * Writes, beside this file, one page and one picture per case and `README.md` with what came out. Run it again
 * whenever models, policy or wording change. Chromium: `CLAIMLENS_CHROMIUM` or /usr/bin/chromium.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { createInspector, type Inspector } from '../../src/inspect.js';
import { formatNumber, type Language } from '../../src/report/fill.js';
import { renderHtml } from '../../src/report/html/html.js';
import { renderSummary } from '../../src/report/html/summary.js';
import { makePictures } from '../../src/report/pictures.js';
import type { Report } from '../../src/report/schema.js';

interface Case {
  /** Name of the page. */
  readonly name: string;
  /** What is known about the photo, for the reader of the gallery. */
  readonly truth: string;
  readonly photo: string;
  readonly references: readonly string[];
  readonly language: Language;
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  /** The whole report, or the one-page summary. */
  readonly page: 'report' | 'summary';
}

const CASES: readonly Case[] = [
  {
    name: 'crack-drawn-into-listing',
    truth: 'a crack drawn into the listing picture',
    photo: 'forged-mug-crack.jpg',
    references: ['listing-mug.jpg'],
    language: 'en',
    colorScheme: 'light',
    width: 1180,
    page: 'report',
  },
  {
    name: 'labelled-stain',
    truth: 'a stain drawn into the listing picture, the file labelled as generated content',
    photo: 'forged-bottle-stain-aigc.jpg',
    references: ['listing-bottle.jpg'],
    language: 'zh',
    colorScheme: 'light',
    width: 1180,
    page: 'report',
  },
  {
    name: 'really-torn-box',
    truth: 'a box that is really torn, photographed with a phone',
    photo: 'honest-box-tear.jpg',
    references: ['listing-box.jpg'],
    language: 'en',
    colorScheme: 'dark',
    width: 420,
    page: 'report',
  },
  {
    name: 'really-chipped-mug',
    truth: 'a mug that is really chipped, photographed with a phone',
    photo: 'honest-mug-chip.jpg',
    references: ['listing-mug.jpg'],
    language: 'zh',
    colorScheme: 'light',
    width: 1180,
    page: 'report',
  },
  {
    name: 'mirrored-crack-summary',
    truth: 'a crack drawn into the mirrored listing picture; the summary for an appeal',
    photo: 'forged-plate-crack-mirrored.jpg',
    references: ['listing-plate.jpg'],
    language: 'en',
    colorScheme: 'light',
    width: 900,
    page: 'summary',
  },
];

const CLAIM = { orderedAt: '2026-05-06', deliveredAt: '2026-05-10', claimedAt: '2026-05-12' };
/** Tall enough for result, pictures and divider, short enough for a page of documentation. */
const PICTURE_HEIGHT_PX = 1500;
const JPEG_QUALITY = 74;

const inspector = await createInspector({ limits: { maxDurationMs: 120_000 } });
const browser = await chromium.launch({
  executablePath: process.env.CLAIMLENS_CHROMIUM ?? '/usr/bin/chromium',
});
try {
  const rows: string[] = [];
  for (const [i, entry] of CASES.entries()) {
    const report = await renderCase(inspector, entry, i + 1);
    await photograph(browser, entry);
    rows.push(describe(entry, report));
  }
  await writeFile(beside('README.md'), listing(rows));
} finally {
  await browser.close();
  await inspector.close();
}

async function renderCase(inspector: Inspector, entry: Case, number: number): Promise<Report> {
  const read = async (file: string) => new Uint8Array(await readFile(beside(`../../fixtures/files/${file}`)));
  const inspection = await inspector.inspectFully({
    photo: await read(entry.photo),
    references: await Promise.all(entry.references.map(read)),
    claim: { id: `GALLERY-${number}`, ...CLAIM },
  });
  const render = entry.page === 'report' ? renderHtml : renderSummary;
  const { report } = inspection;
  const page = render(report, await makePictures(inspection), { language: entry.language });
  await writeFile(beside(`${entry.name}.html`), page);
  return report;
}

async function photograph(browser: Browser, { name, width, colorScheme }: Case): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: PICTURE_HEIGHT_PX }, colorScheme });
  await page.goto(pathToFileURL(beside(`${name}.html`)).href);
  await page.screenshot({ path: beside(`${name}.jpg`), type: 'jpeg', quality: JPEG_QUALITY });
  await page.close();
}

function describe({ name, truth }: Case, { log10Lr, verdict, nextStep }: Report): string {
  return `## ${truth[0].toUpperCase()}${truth.slice(1)}

\`${verdict}\`, next step \`${nextStep}\`, log10 likelihood ratio ${formatNumber(log10Lr, 2)} · [the page](${name}.html)

![Report on ${truth}](${name}.jpg)
`;
}

function listing(rows: readonly string[]): string {
  return `# Gallery

Reports on pictures that this project made itself (\`fixtures/\`), so that the truth about each is known. Made by
\`npx tsx docs/gallery/make.ts\`; open the pages in a browser to move the divider and switch the language.

${rows.join('\n')}`;
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
