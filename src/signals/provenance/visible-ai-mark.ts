import type { AiMarkMatch, Corner } from '../../matching/ai-mark-match.js';
import type { AiMarkKind } from '../../matching/ai-mark-shapes.js';
import { MIN_SHORT_SIDE_PX } from '../../matching/ai-marks.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Correlation from which a match counts as the mark: above what honest pictures reached on which the detector was
 * measured, and the shorter the text the more. Less is asked where the mark also has the size and the place that
 * its service gives it, which hardly any other shape has.
 */
const LEVEL: { readonly [Kind in AiMarkKind]: { readonly usual: number; readonly elsewhere: number } } = {
  sparkle: { usual: 0.62, elsewhere: 0.85 },
  doubao: { usual: 0.52, elsewhere: 0.6 },
  jimeng: { usual: 0.53, elsewhere: 0.64 },
  'ai-shengcheng': { usual: 0.57, elsewhere: 0.57 },
  'ai-generated': { usual: 0.65, elsewhere: 0.65 },
  shengcheng: { usual: 0.62, elsewhere: 0.62 },
};

// A longer text contains the shorter ones; it is named when it fits nearly as well as they do.
const SPECIFIC_FIRST = Object.keys(LEVEL) as readonly AiMarkKind[];
const NEARLY = 0.1;

const NAMES: { readonly [Kind in AiMarkKind]: string } = {
  sparkle: 'Gemini sparkle',
  'ai-shengcheng': 'AI生成',
  shengcheng: '生成',
  doubao: '豆包AI生成',
  jimeng: '即梦AI',
  'ai-generated': 'AI Generated',
};

const CORNER_ZH: { readonly [Name in Corner]: string } = {
  'bottom-right': '右下角',
  'bottom-left': '左下角',
  'top-right': '右上角',
  'top-left': '左上角',
};

/**
 * Marks that AI services print into the corners of their pictures.
 *
 * value: correlation of the strongest match divided by the level of its kind; from 1 on it counts as a mark, below 1
 * some texture resembles a shape. Higher is more suspicious.
 */
export const visibleAiMark = defineSignal({
  id: 'provenance/visible-ai-mark',
  needs: ['photo', 'aiMarks'],
  unit: 'ratio',
  tier: 'default',
  source:
    'GB 45438-2025, 4.1 (explicit labels of pictures); J. P. Lewis, Fast normalized cross-correlation (1995)',
  text: {
    title: { en: 'Visible AI mark', zh: '可见的 AI 标识' },
    measured: {
      en: 'A mark like “{mark}” stands at the {corner} (correlation {correlation})',
      zh: '图片{cornerZh}有类似“{mark}”的标识（相关系数 {correlation}）',
    },
    nothing: { en: 'Looked for; no mark stands in a corner.', zh: '已检查，各角均无此类标识。' },
    meaning: {
      en: 'AI services print such marks into what they make. A photo of a screen or a product that shows the mark has it too, and honest photos sent through an AI retouching app get one.',
      zh: 'AI 服务会在其生成的图片上添加此类标识。拍摄显示该标识的屏幕或商品、使用 AI 修图软件处理正常照片也会出现。',
    },
  },
  measure({ photo, aiMarks }) {
    if (Math.min(photo.width, photo.height) < MIN_SHORT_SIDE_PX) return notApplicable('too-small');
    const strongest = aiMarks.reduce<AiMarkMatch | null>(
      (best, match) => (best && ratioOf(best) >= ratioOf(match) ? best : match),
      null,
    );
    const found = distinctMarks(aiMarks.filter((match) => ratioOf(match) >= 1));
    const told = found[0] ?? strongest;
    return {
      status: 'measured',
      value: strongest ? round(ratioOf(strongest)) : 0,
      details: {
        mark: told ? NAMES[told.kind] : null,
        corner: told?.corner ?? null,
        cornerZh: told ? CORNER_ZH[told.corner] : null,
        correlation: told ? round(told.correlation) : 0,
        polarity: told?.polarity ?? null,
        usualPlace: told?.usualPlace ?? false,
        found: found.map(({ kind }) => NAMES[kind]),
      },
      regions: found.map((match) => ({
        polygon: cornersOf(match, photo.width, photo.height),
        kind: 'mark',
        confidence: round(match.correlation),
      })),
      marks: found.map((match) => ({
        mark: 'visible-ai-mark',
        value: NAMES[match.kind],
        where: `${match.corner} of the picture`,
      })),
    };
  },
});

function ratioOf({ kind, usualPlace, correlation }: AiMarkMatch): number {
  return correlation / (usualPlace ? LEVEL[kind].usual : LEVEL[kind].elsewhere);
}

/** One mark per corner: the most specific of those that fit nearly as well as the best. */
function distinctMarks(matches: readonly AiMarkMatch[]): AiMarkMatch[] {
  const corners = [...new Set(matches.map(({ corner }) => corner))];
  return corners.flatMap((corner) => {
    const here = matches.filter((match) => match.corner === corner);
    const best = Math.max(...here.map(({ correlation }) => correlation));
    const near = here.filter(({ correlation }) => correlation >= best - NEARLY);
    near.sort((a, b) => SPECIFIC_FIRST.indexOf(a.kind) - SPECIFIC_FIRST.indexOf(b.kind));
    return near.slice(0, 1);
  });
}

function cornersOf({ box }: AiMarkMatch, width: number, height: number) {
  const left = Math.max(0, Math.round(box.x));
  const top = Math.max(0, Math.round(box.y));
  const right = Math.min(width, Math.round(box.x + box.width));
  const bottom = Math.min(height, Math.round(box.y + box.height));
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
