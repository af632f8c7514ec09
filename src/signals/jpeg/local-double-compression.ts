import { findOnceCompressed, showsInBlocks } from '../../forensics/jpeg/once-compressed.js';
import { markSilentBlocks } from '../../forensics/jpeg/silent-blocks.js';
import { toUpright, turnUpright } from '../../forensics/jpeg/upright.js';
import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

// A report with more boxes explains less.
const MOST_REGIONS = 12;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/**
 * Parts of the photo that lack the earlier JPEG compression of the rest.
 *
 * value: log10 of the number of parts as clear as the clearest one that are expected by chance in a photo compressed
 * twice throughout (NFA), 0 when there is none. Needs a photo whose last compression was the finer one, on the same
 * grid as the first: it survives no resize, no crop off the grid and no later compression coarser than the first. On
 * the development claims that were uploaded in their own size it applies to a third of the altered ones and finds 10 of those 14; after a
 * chat app, WebP, a screenshot or halving it does not apply. No part was found in 351 honest photos.
 */
export const localDoubleCompression = defineSignal({
  id: 'jpeg/local-double-compression',
  needs: ['photo', 'jpegStructure', 'compressionHistory', 'pixelComparison'],
  unit: 'log10-nfa',
  tier: 'default',
  source:
    'Bianchi & Piva, Image forgery localization via block-grained analysis of JPEG artifacts, IEEE TIFS 7(3), 2012; a-contrario decision by Markov’s inequality',
  text: {
    title: { en: 'Parts compressed once only', zh: '仅压缩过一次的部分' },
    measured: {
      en: '{regionCount} part(s), {areaPercent} % of the photo, lack the earlier JPEG compression that the rest shows (log10 of chance count {value})',
      zh: '有 {regionCount} 处（占照片面积的 {areaPercent}%）缺少其余部分所显示的早先 JPEG 压缩（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'The earlier JPEG compression shows everywhere that it can be measured.',
      zh: '凡可测量之处均显示早先的 JPEG 压缩。',
    },
    meaning: {
      en: 'What was put into a photo after its first compression was not compressed with it: pasted, painted or generated content, but also captions, stickers and the blurred parts of beauty filters.',
      zh: '首次压缩之后才加入照片的内容未随之压缩：可能是粘贴、绘制或生成的内容，也可能是文字、贴纸或美化滤镜的模糊区域。',
    },
  },
  measure({ photo, jpegStructure, compressionHistory, pixelComparison }) {
    if (!jpegStructure) return notApplicable('not-jpeg');
    // The reference tells pixel by pixel what was changed; blocks of 8 px would only blur it.
    if (pixelComparison && pixelComparison.derivation.logOdds >= 0)
      return notApplicable('derived-from-reference');
    // Asked before every pixel is looked at: most photos end here.
    if (!compressionHistory || !showsInBlocks(compressionHistory))
      return notApplicable('no-earlier-compression');
    const { width, height } = jpegStructure;
    const stored = { width, height, orientation: photo.orientation };
    const found = findOnceCompressed(compressionHistory, markSilentBlocks(photo.raster, stored));
    if (!found) return notApplicable('no-earlier-compression');
    const { regions, map, frequencies } = found;
    const blocks = map.width * map.height;
    return {
      status: 'measured',
      value: regions.length > 0 ? roundTo(regions[0].log10Nfa, 1) : 0,
      details: {
        regionCount: regions.length,
        areaPercent: roundTo((100 * regions.reduce((sum, region) => sum + region.blocks, 0)) / blocks, 2),
        primaryQuality: compressionHistory.primaryQuality,
        natsPerBlock: roundTo(compressionHistory.gainPerBlock, 3),
        frequencies,
      },
      regions: regions.slice(0, MOST_REGIONS).map(({ polygon, log10Nfa }) => ({
        // Blocks at the border reach beyond the picture.
        polygon: polygon.map(([x, y]) => toUpright([Math.min(width, x), Math.min(height, y)], stored)),
        kind: 'once-compressed',
        confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
      })),
      map: turnUpright(map, photo.orientation),
    };
  },
});
