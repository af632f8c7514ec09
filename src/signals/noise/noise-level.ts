import { measureNoiseLevels } from '../../forensics/noise/noise-level.js';
import { roundTo } from '../../maths/round.js';
import { computeLuma } from '../../pixels/luma.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Noise below this in every bin has been taken by compression or a filter: nothing is left to compare. */
const LEAST_SIGMA = 0.15;

/**
 * Spread of the noise of flat blocks up to which they can be said to share one noise (white noise has 1.3). Above, the
 * test does not keep its promise: of 127 pristine manifest photos after laundering, 28 lay below 2.5 and 8 of those had
 * a window with NFA below 0.1; below 1.6 lay 3. Recompression takes noise block by block: this reading is for originals.
 */
const MOST_SPREAD = 1.6;

const MOST_REGIONS = 6;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/**
 * Parts of the photo with less noise than its other flat parts of the same brightness.
 *
 * value: log10 of the number of such windows expected by chance (NFA) if noise depended on brightness alone, 0 when
 * there is none. That condition holds for what a sensor delivers; JPEG, denoising and defocus break it in honest photos
 * too, so that the value is a hint and no more.
 */
export const noiseLevel = defineSignal({
  id: 'noise/noise-level',
  needs: ['photo'],
  unit: 'log10-nfa',
  tier: 'deep',
  source:
    'Gardella et al. 2021 (Noisesniffer), doi:10.3390/jimaging7070119; Colom & Buades 2013, doi:10.5201/ipol.2013.45',
  text: {
    title: { en: 'Noise against brightness', zh: '噪声与亮度的关系' },
    measured: {
      en: '{regionCount} part(s) hold less noise than other flat parts of the same brightness (log10 of chance count {value}); the photo’s noise is {lowestSigma} to {highestSigma} grey levels.',
      zh: '有 {regionCount} 个部分的噪声低于同亮度的其他平坦区域（偶然次数的对数 {value}）；照片噪声为 {lowestSigma} 至 {highestSigma} 灰度级。',
    },
    nothing: {
      en: 'Noise goes with brightness alike in all flat parts.',
      zh: '各平坦区域的噪声随亮度的变化一致。',
    },
    meaning: {
      en: 'Compression, defocus, denoising and beauty modes of phones take noise from parts of unedited photos. Pasted, filled or painted parts often hold less noise as well.',
      zh: '压缩、失焦、降噪以及手机美颜会减少未经编辑照片中部分区域的噪声。粘贴、填充或涂画的区域噪声也往往较低。',
    },
  },
  measure({ photo }) {
    const found = measureNoiseLevels(computeLuma(photo.raster));
    if (!found) return notApplicable(Math.min(photo.width, photo.height) < 128 ? 'too-small' : 'too-flat');
    const sigmas = found.levels.map(({ sigma }) => sigma);
    if (Math.max(...sigmas) < LEAST_SIGMA || found.spread > MOST_SPREAD)
      return notApplicable('compressed-strongly');
    return {
      status: 'measured',
      value: roundTo(found.log10Nfa, 1),
      details: {
        regionCount: found.windows.length,
        lowestSigma: roundTo(Math.min(...sigmas), 2),
        highestSigma: roundTo(Math.max(...sigmas), 2),
        levels: found.levels.map(({ luma, sigma }) => [roundTo(luma, 1), roundTo(sigma, 3)]),
      },
      regions: found.windows.slice(0, MOST_REGIONS).map(({ x, y, sidePx, log10Nfa }) => {
        const [right, bottom] = [Math.min(photo.width, x + sidePx), Math.min(photo.height, y + sidePx)];
        return {
          polygon: [
            [x, y],
            [right, y],
            [right, bottom],
            [x, bottom],
          ] as const,
          kind: 'less-noise',
          confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
        };
      }),
    };
  },
});
