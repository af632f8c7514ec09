import { describe, expect, it } from 'vitest';
import { listPlaceholders } from '../../src/report/fill.js';
import { describeStrength } from '../../src/report/strength.js';
import {
  explainFalseAlarm,
  explainScore,
  FORBIDDEN_WORDS,
  LIMITS,
  NEXT_STEPS,
  NOTHING_FOUND,
  summarize,
  VERDICTS,
} from '../../src/report/wording.js';
import { SIGNALS } from '../../src/signals/index.js';
import { REASONS } from '../../src/signals/reasons.js';
import type { Bilingual } from '../../src/signals/signal.js';

const ownTexts: [string, Bilingual][] = [
  ...Object.entries(VERDICTS).flatMap(([name, { headline, explanation }]): [string, Bilingual][] => [
    [`verdict ${name}`, headline],
    [`verdict ${name}`, explanation],
  ]),
  ...Object.entries(NEXT_STEPS).flatMap(([name, { action, detail }]): [string, Bilingual][] => [
    [`next step ${name}`, action],
    [`next step ${name}`, detail],
  ]),
  ['nothing found', NOTHING_FOUND],
  ...Object.entries(LIMITS),
  ...Object.entries(REASONS),
  ...[-7, -1.5, 0, 0.4, 1.5, 2.5, 3.5, 5, 7].map((lr): [string, Bilingual] => [
    `lr ${lr}`,
    describeStrength(lr).sentence,
  ]),
  ['score', explainScore(0.7)],
  ['no score', explainScore(null)],
  ['false alarm', explainFalseAlarm({ k: 1, n: 300, upper: 0.0157 })],
  ['no false alarm', explainFalseAlarm(null)],
];
const signalTexts = SIGNALS.flatMap(({ id, text }) =>
  Object.entries(text).map(([part, words]): [string, Bilingual] => [`${id} ${part}`, words]),
);

describe('wording', () => {
  it.each([...ownTexts, ...signalTexts])(
    '%s has the same placeholders in both languages',
    (_, { en, zh }) => {
      expect(en.trim()).not.toBe('');
      expect(zh.trim()).not.toBe('');
      // A detail that is itself a word comes twice: `{corner}` and, for Chinese, `{cornerZh}`.
      expect(listPlaceholders(zh).map((name) => name.replace(/Zh$/, ''))).toEqual(listPlaceholders(en));
    },
  );

  it.each([...ownTexts, ...signalTexts])('%s accuses nobody', (_, { en, zh }) => {
    expect(en.match(FORBIDDEN_WORDS.en)?.[0]).toBeUndefined();
    expect(zh.match(FORBIDDEN_WORDS.zh)?.[0]).toBeUndefined();
  });

  it('recognises words that accuse', () => {
    for (const text of [
      'This is a fake.',
      'Fraud!',
      'the buyer lied',
      'a forgery',
      'deceptive',
      'They are lying',
    ])
      expect(text).toMatch(FORBIDDEN_WORDS.en);
    for (const text of ['涉嫌造假', '欺诈', '买家撒谎', '伪造的照片'])
      expect(text).toMatch(FORBIDDEN_WORDS.zh);
    for (const text of ['it relies on', 'client', 'forget', 'believe', 'scan'])
      expect(text).not.toMatch(FORBIDDEN_WORDS.en);
  });

  it('writes Chinese in Chinese and English without it', () => {
    for (const [, { en, zh }] of [...ownTexts, ...signalTexts]) {
      expect(en).not.toMatch(/\p{Script=Han}/u);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('describeStrength', () => {
  // The lower ends of the ENFSI scale, as likelihood ratios.
  it.each([
    [1.9, 0, 'no support either way'],
    [2, 1, 'weak support'],
    [9.99, 1, 'weak support'],
    [10, 2, 'moderate support'],
    [100, 3, 'moderately strong support'],
    [1000, 4, 'strong support'],
    [10_000, 5, 'very strong support'],
    [1_000_000, 6, 'extremely strong support'],
  ])('LR %s is level %s, %s', (ratio, level, grade) => {
    expect(describeStrength(Math.log10(ratio))).toMatchObject({ level, grade: { en: grade } });
    expect(describeStrength(-Math.log10(ratio))).toMatchObject({ level, grade: { en: grade } });
  });

  it('says for which statement, and by how much', () => {
    expect(describeStrength(2.58).sentence.en).toBe(
      'Moderately strong support for “the photo was edited, generated or reused”: this finding is about 380 times as likely then as for an unedited photo taken for the claim.',
    );
    expect(describeStrength(-0.44)).toMatchObject({ direction: 'unedited', grade: { zh: '弱支持' } });
    expect(describeStrength(-0.44).sentence.zh).toContain('2.8 倍');
    expect(describeStrength(0)).toMatchObject({ direction: 'neither' });
    expect(describeStrength(9).sentence.en).toContain('a million or more times');
  });
});

describe('summaries', () => {
  it('name verdict, strength and next step', () => {
    expect(summarize({ verdict: 'review', nextStep: 'human-review', log10Lr: 1.2 })).toEqual({
      en: 'Some findings need the eyes of a person (moderate support for “edited, generated or reused”). Let a person look before deciding.',
      zh: '部分结果需要人工查看（对“经过编辑、由模型生成或重复使用”给予中等支持）。请人工查看后再决定。',
    });
    expect(summarize({ verdict: 'inconclusive', nextStep: 'ask-for-more', log10Lr: null }).en).toBe(
      'The findings do not settle the question. Ask for another photo.',
    );
  });

  it('never claim certainty', () => {
    expect(explainScore(1).en).toContain('more than 99');
    expect(explainScore(0).zh).toContain('不到 1');
  });
});
