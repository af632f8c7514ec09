import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeInert } from '../../src/report/inert.js';

describe('makeInert', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of [
      'Apple iPhone 15',
      '华为 Mate 60',
      'Ελλάδα été ñ',
      'हिन्दी',
      'ภาษาไทย',
      '🙂 ❤️',
      'a < b & "c"',
    ])
      expect(makeInert(text)).toBe(text);
  });

  it.each([
    ['terminal escape', '\u001b]0;title\u0007', '‹U+001B›]0;title‹U+0007›'],
    ['C1 control', '\u009b31m', '‹U+009B›31m'],
    ['bidi override', 'gnp\u202e.exe', 'gnp‹U+202E›.exe'],
    ['bidi isolate', '\u2066x\u2069', '‹U+2066›x‹U+2069›'],
    ['zero width', 'pay\u200bpal', 'pay‹U+200B›pal'],
    ['tag characters', 'a\u{e0041}', 'a‹U+E0041›'],
    ['soft hyphen', 'a\u00adb', 'a‹U+00AD›b'],
    ['byte order mark', '\ufeffa', '‹U+FEFF›a'],
    ['separators', 'a\u2028b\u2029', 'a‹U+2028›b‹U+2029›'],
    ['lone surrogate', 'a\ud800b', 'a‹U+D800›b'],
    ['private use', '\ue000', '‹U+E000›'],
    ['null', 'a\0', 'a‹U+0000›'],
    ['lines', 'a\r\nb\tc', 'a b c'],
  ])('shows %s', (_, text, shown) => {
    expect(makeInert(text)).toBe(shown);
  });

  it('counts what it does not show and never splits a pair', () => {
    expect(makeInert('x'.repeat(700))).toBe(`${'x'.repeat(600)} … (+100)`);
    expect(makeInert(`ab${'😀'.repeat(5)}`, { length: 5 })).toBe('ab😀 … (+8)');
  });

  it('breaks stacks of marks', () => {
    expect(makeInert(`a${'\u0301'.repeat(6)}`)).toBe(`a${'\u0301'.repeat(4)}‹U+0301›‹U+0301›`);
  });

  it('returns nothing unsafe for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        expect(makeInert(text)).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f]/u);
      }),
    );
  });
});
