import { describe, expect, it } from 'vitest';
import { compareBenches, parseBench } from '../../src/bench/compare.js';
import { renderMarkdown } from '../../src/bench/markdown.js';
import { renderPage } from '../../src/bench/page.js';
import { BENCH_SCHEMA, type BenchReport, hashData } from '../../src/bench/report.js';
import { summarizeQuality } from '../../src/bench/summary.js';
import { makeResult, makeSet } from './results.js';

function makeBench(results = makeSet()): BenchReport {
  return {
    schema: BENCH_SCHEMA,
    createdAt: '2026-01-01T00:00:00.000Z',
    tool: {
      version: '0.1.0',
      models: [{ id: 'fusion', sha256: 'ab'.repeat(32) }],
      policy: { id: 'p', sha256: 'cd' },
    },
    data: { name: 'a <set>', sha256: hashData(results), claims: results.length, every: 1, seed: null },
    machine: { cpu: 'CPU', cores: 2, memoryGb: 8, platform: 'linux x64', node: 'v20' },
    quality: summarizeQuality(results),
    speed: {
      inspections: [
        { megapixels: 1, case: 'alonePhoto', p50: 100, p95: 120, decodes: 9, peakRssMb: 200 },
        { megapixels: 1, case: 'cachedReference', p50: 150, p95: 170, decodes: 14, peakRssMb: 210 },
        { megapixels: 1, case: 'newReference', p50: 180, p95: 200, decodes: 16, peakRssMb: 220 },
      ],
      signals: [{ id: 'neural/generated', milliseconds: 12.3 }],
      references: [{ references: 1, milliseconds: 180 }],
      coldStartMs: 300,
      batch: [
        { jobs: 1, oneThread: true, claimsPerSecond: 3 },
        { jobs: 1, claimsPerSecond: 4 },
      ],
    },
  };
}

describe('compareBenches', () => {
  it('finds nothing between equal runs', () => {
    expect(compareBenches(makeBench(), makeBench())).toEqual({ sameData: true, movements: [] });
  });

  it('says which figures moved and whether that is better', () => {
    const worse = makeSet().map((row) => (row.forged ? row : { ...row, verdict: 'review' as const }));
    const { sameData, movements } = compareBenches(makeBench(), makeBench(worse));
    expect(sameData).toBe(true);
    expect(movements).toContainEqual({
      figure: 'overall / honest at review',
      before: 0,
      after: 1,
      better: false,
    });
    expect(movements).toContainEqual({
      figure: 'kinds / pristine-damage / review',
      before: 0,
      after: 1,
      better: false,
    });
  });

  it('notices other data and figures that are gone', () => {
    const other = [
      ...makeSet().slice(0, 19),
      makeResult({ id: 'new', forged: true, kind: 'recapture', log10Lr: 1 }),
    ];
    const { sameData, movements } = compareBenches(makeBench(), makeBench(other));
    expect(sameData).toBe(false);
    expect(
      movements.some(({ figure, before }) => figure.startsWith('kinds / recapture') && before === null),
    ).toBe(true);
  });

  it('refuses a file that is no benchmark', () => {
    expect(() => parseBench('{}', '--compare')).toThrow(/claimlens\/bench\/1/);
    expect(() => parseBench('no', '--compare')).toThrow(/JSON/);
    expect(parseBench(JSON.stringify(makeBench()), 'x').data.name).toBe('a <set>');
  });
});

describe('renderMarkdown', () => {
  it('leads with the worst and ends with tables', () => {
    const text = renderMarkdown(makeBench(), 'en');
    const bullets = text.split('\n').filter((line) => line.startsWith('- '));
    expect(bullets[0]).toBe('- worst generator: even, found at 5 % 80.0 % (n = 5)');
    expect(bullets[1]).toContain('worst channel');
    expect(text).toContain('| pristine-damage | 10 | 0.980 |');
    expect(text).toContain('| neural/generated | 20 | 0 | 0 | 0.980 | 0.480 | 80.0 % | 12.3 |');
    expect(text).toContain('| batch --jobs 1 (one thread) | 3.00 /s |\n| batch --jobs 1 | 4.00 /s |');
  });

  it('exists in Chinese, without an English heading', () => {
    const headings = renderMarkdown(makeBench(), 'zh').match(/^#+ .*$/gm) ?? [];
    expect(headings.length).toBeGreaterThan(5);
    for (const heading of headings) expect(heading).toMatch(/[\u4e00-\u9fff]/);
  });
});

describe('renderPage', () => {
  it('is one file without script or outside address, and escapes names', () => {
    const page = renderPage(makeBench(), 'en', compareBenches(makeBench(), makeBench()));
    expect(page).not.toMatch(/<script|<set>|src=|href=/);
    expect(page.match(/<svg/g)?.length).toBe(5);
    expect(page).toContain('No figure moved');
  });
});
