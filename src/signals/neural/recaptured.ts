import { FLAT_LEVELS } from '../../pixels/residuals/tiles.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Log-odds beyond which the calibration set holds nothing: more certainty would be invented. */
const MOST = 5;

/**
 * Log-odds, at equal priors, that the photo is a photograph of a screen or of a print, as the ONNX model `recapture`
 * reads it from residual statistics and from narrow peaks in the spectrum (moiré). Needs no reference.
 *
 * `value` is in natural units (0 even, 2.2 about nine to one); the larger, the more like a recapture. Halving the
 * photo and strong recompression take most of what it sees and bring it towards 0.
 */
export const recaptured = defineSignal({
  id: 'neural/recaptured',
  needs: ['residualStatistics', 'spectralPeaks', 'models'],
  unit: 'log-odds',
  tier: 'default',
  source: 'models/recapture/model-card.md; Garcia and de Queiroz 2015, doi:10.1109/TIFS.2015.2411394',
  text: {
    title: { en: 'Traces of a screen or print', zh: '屏幕或印刷品翻拍痕迹' },
    measured: {
      en: 'Fine structure and spectrum give log-odds of {value} for a photograph of a screen or print (0 says nothing; strongest narrow peak {peak}).',
      zh: '微观纹理与频谱给出翻拍屏幕或印刷品的对数几率为 {value}（0 表示无倾向；最强窄峰 {peak}）。',
    },
    meaning: {
      en: 'Fabrics, grids, brick and other fine regular patterns beat with the sensor in the same way, and a photo of a display can be what the claim is about. It needs another sign beside it.',
      zh: '织物、网格、砖墙等细密规则图案也会与传感器产生摩尔纹，且索赔对象本身也可能是屏幕。需要其他迹象佐证。',
    },
  },
  async measure({ residualStatistics, spectralPeaks, models }) {
    if (!residualStatistics || !spectralPeaks) return notApplicable('too-small');
    if (residualStatistics.tiles.every(({ texture }) => texture <= FLAT_LEVELS))
      return notApplicable('too-flat');
    const features = new Float32Array(residualStatistics.values.length + spectralPeaks.length);
    features.set(residualStatistics.values);
    features.set(spectralPeaks, residualStatistics.values.length);
    const model = await models.get('recapture');
    const { logit } = await model.run({ features: { data: features, dims: [1, features.length] } });
    const value = Math.round(Math.max(-MOST, Math.min(MOST, logit.data[0])) * 1000) / 1000;
    // Every third value is a share of peaks, the one before it a median: the strongest stand first.
    const strongest = Math.max(...spectralPeaks.filter((_, i) => i % 3 === 0));
    return { status: 'measured', value, details: { peak: Math.round(strongest * 10) / 10 } };
  },
});
