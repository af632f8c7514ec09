import type { Bilingual } from '../signals/signal.js';
import { formatNumber, formatPercent } from './fill.js';
import type { NextStep, Verdict } from './schema.js';
import { capitalise, describeStrength } from './strength.js';

// The one place of wording rules. Every sentence states what was measured or what a person can do next; none says
// what a buyer did or wanted. Two propositions are compared, always in these words:
//   "the photo was edited, generated or reused"             照片经过编辑、由模型生成或重复使用
//   "the photo is unedited and was taken for the claim"     照片未经编辑且专为索赔拍摄

/** Words that no text of a report may contain: they accuse, or they claim more than can be measured. */
export const FORBIDDEN_WORDS: { readonly en: RegExp; readonly zh: RegExp } = {
  en: /\b(fak(e|ed|es|ing|ery)|fraud\w*|lie[sd]?|lying|liars?|forg(ed|er|ers|ery|eries|ing)|cheat\w*|deceiv\w*|decei(t|tful)|decept\w*|scam\w*|dishonest\w*|guilty|culprit\w*|criminal\w*|crook\w*|suspects?|malicious\w*|bogus|hoax\w*|swindl\w*|tampered|proof that|proves that)\b/i,
  zh: /造假|作假|假图|假照片|虚假|欺诈|诈骗|欺骗|骗|伪造|作弊|撒谎|说谎|谎|恶意|不诚实|嫌疑|犯罪|罪|篡改者|铁证/,
};

/** Headlines by verdict. */
export const VERDICTS: Readonly<Record<Verdict, { headline: Bilingual; explanation: Bilingual }>> = {
  'no-evidence': {
    headline: { en: 'No evidence of editing or reuse was found', zh: '未发现编辑或重复使用的迹象' },
    explanation: {
      en: 'Nothing that was measured speaks for an edited, generated or reused photo. This does not show that the photo is unedited.',
      zh: '所有测量结果均未指向照片经过编辑、由模型生成或重复使用。这并不表示照片一定未经编辑。',
    },
  },
  inconclusive: {
    headline: { en: 'The findings do not settle the question', zh: '现有结果不足以作出判断' },
    explanation: {
      en: 'Too little could be measured, or the findings point in different directions.',
      zh: '可测量的内容过少，或各项结果方向不一。',
    },
  },
  review: {
    headline: { en: 'Some findings need the eyes of a person', zh: '部分结果需要人工查看' },
    explanation: {
      en: 'Some findings are more common in edited, generated or reused photos than in unedited ones taken for a claim. They have innocent explanations too.',
      zh: '部分结果在经过编辑、由模型生成或重复使用的照片中更常见，但也存在正常的原因。',
    },
  },
  'strong-evidence': {
    headline: {
      en: 'The findings point clearly to an edited, generated or reused photo',
      zh: '检验结果明确指向照片经过编辑、由模型生成或重复使用',
    },
    explanation: {
      en: 'The findings together are far more common in edited, generated or reused photos than in unedited ones taken for a claim. They say nothing about who was involved, or why.',
      zh: '综合各项结果，其在经过编辑、由模型生成或重复使用的照片中远比在专为索赔拍摄且未经编辑的照片中常见。结果不说明涉及何人、出于何种原因。',
    },
  },
};

/** What to do, by next step. */
export const NEXT_STEPS: Readonly<Record<NextStep, { action: Bilingual; detail: Bilingual }>> = {
  continue: {
    action: { en: 'Continue the claim as usual', zh: '按正常流程继续处理' },
    detail: {
      en: 'No further check of the photo is needed on the strength of this report.',
      zh: '仅就本报告而言，无需对照片作进一步核查。',
    },
  },
  'ask-for-more': {
    action: { en: 'Ask for another photo', zh: '请对方补充照片' },
    detail: {
      en: 'Ask for a fresh photo from another angle, or for the original file from the phone instead of a forwarded copy.',
      zh: '请对方从另一角度重新拍摄，或提供手机中的原始文件而非转发后的副本。',
    },
  },
  'human-review': {
    action: { en: 'Let a person look before deciding', zh: '请人工查看后再决定' },
    detail: {
      en: 'A person compares the marked findings with the photo and hears the buyer first. This report alone is no ground for refusing a claim.',
      zh: '由人工将标出的结果与照片对照，并先听取买家说明。本报告本身不能作为拒绝索赔的依据。',
    },
  },
};

/** What a count of nothing reads like, where the signal has no words of its own for it. */
export const NOTHING_FOUND: Bilingual = {
  en: 'Looked for; nothing of the kind was found.',
  zh: '已检查，未发现此类内容。',
};

/** What inspections cannot see, by code; the builder picks those that hold. */
export const LIMITS = {
  'photo-only': {
    en: 'Only the picture file was inspected. Whether the goods are damaged, since when and by what, cannot be told from it.',
    zh: '仅检查了图片文件。货物是否损坏、何时以及因何损坏，无法由此得知。',
  },
  'staged-scene': {
    en: 'A photo of a screen or a print, or of damage made before the shutter, carries no trace of editing.',
    zh: '对屏幕或打印件的翻拍，以及拍摄前已造成的损坏，不会留下编辑痕迹。',
  },
  'no-reference': {
    en: 'No reference picture was given: changes to the goods could not be compared with anything.',
    zh: '未提供参考图片：无法将货物状态与任何图片比较。',
  },
  'reference-not-aligned': {
    en: 'The reference pictures show no content that could be aligned with the photo; nothing was compared.',
    zh: '参考图片与照片没有可对齐的内容，未进行比较。',
  },
  'no-metadata': {
    en: 'The file carries no camera metadata. Chat apps and shops remove it from honest photos; it counts for nothing.',
    zh: '文件不含相机元数据。聊天软件和平台会从正常照片中移除，因此不计入任何判断。',
  },
  'no-claim-dates': {
    en: 'The claim states no dates: the time of the photo could not be compared with order and delivery.',
    zh: '索赔未提供日期：无法将拍摄时间与下单及签收时间比较。',
  },
  'no-registry': {
    en: 'No registry of earlier claims was given: reuse of the photo was not checked.',
    zh: '未提供历史索赔登记库：未检查照片是否重复使用。',
  },
  'no-neural-model': {
    en: 'The pixel model could not be run: content made by a model was looked for by other means only.',
    zh: '像素模型无法运行：仅以其他方法检查由模型生成的内容。',
  },
  'compressed-strongly': {
    en: 'The photo is small or compressed strongly: traces in the noise may be gone, whatever its history.',
    zh: '照片尺寸小或压缩较强：无论其来历如何，噪声中的痕迹可能已消失。',
  },
  'signal-failed': {
    en: 'At least one measurement failed; the others are unaffected. The list names it with the error.',
    zh: '至少一项测量失败，其他测量不受影响。列表中注明了该项及错误。',
  },
  'time-limit': {
    en: 'The time limit passed before all measurements were made.',
    zh: '在完成全部测量之前已达到时间上限。',
  },
  'provenance-trust': {
    en: 'A provenance manifest was read, but its signer is on no trust list that this inspection knows.',
    zh: '已读取来源清单，但其签名者不在本次检查所知的信任列表中。',
  },
  'calibration-domain': {
    en: 'Error rates come from the calibration photos named by the policy; photos of another kind may differ.',
    zh: '误报率来自策略所述的校准照片；其他类型的照片可能有所不同。',
  },
} as const satisfies Record<string, Bilingual>;

export type LimitCode = keyof typeof LIMITS;

/** Gives a text of a signal the form of a sentence: a capital at the beginning, a full stop at the end. */
export function asSentence({ en, zh }: Bilingual): Bilingual {
  return {
    en: capitalise(en) + (/[.!?:]$/.test(en) ? '' : '.'),
    zh: zh + (/[。！？：.]$/.test(zh) ? '' : '。'),
  };
}

/** What the report starts with. */
interface SummaryFacts {
  readonly verdict: Verdict;
  readonly nextStep: NextStep;
  readonly log10Lr: number | null;
}

/** The result in one or two sentences: headline, strength in words, next step. */
export function summarize({ verdict, nextStep, log10Lr }: SummaryFacts): Bilingual {
  const { headline } = VERDICTS[verdict];
  const { action } = NEXT_STEPS[nextStep];
  const strength = log10Lr === null ? null : describeStrength(log10Lr);
  const graded = strength && strength.direction !== 'neither';
  return {
    en: `${headline.en}${graded ? ` (${strength.grade.en} for “${strength.direction === 'edited' ? 'edited, generated or reused' : 'unedited'}”)` : ''}. ${action.en}.`,
    zh: `${headline.zh}${graded ? `（对“${strength.direction === 'edited' ? '经过编辑、由模型生成或重复使用' : '未经编辑'}”给予${strength.grade.zh}）` : ''}。${action.zh}。`,
  };
}

/** What the score means, in one sentence. */
export function explainScore(score: number | null): Bilingual {
  if (score === null)
    return {
      en: 'No score: too little could be measured to put a figure on it.',
      zh: '无分值：可测量的内容过少，无法给出数值。',
    };
  const percent = boundedPercent(score);
  return {
    en: `Of 100 inspected photos with findings like these, ${percent.en} would be edited, generated or reused if, beforehand, those were as frequent as the policy’s prior says. It does not say whether the claim is justified.`,
    zh: `在具有类似结果的 100 张照片中，若事先的比例符合策略所设的先验概率，${percent.zh} 张经过编辑、由模型生成或重复使用。该数值不说明索赔是否成立。`,
  };
}

/** How often an unedited photo shows a finding like this one. */
export function explainFalseAlarm(falseAlarm: { k: number; n: number; upper: number } | null): Bilingual {
  if (!falseAlarm)
    return {
      en: 'No error rate is known for this finding.',
      zh: '该结果的误报率未知。',
    };
  const { k, n, upper } = falseAlarm;
  const bound = formatPercent(upper);
  return {
    en: `${formatNumber(k, 0)} of ${formatNumber(n, 0)} unedited calibration photos show a finding at least as strong (at most ${bound}% with 95% confidence).`,
    zh: `${formatNumber(n, 0)} 张未经编辑的校准照片中有 ${formatNumber(k, 0)} 张出现至少同样强的结果（95% 置信上限为 ${bound}%）。`,
  };
}

/** Never 0 and never 100: no measurement supports certainty. */
function boundedPercent(score: number): Bilingual {
  if (score > 0.99) return { en: 'more than 99', zh: '有超过 99' };
  if (score < 0.01) return { en: 'fewer than 1', zh: '有不到 1' };
  const percent = formatNumber(score * 100, 0);
  return { en: `about ${percent}`, zh: `约有 ${percent}` };
}
