import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

// A report with more boxes explains less.
const MOST_REGIONS = 8;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -20;

/**
 * Parts of a camera original on which the trace of the colour filter array is shifted by a pixel.
 *
 * value: log10 of the number of windows as clear as the clearest one that are expected by chance in one photo (NFA), 0
 * when there is none. Any resize removes the trace, most recompression does: photos from platforms do not have it. Of 8
 * camera originals that show it clearly, a part of 260 px moved by an odd number of pixels was found in 8 without and
 * in 1 after compression at quality 95.
 */
export const demosaicing = defineSignal({
  id: 'noise/demosaicing',
  needs: ['mosaic'],
  unit: 'log10-nfa',
  tier: 'deep',
  source:
    'Ferrara et al., IEEE TIFS 2012, doi:10.1109/TIFS.2012.2202227 (error of interpolated green); Bammey et al., MIPR 2018 (a-contrario votes)',
  text: {
    title: { en: 'Colour filter trace inside the photo', zh: '照片内部的色彩滤镜痕迹' },
    measured: {
      en: '{regionCount} part(s), {areaPercent} % of the photo, follow another colour filter lattice than the rest (log10 of chance count {value})',
      zh: '有 {regionCount} 处（占照片面积的 {areaPercent}%）的色彩滤镜格点与其余部分不一致（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'The photo carries the trace of one colour filter lattice; no part follows another one.',
      zh: '照片带有同一色彩滤镜格点的痕迹，未发现不一致的部分。',
    },
    meaning: {
      en: 'A part on the other lattice was moved or put in by an odd number of pixels. Retouching, stitching of panoramas and merged exposures of a phone do the same, and very fine patterns can imitate the trace.',
      zh: '格点不一致的部分曾被移动或加入，偏移了奇数个像素。修图、全景拼接和手机的多帧合成也会如此，极细的图案也可能与此痕迹相似。',
    },
  },
  measure({ mosaic }) {
    if (!mosaic) return notApplicable('too-small');
    if (!mosaic.present) return notApplicable('no-mosaic');
    const { lattice, share, log10Nfa, parts } = mosaic;
    return {
      status: 'measured',
      value: parts.length > 0 ? roundTo(parts[0].log10Nfa, 1) : 0,
      details: {
        regionCount: parts.length,
        areaPercent: roundTo(100 * parts.reduce((sum, { areaShare }) => sum + areaShare, 0), 2),
        lattice,
        latticeShare: roundTo(share, 4),
        latticeLog10Nfa: roundTo(log10Nfa, 1),
      },
      regions: parts.slice(0, MOST_REGIONS).map((part) => ({
        polygon: part.polygon,
        kind: 'shifted-mosaic',
        confidence: regionConfidence(part.log10Nfa, CONFIDENT_LOG10_NFA),
      })),
    };
  },
});
