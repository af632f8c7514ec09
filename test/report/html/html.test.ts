import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashReport } from '../../../src/report/canonical.js';
import { renderHtml } from '../../../src/report/html/html.js';
import { drawPictures } from '../../../src/report/pictures.js';
import type { Report, ReportReading } from '../../../src/report/schema.js';
import { FORBIDDEN_WORDS } from '../../../src/report/wording.js';
import { drawMap, drawScene, hash, sampleReport } from '../sample.js';

const photo = drawScene(800, 600, { crack: true });
const reference = drawScene(800, 600);
const pictures = await drawPictures({
  photo,
  references: [reference],
  alignment: {
    index: 0,
    homography: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    referenceSize: reference,
    photoSize: photo,
  },
  maps: [{ reading: 'reference/change-map', map: drawMap(64, 48) }],
});

/** Everything from each `<` to its `>`, or to the next `<`: tags with their attributes, closed or not. */
function listTags(page: string): string[] {
  return page.match(/<[^<>]*>?/g) ?? [];
}

describe('renderHtml', () => {
  it('orders its sections as a reader needs them', () => {
    const page = renderHtml(sampleReport(), pictures);
    const ids = [
      'result',
      'pictures',
      'findings',
      'maps',
      'provenance',
      'absent',
      'limits',
      'identification',
    ];
    const order = ids.map((id) => page.indexOf(`id="${id}-title"`));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const titles = ['Local change against', '>Label for generated content', 'Noise level over'];
    const findings = page.slice(page.indexOf('id="findings"'));
    const places = titles.map((title) => findings.indexOf(title));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('says everything in both languages, whichever is shown first', () => {
    for (const language of ['en', 'zh'] as const) {
      const page = renderHtml(sampleReport(), pictures, { language });
      const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0;
      expect(count(/<span class="en"/g)).toBeGreaterThan(100);
      expect(count(/<span class="en"/g)).toBe(count(/<span class="zh"/g));
      expect(page).toContain(`<html lang="${language === 'en' ? 'en' : 'zh-CN'}">`);
    }
    expect(renderHtml(sampleReport(), pictures, { language: 'zh' })).toContain(
      '<title>照片检验报告 · R-2026-118834</title>',
    );
  });

  it('allows its own style and script by hash and nothing else', () => {
    const page = renderHtml(sampleReport(), pictures);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    const digest = (content: string | undefined) =>
      `'sha256-${createHash('sha256')
        .update(content ?? '', 'utf8')
        .digest('base64')}'`;
    const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)];
    expect([styles.length, scripts.length]).toEqual([1, 1]);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      'img-src data:',
      `style-src ${digest(styles[0][1])}`,
      `script-src ${digest(scripts[0][1])}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/https?:\/\//);
    expect(page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '')).not.toMatch(/\sstyle=|\son\w+=/);
  });

  it('is the same file for the same report', () => {
    expect(renderHtml(sampleReport(), pictures)).toBe(renderHtml(sampleReport(), pictures));
  });

  it('shows what identifies report and pictures', () => {
    const page = renderHtml(sampleReport(), pictures);
    for (const digest of [
      hash('photo'),
      hash('reference'),
      hash('fusion'),
      hash('policy'),
      hashReport(sampleReport()),
    ])
      expect(page).toContain(digest);
  });

  it('draws regions in pixels of the photo', () => {
    const page = renderHtml(sampleReport(), pictures);
    expect(page).toContain('viewBox="0 0 1600 1200"');
    expect(page).toContain('points="1180,860 1330,850 1345,960 1190,975"');
  });

  it('holds each picture once', () => {
    const page = renderHtml(sampleReport(), pictures);
    expect(page.match(/data:image\//g)).toHaveLength(4);
  });

  it('accuses nobody', () => {
    const words = renderHtml(sampleReport(), null).replaceAll(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ');
    expect(words).not.toMatch(FORBIDDEN_WORDS.en);
    expect(words).not.toMatch(FORBIDDEN_WORDS.zh);
  });

  it('renders without pictures, and with nothing measured', () => {
    expect(renderHtml(sampleReport(), null)).toContain('No picture was included');
    const empty = sampleReport((report) => {
      Object.assign(report, {
        score: null,
        log10Lr: null,
        verdict: 'inconclusive',
        nextStep: 'ask-for-more',
      });
      Object.assign(report, {
        readings: [],
        marks: [],
        regions: [],
        references: [],
        contributions: {},
        limits: [],
      });
      report.claim.id = null;
    });
    const page = renderHtml(empty, { photo: pictures.photo, references: [], aligned: null, maps: [] });
    expect(page).toContain('No score: too little could be measured');
    expect(page).not.toMatch(/>null|undefined|NaN/);
  });
});

describe('hostile strings', () => {
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><style>body{display:none}</style>',
    '</title><script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<svg/onload=alert(1)>',
    '--><script>alert(1)</script>',
    'url(https://evil.example/x)',
    '&lt;script&gt;',
    '\u202Egpj.exe\u0000\u001b[2J\u2028',
    '{{7*7}}',
    `<${'x'.repeat(100_000)}`,
  ];

  it.each(payloads.map((payload): [string, string] => [JSON.stringify(payload).slice(0, 60), payload]))(
    'shows %s inert, wherever it stands',
    (_, payload) => {
      const clean = renderHtml(sampleReport(), pictures);
      const page = renderHtml(poison(sampleReport(), payload), pictures);
      // Not one tag or attribute more, less or other than without the payload.
      expect(listTags(page)).toEqual(listTags(clean));
      expect(page).not.toMatch(/(?!\n)[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
      expect(page.length).toBeLessThan(clean.length + 600_000);
    },
  );
});

/** Puts a payload into every string of a report that a file or a caller can influence. */
function poison(report: Report, payload: string): Report {
  report.claim.id = payload;
  report.photo.format = payload;
  report.tool.version = payload;
  report.tool.policy.id = payload;
  report.tool.models[0].id = payload;
  report.marks = report.marks.map(() => ({ mark: payload, value: payload, where: payload }));
  report.regions = report.regions.map((region) => ({ ...region, kind: payload }));
  report.limits = report.limits.map(() => ({ code: payload, text: { en: payload, zh: payload } }));
  report.readings = report.readings.map(
    (reading): ReportReading => ({
      ...(reading.status === 'measured' ? reading : { ...reading, reason: reading.reason + payload }),
      source: payload,
      unit: payload,
      details: Object.fromEntries(
        Object.keys(reading.details).map((key, i) => [
          i === 0 ? payload : key,
          i === 1 ? [payload, { [payload]: payload }] : payload,
        ]),
      ),
      text: {
        title: { en: payload, zh: payload },
        measured: { en: payload, zh: payload },
        meaning: { en: payload, zh: payload },
      },
    }),
  );
  return report;
}
