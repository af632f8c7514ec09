import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRaster } from '../../src/pixels/decode.js';
import { renderHtml } from '../../src/report/html/html.js';
import { renderSummary } from '../../src/report/html/summary.js';
import { drawPictures } from '../../src/report/pictures.js';
import { drawMap, drawScene, sampleReport } from '../report/sample.js';
import { hasChromium, launchChromium, skipNote } from './chromium.js';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
/** A4 within its margins at 96 px per inch. */
const SHEET = { width: 688, height: 1009 };

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!hasChromium)(`report pages in Chromium${skipNote}`, () => {
  let browser: Browser;
  let folder: string;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claimlens-browser-'));
    const photo = drawScene(800, 600, { crack: true });
    const reference = drawScene(800, 600);
    const pictures = await drawPictures({
      photo,
      references: [reference, null],
      alignment: {
        index: 0,
        homography: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        referenceSize: reference,
        photoSize: photo,
      },
      maps: ['reference/change-map', 'noise/residual'].map((reading) => ({ reading, map: drawMap(64, 48) })),
    });
    const report = sampleReport((draft) => {
      draft.references.push({ ...draft.references[0] });
    });
    for (const language of ['en', 'zh'] as const) {
      const path = join(folder, `${language}.html`);
      writeFileSync(path, renderHtml(report, pictures, { language }));
      urls[language] = pathToFileURL(path).href;
      const summary = join(folder, `summary-${language}.html`);
      writeFileSync(summary, renderSummary(report, pictures, { language }));
      urls[`summary-${language}`] = pathToFileURL(summary).href;
    }
    browser = await launchChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Opens a page; whatever it complains about or asks for is in `complaints` and `requests`. */
  async function open(name: 'en' | 'zh' | 'summary-en' | 'summary-zh', options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url().slice(0, 60)));
    await page.goto(urls[name]);
    return { page, complaints, requests };
  }

  for (const language of ['en', 'zh'] as const) {
    for (const [device, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      it(`opens in ${language} on a ${device}: its language alone, no overflow, no complaint, no request`, async () => {
        const { page, complaints, requests } = await open(language, { viewport });
        const words = await readShown(page, 'body');
        const [shown, hidden] = language === 'en' ? ['Next step', '下一步'] : ['下一步', 'Next step'];
        expect(words).toContain(shown);
        expect(words).not.toContain(hidden);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          viewport.width,
        );
        expect(await page.locator('.picture').first().isVisible()).toBe(true);
        expect(complaints).toEqual([]);
        expect(requests.filter((url) => !url.startsWith('data:image/') && !url.startsWith('file:'))).toEqual(
          [],
        );
        expect(requests.filter((url) => url.startsWith('file:'))).toHaveLength(1);
        await page.context().close();
      });
    }
  }

  it('switches the language from the keyboard, and the page says which it is', async () => {
    const { page } = await open('en');
    await page.locator('#language-en').focus();
    await page.keyboard.press('ArrowRight');
    expect(await readShown(page, 'h1')).toBe('检验结果明确指向照片经过编辑、由模型生成或重复使用');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.keyboard.press('ArrowLeft');
    expect(await readShown(page, 'h1')).toContain('The findings point clearly');
    await page.context().close();
  });

  it('moves the divider by keyboard and pointer, and the picture follows', async () => {
    const { page } = await open('en');
    const cut = async () => Number(await page.locator('#compare-cut').getAttribute('width'));
    expect(await cut()).toBe(800);
    await page.locator('#divider').focus();
    await page.keyboard.press('End');
    expect(await cut()).toBe(1600);
    const reference = await countDark(page);
    await page.keyboard.press('Home');
    expect(await cut()).toBe(0);
    const photo = await countDark(page);
    // The dark line is in the photo alone.
    expect(photo).toBeGreaterThan(400);
    expect(reference).toBeLessThan(photo / 4);
    await page.locator('#compare svg').scrollIntoViewIfNeeded();
    const box = await page.locator('#compare svg').boundingBox();
    if (!box) throw new Error('the comparison has no box');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    // The range has whole percents: 1 % of 1600.
    expect(Math.abs((await cut()) - 400)).toBeLessThanOrEqual(16);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(Math.abs((await cut()) - 400)).toBeLessThanOrEqual(16);
    await page.context().close();
  });

  it('shows and hides regions and maps by their switches', async () => {
    const { page } = await open('zh');
    const display = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).display`);
    expect(await display('.regions')).not.toBe('none');
    await page.locator('#show-regions').focus();
    await page.keyboard.press('Space');
    expect(await display('.regions')).toBe('none');
    expect([await display('.map-0'), await display('.map-1')]).toEqual(['inline', 'none']);
    await page.locator('#show-map-0').uncheck();
    await page.locator('#show-map-1').check();
    expect([await display('.map-0'), await display('.map-1')]).toEqual(['none', 'inline']);
    await page.context().close();
  });

  it('is complete and switches language without script', async () => {
    const { page } = await open('en', { javaScriptEnabled: false });
    const words = await readShown(page, 'body');
    for (const part of ['Local change against the reference', 'Before and after', 'Identification'])
      expect(words).toContain(part);
    expect(await page.locator('.divider').isVisible()).toBe(false);
    await page.locator('#language-zh').check();
    expect(await readShown(page, 'h1')).toContain('检验结果');
    await page.context().close();
  });

  it('prints to A4: a PDF of few pages, every picture smaller than a sheet, every map shown', async () => {
    const { page } = await open('en');
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(countSheets(pdf)).toBeGreaterThanOrEqual(2);
    expect(countSheets(pdf)).toBeLessThanOrEqual(6);
    await page.setViewportSize(SHEET);
    await page.emulateMedia({ media: 'print' });
    const figures = (await page.evaluate(`[...document.querySelectorAll('figure')]
      .filter((figure) => figure.clientHeight > 0)
      .map((figure) => ({ height: figure.clientHeight, breakInside: getComputedStyle(figure).breakInside }))`)) as {
      height: number;
      breakInside: string;
    }[];
    expect(figures.length).toBeGreaterThanOrEqual(5);
    for (const { height, breakInside } of figures) {
      expect(height).toBeLessThan(SHEET.height / 2);
      expect(breakInside).toBe('avoid');
    }
    expect(await page.locator('.printed-maps figure:visible').count()).toBe(2);
    expect(await page.locator('.language:visible, .toggle:visible, .divider:visible').count()).toBe(0);
    await page.context().close();
  });

  it.each(['summary-en', 'summary-zh'] as const)('prints %s on one sheet', async (name) => {
    const { page, complaints } = await open(name);
    expect(countSheets(await page.pdf({ preferCSSPageSize: true, printBackground: true }))).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('refuses to load or run what got into the page', async () => {
    let visits = 0;
    const server = createServer((_, response) => {
      visits++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { page } = await open('en');
    const outcome = await page.evaluate(`(async () => {
      const violations = new Set();
      document.addEventListener('securitypolicyviolation', (event) => violations.add(event.effectiveDirective));
      const add = (name, content) => document.body.append(Object.assign(document.createElement(name), content));
      add('img', { src: 'http://127.0.0.1:${port}/x.png' });
      add('iframe', { src: 'http://127.0.0.1:${port}/x.html' });
      add('script', { src: 'http://127.0.0.1:${port}/x.js' });
      add('script', { textContent: 'window.ran = true' });
      add('style', { textContent: 'body{display:none}' });
      document.body.insertAdjacentHTML('beforeend', '<p style="color:red" onclick="window.ran = true">x</p>');
      document.body.lastElementChild.click();
      await fetch('http://127.0.0.1:${port}/').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { ran: 'ran' in window, shown: getComputedStyle(document.body).display, violations: [...violations].filter((name) => name !== 'frame-src').sort() };
    })()`);
    // The frame's own violation may arrive later; that nothing was fetched is what counts for it.
    expect(outcome).toEqual({
      ran: false,
      shown: 'block',
      violations: [
        'connect-src',
        'img-src',
        'script-src-attr',
        'script-src-elem',
        'style-src-attr',
        'style-src-elem',
      ],
    });
    expect(visits).toBe(0);
    server.close();
    await page.context().close();
  });

  it.each([
    ['en', 'light', DESKTOP],
    ['en', 'dark', PHONE],
    ['zh', 'dark', DESKTOP],
    ['zh', 'light', PHONE],
  ] as const)('has no serious accessibility finding in %s, %s', async (language, colorScheme, viewport) => {
    const { page } = await open(language, { colorScheme, viewport });
    await page.evaluate(`for (const element of document.querySelectorAll('details')) element.open = true`);
    await page.evaluate(axeSource);
    const run = "axe.run({ resultTypes: ['violations'] })";
    const { violations, passes } = (await page.evaluate(run)) as AxeResults;
    expect(passes.length).toBeGreaterThan(20);
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    expect(serious).toEqual([]);
    await page.context().close();
  });
});

/** Sheets of a PDF. */
function countSheets(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** Text of the first such element that is displayed: hidden languages are not part of it. */
async function readShown(page: Page, selector: string): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: rendered text is what the tests are about
  return page.locator(selector).innerText();
}

/** Dark pixels of the comparison as it is drawn. */
async function countDark(page: Page): Promise<number> {
  const shot = await page.locator('#compare svg').screenshot();
  const { data } = await decodeRaster(shot, { maxPixels: 4_000_000, timeoutMs: 10_000 });
  let count = 0;
  for (let i = 0; i < data.length; i += 3) if (data[i] < 45 && data[i + 1] < 45 && data[i + 2] < 45) count++;
  return count;
}
