import type { Bilingual } from '../signals/signal.js';
import { formatNumber } from './fill.js';

// Likelihood ratios in words. The two propositions are those of `wording.ts`.

/** Lower ends of |log10 LR| and the words for them. @see ENFSI Guideline for Evaluative Reporting (2015), table 2 */
const STRENGTHS: readonly { readonly from: number; readonly words: Bilingual }[] = [
  { from: 6, words: { en: 'extremely strong support', zh: '极强支持' } },
  { from: 4, words: { en: 'very strong support', zh: '很强支持' } },
  { from: 3, words: { en: 'strong support', zh: '强支持' } },
  { from: 2, words: { en: 'moderately strong support', zh: '较强支持' } },
  { from: 1, words: { en: 'moderate support', zh: '中等支持' } },
  { from: Math.log10(2), words: { en: 'weak support', zh: '弱支持' } },
];

/** Which of the two propositions a figure speaks for. */
export type Direction = 'edited' | 'unedited' | 'neither';

/** A likelihood ratio in words. */
export interface Strength {
  readonly direction: Direction;
  /** 0 (no support) .. 6 (extremely strong). */
  readonly level: number;
  /** Just the grade: `moderate support`. */
  readonly grade: Bilingual;
  /** A sentence. */
  readonly sentence: Bilingual;
}

/**
 * Puts a likelihood ratio on the ENFSI verbal scale.
 *
 * @param log10Lr positive for the first proposition, negative for the second
 */
export function describeStrength(log10Lr: number): Strength {
  const size = Math.abs(log10Lr);
  const index = STRENGTHS.findIndex(({ from }) => size >= from);
  if (index < 0)
    return {
      direction: 'neither',
      level: 0,
      grade: { en: 'no support either way', zh: '对双方均无支持' },
      sentence: {
        en: 'This finding is about as likely for an edited, generated or reused photo as for an unedited one taken for the claim.',
        zh: '该结果在两种情况下出现的可能性大致相同。',
      },
    };
  const { words } = STRENGTHS[index];
  const times = formatTimes(size);
  const edited = log10Lr > 0;
  return {
    direction: edited ? 'edited' : 'unedited',
    level: STRENGTHS.length - index,
    grade: words,
    sentence: edited
      ? {
          en: `${capitalise(words.en)} for “the photo was edited, generated or reused”: this finding is about ${times.en} times as likely then as for an unedited photo taken for the claim.`,
          zh: `对“照片经过编辑、由模型生成或重复使用”给予${words.zh}：该结果此时出现的可能性约为专为索赔拍摄且未经编辑的照片的 ${times.zh} 倍。`,
        }
      : {
          en: `${capitalise(words.en)} for “the photo is unedited and was taken for the claim”: this finding is about ${times.en} times as likely then as for an edited, generated or reused photo.`,
          zh: `对“照片未经编辑且专为索赔拍摄”给予${words.zh}：该结果此时出现的可能性约为经过编辑、由模型生成或重复使用的照片的 ${times.zh} 倍。`,
        },
  };
}

function formatTimes(log10: number): Bilingual {
  if (log10 >= 6) return { en: 'a million or more', zh: '一百万或以上' };
  const times = 10 ** log10;
  const step = 10 ** Math.max(0, Math.floor(log10) - 1);
  const rounded = times < 10 ? formatNumber(times, 1) : formatNumber(Math.round(times / step) * step, 0);
  return { en: rounded, zh: rounded };
}

/** The text with its first letter as a capital. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
