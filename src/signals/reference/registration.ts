import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Whether the photo shows the content of a reference, and how firmly the two can be aligned.
 *
 * value: feature pairs that one homography explains, of the reference that aligns best, 8 and more. A reference that
 * does not align is "not comparable", no finding. More is more suspicious only together with small residuals: two
 * honest photographs of one flat or still object align too, though with fewer pairs and larger errors.
 */
export const registration = defineSignal({
  id: 'reference/registration',
  needs: ['comparisons', 'best'],
  unit: 'count',
  tier: 'default',
  source:
    'Hessian keypoints (Mikolajczyk & Schmid 2004), gradient-histogram comparisons after Lowe 2004, RANSAC homography; Fourier-Mellin (Reddy & Chatterji 1996) for pictures of little texture',
  text: {
    title: { en: 'Alignment with the reference', zh: '与参考图片的配准' },
    measured: {
      en: 'the photo shows {overlapPercent} % of reference {#reference}, aligned by {value} point pairs to {rmsePx} px',
      zh: '照片包含第 {#reference} 张参考图片的 {overlapPercent}% 内容，由 {value} 对特征点配准，误差 {rmsePx} 像素',
    },
    meaning: {
      en: 'Both pictures show the same things. That is expected of any photo of the product that resembles the listing; whether one was made from the other is measured by other readings.',
      zh: '两张图片显示相同的内容。与商品图相似的任何实拍照片都可能如此；是否由参考图片制作而成由其他读数衡量。',
    },
  },
  measure({ comparisons, best }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (!best?.registration) return notApplicable('not-comparable');
    const found = best.registration;
    return {
      status: 'measured',
      value: found.inliers,
      details: {
        reference: best.index,
        referenceSha256: best.sha256,
        method: found.method,
        mirrored: found.mirrored,
        matches: found.matches,
        rmsePx: roundTo(found.rmsePx, 2),
        coverage: roundTo(found.coverage, 3),
        overlapPercent: Math.round(100 * found.overlap.reference),
        photoPercent: Math.round(100 * found.overlap.photo),
        homography: found.homography.map((entry) => Number(entry.toPrecision(8))),
        // A stored fingerprint aligns but has no pixels: changes cannot be located against it.
        pixelsAvailable: best.view !== null,
        aligned: comparisons.filter((comparison) => comparison.registration !== null).length,
        screenedOut: comparisons.filter((comparison) => comparison.screenedOut).length,
      },
    };
  },
});
