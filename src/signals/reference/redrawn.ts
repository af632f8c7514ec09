import { compareLayouts } from '../../matching/layout.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

// Log-odds of derivation from which the pixels themselves agree; composition then adds nothing.
const FILE_COPY_LOG_ODDS = 0;

/**
 * Whether the photo shares the composition of a reference without sharing its pixels, as pictures do that an editor
 * redrew from the reference.
 *
 * value: correlation of edge layout at 128 px, −1..1, of the reference where it is highest; higher is more alike. A
 * weak reading: a buyer may photograph the product from the listing's viewpoint on a similar ground.
 */
export const redrawn = defineSignal({
  id: 'reference/redrawn',
  needs: ['comparisons', 'view', 'pixelComparison'],
  unit: 'ratio',
  tier: 'default',
  source: 'Own measure: pooled doubled-angle gradients, after the structure tensor of Bigün & Granlund 1987',
  text: {
    title: { en: 'Composition shared with the reference', zh: '与参考图片的构图一致' },
    measured: {
      en: 'the layout of edges correlates at {value} with reference {#reference}, the pixels do not agree',
      zh: '边缘布局与第 {#reference} 张参考图片的相关系数为 {value}，而像素并不一致',
    },
    meaning: {
      en: 'Editors that redraw a scene keep its composition. So does a buyer who takes the photo from the same side at the same distance; the reading is weak by itself.',
      zh: '重绘场景的编辑工具会保留构图。买家从相同角度和距离拍摄也会如此；该读数单独使用时较弱。',
    },
  },
  measure({ comparisons, view, pixelComparison }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (pixelComparison && pixelComparison.derivation.logOdds >= FILE_COPY_LOG_ODDS)
      return notApplicable('derived-from-reference');
    let bestValue = Number.NEGATIVE_INFINITY;
    let reference = -1;
    let mirrored = false;
    for (const comparison of comparisons) {
      if (!comparison.view) continue;
      const layout = compareLayouts(
        comparison.view.luma,
        view.luma,
        comparison.registration ? comparison.registration.homography : null,
      );
      if (layout.correlation <= bestValue) continue;
      bestValue = layout.correlation;
      reference = comparison.index;
      mirrored = comparison.registration ? comparison.registration.mirrored : layout.mirrored;
    }
    if (reference < 0) return notApplicable('reference-without-pixels');
    return { status: 'measured', value: roundTo(bestValue, 4), details: { reference, mirrored } };
  },
});
