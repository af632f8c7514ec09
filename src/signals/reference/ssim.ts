import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Structural similarity of the photo with the reference after alignment and photometric prediction.
 *
 * value: mean SSIM (7 × 7 box) over the shared area outside changed regions, −1..1; the higher, the more the photo is
 * a copy. Independent photographs of one thing stay well below copies, since noise and shifts differ.
 */
export const ssim = defineSignal({
  id: 'reference/ssim',
  needs: ['comparisons', 'best', 'pixelComparison'],
  unit: 'ssim',
  tier: 'default',
  source: 'Wang, Bovik, Sheikh, Simoncelli 2004, doi:10.1109/TIP.2003.819861',
  text: {
    title: { en: 'Similarity with the reference', zh: '与参考图片的相似度' },
    measured: {
      en: 'outside changed regions the structural similarity with reference {#reference} is {value}',
      zh: '在改动区域之外，与第 {#reference} 张参考图片的结构相似度为 {value}',
    },
    meaning: {
      en: 'Close to 1 the pictures are equal but for compression. Plain grounds and studio shots resemble each other too; read it together with the derivation.',
      zh: '接近 1 表示除压缩外两图相同。纯色背景和棚拍图片本身也较相似，请结合“源自参考图片”一项阅读。',
    },
  },
  measure({ comparisons, best, pixelComparison }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (!pixelComparison)
      return notApplicable(best && !best.view ? 'reference-without-pixels' : 'not-comparable');
    return {
      status: 'measured',
      value: roundTo(pixelComparison.unchangedSsim, 4),
      details: { reference: pixelComparison.index },
    };
  },
});
