import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

// A report with more boxes explains less.
const MOST_REGIONS = 8;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -20;

/**
 * Parts of the photo that were resized otherwise than the rest, and whether the photo as a whole was resized.
 *
 * value: log10 of the number of windows as clear as the clearest one that are expected by chance in one photo (NFA), 0
 * when there is none. That the whole photo was resized stands in `details` alone: platforms resize honest photos.
 * Parts pasted at 130 % of their size into 45 camera crops were found in 37 as PNG, 13 at JPEG quality 95, 5 at 85.
 */
export const resampling = defineSignal({
  id: 'noise/resampling',
  needs: ['resampling'],
  unit: 'log10-nfa',
  tier: 'deep',
  source:
    'Gallagher, CRV 2005; Mahdian & Saic, IEEE TIFS 3(3), 2008, doi:10.1109/TIFS.2004.924603 (periodic variance of second differences)',
  text: {
    title: { en: 'Traces of resizing inside the photo', zh: '照片内部的缩放痕迹' },
    measured: {
      en: '{regionCount} part(s), {areaPercent} % of the photo, carry the period of a resize that the rest does not carry (log10 of chance count {value})',
      zh: '有 {regionCount} 处（占照片面积的 {areaPercent}%）带有其余部分没有的缩放周期（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'No part carries the period of a resize of its own.',
      zh: '未发现单独缩放过的部分。',
    },
    meaning: {
      en: 'A part was enlarged or reduced before it came into the photo. Captions, stickers, collages and lens corrections of an app do the same, and fine regular fabrics can imitate the period. Strong compression, and a later resize of the whole, remove the trace.',
      zh: '该部分在进入照片之前曾被放大或缩小。应用添加的文字、贴纸、拼图和镜头校正也会如此，细密规则的织物也可能与此周期相似。较强的压缩或之后对整张照片的缩放会消除这一痕迹。',
    },
  },
  measure({ resampling: facts }) {
    if (!facts) return notApplicable('too-small');
    const { parts, both, across, down, windows } = facts;
    if (windows === 0 && both.log10Nfa >= 0) return notApplicable('too-small');
    return {
      status: 'measured',
      value: parts.length > 0 ? roundTo(parts[0].log10Nfa, 1) : 0,
      details: {
        regionCount: parts.length,
        areaPercent: roundTo(100 * parts.reduce((sum, { areaShare }) => sum + areaShare, 0), 2),
        partFrequency: parts.length > 0 ? roundTo(parts[0].frequency, 4) : null,
        wholeFrequency: both.log10Nfa < 0 ? roundTo(both.frequency, 4) : null,
        wholeLog10Nfa: roundTo(both.log10Nfa, 1),
        acrossLog10Nfa: roundTo(across.log10Nfa, 1),
        downLog10Nfa: roundTo(down.log10Nfa, 1),
        windows,
      },
      regions: parts.slice(0, MOST_REGIONS).map(({ polygon, log10Nfa }) => ({
        polygon,
        kind: 'resized-part',
        confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
      })),
    };
  },
});
