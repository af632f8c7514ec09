import type { ChangeRegion } from '../../matching/change-regions.js';
import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable, type Region } from '../signal.js';

// Log-odds of derivation from which differences can be read as changes; below it they are another photograph.
const LEAST_DERIVATION = 0;

// A report with more boxes explains less.
const MOST_REGIONS = 24;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/**
 * Where the photo differs from the reference that it is derived from.
 *
 * value: log10 of the number of regions as strong as the strongest one that are expected by chance in an unchanged
 * copy (NFA), 0 when there is none; the lower, the more certain is the change. Measured only when the photo is
 * derived from the reference (`reference/derivation` above 0): two photographs differ everywhere.
 */
export const change = defineSignal({
  id: 'reference/change',
  needs: ['comparisons', 'best', 'pixelComparison', 'view'],
  unit: 'log10-nfa',
  tier: 'default',
  source:
    'A-contrario detection (Desolneux, Moisan, Morel 2008) on residuals normalized by the pair’s own noise',
  text: {
    title: { en: 'Changes against the reference picture', zh: '相对参考图片的改动' },
    measured: {
      en: '{regionCount} region(s), {changedPercent} % of the shared area, differ from reference {#reference} beyond recompression (log10 of chance count {value})',
      zh: '与第 {#reference} 张参考图片相比，有 {regionCount} 个区域（占共同面积的 {changedPercent}%）的差异超出重新压缩的影响（偶然次数的对数 {value}）',
    },
    meaning: {
      en: 'The rest of the picture agrees with the reference down to recompression, these regions do not. Captions, price tags, cropping marks and beauty filters are changes too; look at what the regions show.',
      zh: '图片其余部分与参考图一致（仅有压缩差异），而这些区域不同。文字、价签、裁剪标记和美化滤镜也属于改动；请查看区域内容。',
    },
  },
  measure({ comparisons, best, pixelComparison, view }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    if (!pixelComparison)
      return notApplicable(best && !best.view ? 'reference-without-pixels' : 'not-comparable');
    if (pixelComparison.derivation.logOdds < LEAST_DERIVATION) return notApplicable('not-derived');
    const { change: found, noiseLevel, index, photometry } = pixelComparison;
    const strongest = found.regions[0];
    return {
      status: 'measured',
      value: roundTo(found.log10Nfa, 1),
      details: {
        reference: index,
        regionCount: found.regions.length,
        changedPercent: roundTo(100 * found.changedShare, 2),
        changedShare: roundTo(found.changedShare, 5),
        noiseLevel: roundTo(noiseLevel, 2),
        gain: roundTo(photometry.gain, 3),
        illuminationRatio: roundTo(photometry.illuminationRatio, 3),
        sharpening: roundTo(photometry.sharpening, 3),
        strongestKind: strongest ? strongest.kind : null,
        strongestContrast: strongest ? roundTo(strongest.contrast, 1) : null,
      },
      regions: found.regions.slice(0, MOST_REGIONS).map((region) => toPhotoRegion(region, view.scale)),
      map: found.map,
    };
  },
});

function toPhotoRegion({ polygon, kind, log10Nfa }: ChangeRegion, scale: number): Region {
  return {
    polygon: polygon.map(([x, y]) => [roundTo(x / scale, 1), roundTo(y / scale, 1)] as const),
    kind,
    confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
  };
}
