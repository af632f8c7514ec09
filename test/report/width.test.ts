import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureWidth, padColumns, wrapText } from '../../src/report/width.js';

describe('measureWidth', () => {
  it.each([
    ['abc', 3],
    ['照片', 4],
    ['，。（）', 8],
    ['e\u0301', 1],
    ['🙂', 2],
    ['❤️', 1],
    ['한국어', 6],
    ['ｱ', 1],
    ['𠮷', 2],
    ['▲ − · ─', 7],
    ['', 0],
  ])('%s takes %s columns', (text, columns) => {
    expect(measureWidth(text)).toBe(columns);
  });
});

describe('wrapText', () => {
  it('breaks Latin text at spaces and Chinese between characters', () => {
    expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapText('照片经过编辑', 8)).toEqual(['照片经过', '编辑']);
    expect(wrapText('照片 abc 编辑', 8)).toEqual(['照片 abc', '编辑']);
  });

  it('keeps punctuation where it may stand', () => {
    expect(wrapText('照片经过，编辑', 8)).toEqual(['照片经', '过，编辑']);
    expect(wrapText('照片经（过）', 8)).toEqual(['照片经', '（过）']);
  });

  it('cuts what is longer than a line', () => {
    expect(wrapText('x abcdefghij', 5)).toEqual(['x', 'abcde', 'fghij']);
    expect(wrapText('', 5)).toEqual(['']);
  });

  it('never exceeds the columns and never loses a character but spaces', () => {
    const character = fc.constantFrom(...'ab cdé照片，。（🙂\u0301'.split(/(?:)/u));
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 80 }),
        fc.integer({ min: 2, max: 30 }),
        (characters, columns) => {
          const text = characters.join('');
          const lines = wrapText(text, columns);
          for (const line of lines) expect(measureWidth(line)).toBeLessThanOrEqual(columns);
          expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        },
      ),
    );
  });
});

it('pads by columns', () => {
  expect(padColumns('照片', 6)).toBe('照片  ');
  expect(padColumns('abcdef', 3)).toBe('abcdef');
});
