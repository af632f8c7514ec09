import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillText,
  formatDetail,
  formatNumber,
  formatPercent,
  formatValue,
  listPlaceholders,
} from '../../src/report/fill.js';

describe('fillText', () => {
  it('fills value and details in both languages', () => {
    const filled = fillText(
      {
        en: '{value} h before delivery, {share} % of {name}, {#index}',
        zh: '早 {value} 小时，{share}%，{name}，第 {#index} 张',
      },
      { value: 312.54, unit: 'hours', details: { share: 93.12, name: 'a', index: 0 } },
    );
    expect(filled).toEqual({
      en: '312.5 h before delivery, 93.1 % of a, 1',
      zh: '早 312.5 小时，93.1%，a，第 1 张',
    });
  });

  it('reaches into details and shows a dash for what is missing', () => {
    const values = { value: 1, unit: 'count', details: { best: { sha: 'ab' }, list: ['x', 'y'] } } as const;
    expect(fillText({ en: '{best.sha} {list} {none} {best.none}', zh: '{list}' }, values)).toEqual({
      en: 'ab x, y – –',
      zh: 'x、y',
    });
  });

  it('never fills what was filled in, and never reads inherited properties', () => {
    const values = { value: 1, unit: 'count', details: { name: '{value} $& $1' } } as const;
    expect(fillText({ en: '{name} {constructor} {toString}', zh: '' }, values).en).toBe('{value} $& $1 – –');
  });

  it('makes strings of the file inert', () => {
    const values = { value: 1, unit: 'count', details: { name: 'a\u202eb\u001b[31m' } } as const;
    expect(fillText({ en: '{name}', zh: '' }, values).en).toBe('a‹U+202E›b‹U+001B›[31m');
  });
});

describe('numbers', () => {
  it.each([
    [0, 2, '0.00'],
    [-0.001, 2, '0.00'],
    [-4.26, 1, '−4.3'],
    [1234, 0, '1234'],
    [12034, 0, '12,034'],
    [1234567.891, 2, '1,234,567.89'],
    [Number.NaN, 1, '–'],
    [null, 1, '–'],
  ])('formatNumber(%s, %s) is %s', (value, decimals, text) => {
    expect(formatNumber(value, decimals)).toBe(text);
  });

  it('formats by unit', () => {
    expect(formatValue(1, 'boolean', 'zh')).toBe('是');
    expect(formatValue(0, 'boolean', 'en')).toBe('no');
    expect(formatValue(0.98765, 'ssim', 'en')).toBe('0.988');
    expect(formatValue(null, 'px', 'en')).toBe('–');
    expect(formatValue(2.7654, 'unit-of-the-future', 'en')).toBe('2.77');
  });

  it('keeps three digits of details and lists eight items', () => {
    expect(formatDetail(0.000123456, 'en')).toBe('0.0001');
    expect(formatDetail(123.456, 'en')).toBe('123');
    expect(formatDetail(0.25, 'en')).toBe('0.25');
    expect(formatDetail(99.96, 'en')).toBe('100');
    expect(formatDetail(4.5e-9, 'en')).toBe('4.50e-9');
    expect(formatDetail([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'en')).toBe('1, 2, 3, 4, 5, 6, 7, 8 … (+2)');
    expect(formatDetail({ a: 1, b: [true] }, 'zh')).toBe('a: 1、b: 是');
    expect(formatDetail([], 'en')).toBe('–');
  });

  it('shows percents with one decimal only below ten', () => {
    expect([0, 0.004, 0.0248, 0.5, 0.9974].map(formatPercent)).toEqual(['0', '0.4', '2.5', '50', '100']);
  });

  it('reads back within half a unit of the last decimal', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals) => {
          const text = formatNumber(value, decimals).replaceAll(',', '').replace('−', '-');
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals * 1.000001 + 1e-6);
        },
      ),
    );
  });
});

it('lists placeholders sorted and once', () => {
  expect(listPlaceholders('{b} {a} {b} {c.d} % {#a} { not } {}')).toEqual(['#a', 'a', 'b', 'c.d']);
});
