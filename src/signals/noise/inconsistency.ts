import { smoothMap } from '../../forensics/noise/inconsistency.js';
import { outlineOutliers } from '../../forensics/noise/outlier-regions.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

const MOST_REGIONS = 6;

/**
 * How much one window's residual (what is left of the pixels without their content) differs from the photo's other
 * windows of like brightness, colour and texture.
 *
 * value: geometric mean of two largest distances, each squared and over the median one: by all features, and by the
 * strength and correlation of the high-passes of luma and chroma (brushes and fillers leave those unlike a camera).
 * Honest photos have outliers too (glass, print, defocus, flash):
 * the value weighs little by itself; the map shows where to look.
 */
export const inconsistency = defineSignal({
  id: 'noise/inconsistency',
  needs: ['photo', 'pixelComparison', 'inconsistency'],
  unit: 'ratio',
  tier: 'deep',
  source:
    'Cozzolino, Poggi, Verdoliva 2015 (Splicebuster), doi:10.1109/WIFS.2015.7368565; our deviations in the code',
  text: {
    title: { en: 'Unlike residuals inside the photo', zh: '照片内部残差不一致' },
    measured: {
      en: 'The window that is most unlike the rest of the photo is {value} times as far out as the median window of like brightness and texture; {regionCount} part(s) stand out.',
      zh: '与照片其余部分差异最大的窗口，其偏离程度为亮度和纹理相近窗口中位数的 {value} 倍；有 {regionCount} 处明显突出。',
    },
    meaning: {
      en: 'Glass, fine print, defocus, flash reflections and text put on top of a photo stand out as well. A weak reading: use its map to decide where to look.',
      zh: '玻璃、细小印刷、失焦、闪光反射以及叠加在照片上的文字也会突出。这是较弱的读数：请用其分布图决定查看哪里。',
    },
  },
  measure({ photo, pixelComparison, inconsistency: found }) {
    // The reference tells pixel by pixel what was changed; guessing it from residuals adds nothing.
    if (pixelComparison && pixelComparison.derivation.logOdds >= 0)
      return notApplicable('derived-from-reference');
    if (!found) return notApplicable('too-small');
    const regions = outlineOutliers(found, photo.raster);
    return {
      status: 'measured',
      value: roundTo(Math.exp((found.outlier + found.colourOutlier) / 2), 1),
      details: {
        regionCount: regions.length,
        logOutlier: roundTo(found.outlier, 3),
        logColourOutlier: roundTo(found.colourOutlier, 3),
        logUpperPercentile: roundTo(found.upperPercentile, 3),
        windows: found.distances.length,
      },
      regions: regions.slice(0, MOST_REGIONS).map(({ polygon, confidence }) => ({
        polygon,
        kind: 'unlike-residual',
        confidence: roundTo(confidence, 3),
      })),
      map: smoothMap(found.map),
      mapConfidence: smoothMap(found.confidence),
    };
  },
});
