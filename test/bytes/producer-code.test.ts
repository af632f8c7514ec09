import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProvider, isCreditCode } from '../../src/bytes/producer-code.js';

// Codes of annex A of GB 32100-2015 and of companies in the national register.
const CODES = ['91350100M000100Y43', '91110000802100433B', '9144030008867405X2', '91110102MACQD9K640'];

describe('isCreditCode', () => {
  it.each(CODES)('accepts %s', (code) => {
    expect(isCreditCode(code)).toBe(true);
  });

  it('refuses any single wrong character', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    fc.assert(
      fc.property(
        fc.constantFrom(...CODES),
        fc.integer({ min: 0, max: 17 }),
        fc.constantFrom(...alphabet),
        (code, at, letter) => {
          fc.pre(code[at] !== letter);
          expect(isCreditCode(code.slice(0, at) + letter + code.slice(at + 1))).toBe(false);
        },
      ),
    );
  });

  it('refuses other lengths and letters that the standard does not use', () => {
    for (const text of ['', '9111', `${CODES[0]}0`, 'I1350100M000100Y43', '913501O0M000100Y43'])
      expect(isCreditCode(text), text).toBe(false);
  });
});

describe('decodeProvider', () => {
  it('finds the code in its usual place, alone, and among other text', () => {
    for (const text of ['001191110102MACQD9K64010000', '91110102MACQD9K640', 'producer:91110102MACQD9K640/1'])
      expect(decodeProvider(text)).toEqual({
        creditCode: '91110102MACQD9K640',
        company: 'ByteDance (Doubao)',
      });
  });

  it('knows companies by name, keeps codes it does not know, and names nobody for numbers', () => {
    expect(decodeProvider('doubao')).toEqual({ creditCode: null, company: 'ByteDance (Doubao)' });
    expect(decodeProvider('可灵')).toMatchObject({ company: 'Kuaishou (Kling)' });
    expect(decodeProvider('0011'.concat(CODES[0], '10000'))).toEqual({ creditCode: CODES[0], company: null });
    expect(decodeProvider('71545bc17921466287300753b50663cf')).toEqual({ creditCode: null, company: null });
    expect(decodeProvider('')).toEqual({ creditCode: null, company: null });
  });
});
