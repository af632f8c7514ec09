import { defineSignal, notApplicable } from '../signal.js';

// Log-odds of derivation at which a copy of the file is as likely as a photograph of it.
const FILE_COPY_LOG_ODDS = 0;

/**
 * Whether the photo looks like a photograph of a screen or print that shows the whole reference picture.
 *
 * value: 0..1; the product of gradient agreement under one plane map, the share of the reference that is visible, and
 * the chance that the photo is no file copy. Background and product lying in one plane is what a picture of a picture
 * shows; things in space shift against each other. Higher is more like a recapture. Flat goods (books, cards, boxes
 * seen from the front) whose listing picture shows nothing else read high as well.
 */
export const recapture = defineSignal({
  id: 'reference/recapture',
  needs: ['comparisons', 'best', 'pixelComparison'],
  unit: 'ratio',
  tier: 'default',
  source: 'Own measure: planar gradient agreement over the whole reference without pixel agreement',
  text: {
    title: { en: 'Photograph of a picture', zh: '翻拍图片' },
    measured: {
      en: 'the whole frame of reference {#reference} is found in one plane of the photo ({visiblePercent} % visible, direction agreement {phaseAgreement}); reading {value}',
      zh: '第 {#reference} 张参考图片的整个画面位于照片的同一平面（可见 {visiblePercent}%，方向一致度 {phaseAgreement}），读数 {value}',
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
    const { agreement, registration, derivation, index } = pixelComparison;
    if (agreement.texturedBlocks < 4) return notApplicable('too-flat');
    const fileCopy = 1 / (1 + Math.exp(FILE_COPY_LOG_ODDS - derivation.logOdds));
    const plane = Math.max(0, agreement.phaseAgreement);
    const value = plane * registration.overlap.reference * (1 - fileCopy);
    return {
      status: 'measured',
      value: round(value),
      details: {
        reference: index,
        visiblePercent: Math.round(100 * registration.overlap.reference),
        framePercent: Math.round(100 * registration.overlap.photo),
        phaseAgreement: round(plane),
      },
    };
  },
});

function round(value: number): number {
  return Number(value.toFixed(4));
}
