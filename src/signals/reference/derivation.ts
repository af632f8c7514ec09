import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * How strongly the photo is derived from this very reference picture, against being another photograph of the same
 * thing.
 *
 * value: natural log-odds at even priors, −12..12; the higher, the more the photo is a copy. A copy is no forgery by
 * itself: what was changed in it is measured by `reference/change`.
 */
export const derivation = defineSignal({
  id: 'reference/derivation',
  needs: ['comparisons', 'best', 'pixelComparison'],
  unit: 'log-odds',
  tier: 'default',
  source:
    'Block correlation and Lucas-Kanade shifts after pixel alignment and photometric prediction; logistic model, models/derivation/',
  text: {
    title: { en: 'Derived from the reference picture', zh: '源自参考图片' },
    measured: {
      en: 'fine structure correlates at {correlation} with reference {#reference}; parts of the frame are shifted by {shiftPx} px against each other (log-odds {value})',
      zh: '细微结构与第 {#reference} 张参考图片的相关系数为 {correlation}，画面各部分相对位移 {shiftPx} 像素（对数几率 {value}）',
    },
    meaning: {
      en: 'Two photographs of one product differ in viewpoint, noise and light. Agreement down to fractions of a pixel means that one picture was made from the other; a buyer may also have sent the shop’s own picture to show which product is meant.',
      zh: '同一商品的两次拍摄在视角、噪点和光线上都会不同。亚像素级的一致表明一张图片由另一张制作而成；买家也可能只是发送商品图以说明所指商品。',
    },
  },
  measure({ comparisons, best, pixelComparison }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (!pixelComparison)
      return notApplicable(best && !best.view ? 'reference-without-pixels' : 'not-comparable');
    const { agreement, derivation: result, index, registration } = pixelComparison;
    // Under four textured blocks the medians describe nothing.
    if (agreement.texturedBlocks < 4) return notApplicable('too-flat');
    return {
      status: 'measured',
      value: roundTo(result.logOdds, 2),
      details: {
        reference: index,
        mirrored: registration.mirrored,
        texturedBlocks: agreement.texturedBlocks,
        correlation: roundTo(agreement.correlation, 3),
        correlationLow: roundTo(agreement.correlationLow, 3),
        shiftPx: roundTo(agreement.shiftPx, 3),
        shiftHighPx: roundTo(agreement.shiftHighPx, 3),
        residualP75: roundTo(agreement.residualP75, 2),
        closeShare: roundTo(agreement.closeShare, 3),
        phaseAgreement: roundTo(agreement.phaseAgreement, 3),
        explained: roundTo(agreement.explained, 3),
        plainness: roundTo(result.features.plainness, 2),
      },
    };
  },
});
