import { measureErrorLevels } from '../../forensics/jpeg/error-levels.js';
import { turnUpright } from '../../forensics/jpeg/upright.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Error level analysis, as a map for people.
 *
 * value: the 99th percentile of the change of 16 px windows at quality 90, over its median. It follows texture and
 * focus far more than editing (AUC .44 to .63 by kind on the development claims): shown because reviewers ask for it.
 */
export const errorLevels = defineSignal({
  id: 'jpeg/error-levels',
  needs: ['photo', 'jpegCoefficients'],
  unit: 'ratio',
  tier: 'deep',
  source: 'Krawetz, A picture’s worth: digital image analysis and forensics, Black Hat USA, 2007',
  text: {
    title: { en: 'Error levels (map only)', zh: '误差水平（仅供查看）' },
    measured: {
      en: 'compressing once more at quality 90 changes half of the photo by less than {medianLevel} grey levels, a hundredth by more than {highLevel}',
      zh: '以质量 90 再压缩一次时，照片一半区域的变化小于 {medianLevel} 个灰度级，百分之一的区域大于 {highLevel}',
    },
    meaning: {
      en: 'A picture for trained eyes: edges, texture and focus decide most of it, and honest photos differ as much as edited ones. No evidence by itself.',
      zh: '供有经验者查看的图：主要由边缘、纹理和对焦决定，正常照片之间的差异与编辑过的照片相当。本身不构成证据。',
    },
  },
  measure({ photo, jpegCoefficients }) {
    if (jpegCoefficients.status !== 'decoded')
      return notApplicable(photo.format === 'jpeg' ? 'unread-coefficients' : 'not-jpeg');
    const [luma] = jpegCoefficients.components;
    if (!luma.quantization) return notApplicable('unread-coefficients');
    const { median, high, map } = measureErrorLevels(luma, luma.quantization);
    if (median === 0) return notApplicable('too-flat');
    return {
      status: 'measured',
      value: roundTo(high / median, 3),
      details: { medianLevel: roundTo(median, 2), highLevel: roundTo(high, 2) },
      map: turnUpright(map, photo.orientation),
    };
  },
});
