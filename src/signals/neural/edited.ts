import { mapEdits } from '../../forensics/localization/edit-map.js';
import { outlineEdits } from '../../forensics/localization/edit-regions.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

const MOST_REGIONS = 6;

/**
 * Where a photo looks edited, without a reference: what a convolutional network makes of each cell's residual beside
 * those of the whole photo, joined with how far the residuals of its windows stand out (`noise/inconsistency`).
 *
 * value: largest of the map, 0..1. Honest photos have such places, too: the value has no weight, the map shows where
 * to look, and its confidence where the network has learned to err.
 */
export const edited = defineSignal({
  id: 'neural/edited',
  needs: ['photo', 'pixelComparison', 'inconsistency', 'models'],
  unit: 'ratio',
  tier: 'deep',
  source:
    'models/localization/model-card.md; TruFor, arXiv 2212.10957; Splicebuster, doi:10.1109/WIFS.2015.7368565',
  text: {
    title: { en: 'Parts that look edited', zh: '疑似被编辑的局部' },
    measured: {
      en: 'The part that looks most edited reaches {value} of 1; {regionCount} part(s) stand above the level that one honest photo in a hundred reaches.',
      zh: '最像被编辑的局部达到 {value}（最高 1）；有 {regionCount} 处高于百分之一正常照片才会达到的水平。',
    },
    meaning: {
      en: 'Glass, fine print, defocus, text put on top and real damage stand out as well. A weak reading: use its map to decide where to look.',
      zh: '玻璃、细小印刷、失焦、叠加的文字以及真实损坏也会突出。这是较弱的读数：请用其分布图决定查看哪里。',
    },
  },
  async measure({ photo, pixelComparison, inconsistency, models }) {
    // The reference tells pixel by pixel what was changed; guessing it from residuals adds nothing.
    if (pixelComparison && pixelComparison.derivation.logOdds >= 0)
      return notApplicable('derived-from-reference');
    if (!inconsistency) return notApplicable('too-small');
    const model = await models.get('localization');
    const { map, confidence } = await mapEdits(photo.raster, inconsistency, async (data, width, height) => {
      const answer = await model.run({ levels: { data, dims: [1, 3, height, width] } });
      return { map: answer.map.data, trust: answer.trust.data };
    });
    const regions = outlineEdits(map, photo.raster);
    return {
      status: 'measured',
      value: roundTo(
        map.data.reduce((most, value) => Math.max(most, value), 0),
        3,
      ),
      details: { regionCount: regions.length },
      regions: regions.slice(0, MOST_REGIONS),
      map,
      mapConfidence: confidence,
    };
  },
});
