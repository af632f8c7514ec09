import type { PixelComparison } from '../../artifacts/pixel-comparison.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

// Log-odds of derivation at which a copy of the file is as likely as a photograph of it.
const FILE_COPY_LOG_ODDS = 0;

// Below this many textured blocks a few that agree by chance would count in full.
const ENOUGH_BLOCKS = 16;

/**
 * How surely the whole overlap lies in one plane of the photo without being a file copy.
 *
 * @returns `value` 0..1: median correlation of fine structure over blocks of 24 px, less where few blocks have texture,
 *   times the chance that the photo is no copy of the file
 */
export function measurePlane({ agreement, derivation }: Pick<PixelComparison, 'agreement' | 'derivation'>): {
  value: number;
  agreement: number;
} {
  const fileCopy = 1 / (1 + Math.exp(FILE_COPY_LOG_ODDS - derivation.logOdds));
  const plane = Math.max(0, agreement.correlation) * Math.min(1, agreement.texturedBlocks / ENOUGH_BLOCKS);
  return { value: roundTo(plane * (1 - fileCopy), 4), agreement: roundTo(plane, 4) };
}

/**
 * Whether the photo looks like a photograph of a screen or print that shows the reference picture.
 *
 * value: 0..1, see `measurePlane`. Background and product lying in one plane, down to the fine structure, is what a
 * picture of a picture shows; things in space shift against each other. Higher is more like a recapture. Flat goods
 * (books, cards, boxes seen from the front) read high as well: the fusion weighs this reading only together with
 * `neural/recaptured`.
 */
export const recapture = defineSignal({
  id: 'reference/recapture',
  needs: ['comparisons', 'best', 'pixelComparison'],
  unit: 'ratio',
  tier: 'default',
  source: 'Own measure: agreement of fine structure under one plane map without agreement of pixels',
  text: {
    title: { en: 'Photograph of a picture', zh: '翻拍图片' },
    measured: {
      en: 'reference {#reference} is found in one plane of the photo ({visiblePercent} % of it visible, agreement of fine structure {agreement}); reading {value}',
      zh: '第 {#reference} 张参考图片位于照片的同一平面（可见 {visiblePercent}%，细节一致度 {agreement}），读数 {value}',
    },
    meaning: {
      en: 'A photograph of a screen or print keeps product and background in one plane. Books, cards and boxes photographed from the front do so too.',
      zh: '翻拍屏幕或印刷品时，商品与背景处于同一平面。正面拍摄的书籍、卡片和包装盒也会如此。',
    },
  },
  measure({ comparisons, best, pixelComparison }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (!pixelComparison)
      return notApplicable(best && !best.view ? 'reference-without-pixels' : 'not-comparable');
    const { agreement, registration, index } = pixelComparison;
    if (agreement.texturedBlocks < 4) return notApplicable('too-flat');
    const plane = measurePlane(pixelComparison);
    return {
      status: 'measured',
      value: plane.value,
      details: {
        reference: index,
        visiblePercent: Math.round(100 * registration.overlap.reference),
        framePercent: Math.round(100 * registration.overlap.photo),
        agreement: plane.agreement,
      },
    };
  },
});
