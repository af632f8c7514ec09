import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

// A report with more boxes explains less.
const MOST_REGIONS = 12;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/**
 * Parts of the photo that were compressed as JPEG on another 8×8 grid than the rest, or that an earlier compression of
 * the rest left out.
 *
 * value: log10 of the number of parts as clear as the clearest one that are expected by chance in one picture (NFA),
 * 0 when there is none. Survives no resize and, in synthetic pastes of quality 40 to 85, no later JPEG compression below
 * quality 98: what platforms send on has lost it. Lossless screenshots and edits keep it.
 */
export const grid = defineSignal({
  id: 'jpeg/grid',
  needs: ['grids'],
  unit: 'log10-nfa',
  tier: 'deep',
  source:
    'Nikoukhah et al., JPEG Grid Detection based on the Number of DCT Zeros, CVPRW 2019 (votes, a-contrario decision); Fan & de Queiroz, IEEE TIP 12(2), 2003 (quantization steps, for missing grids)',
  text: {
    title: { en: 'Compression grid inside the photo', zh: '照片内部的压缩网格' },
    measured: {
      en: '{regionCount} part(s), {areaPercent} % of the photo, do not share the 8×8 compression grid of the rest (log10 of chance count {value})',
      zh: '有 {regionCount} 处（占照片面积的 {areaPercent}%）与其余部分的 8×8 压缩网格不一致（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'No part sits on a compression grid of its own or lacks that of the rest.',
      zh: '未发现位于不同压缩网格上或缺少其余部分网格的部分。',
    },
    meaning: {
      en: 'A part on another grid, or without that of the rest, was put in or painted later, or moved. Captions, screen elements, stickers and collages of an app do the same, and fine regular patterns can imitate a grid. A later resize, or a JPEG compression below about quality 98, removes the trace.',
      zh: '网格不同或缺少网格的部分是之后才加入、绘制或移动的。界面元素以及应用添加的文字、贴纸和拼图也会如此，细密规则的图案也可能与网格相似。之后的缩放，或质量低于约 98 的 JPEG 压缩，会消除这一痕迹。',
    },
  },
  measure({ grids }) {
    if (!grids) return notApplicable('too-small');
    const { main, earlier, foreign, missing } = grids;
    const parts = [
      ...foreign.map((part) => ({ ...part, kind: 'foreign-grid' })),
      ...(missing?.parts ?? []).map((part) => ({ ...part, kind: 'missing-grid' })),
    ].sort((a, b) => a.log10Nfa - b.log10Nfa);
    return {
      status: 'measured',
      value: parts.length > 0 ? roundTo(parts[0].log10Nfa, 1) : 0,
      details: {
        regionCount: parts.length,
        areaPercent: roundTo(100 * parts.reduce((sum, { areaShare }) => sum + areaShare, 0), 2),
        gridOrigin: main ? [...main.origin] : null,
        gridShare: main ? roundTo(main.share, 4) : null,
        gridLog10Nfa: roundTo(grids.log10Nfa, 1),
        ownGrid: main ? main.own : null,
        earlierOrigins: earlier.map((origin) => [...origin]),
        foreignOrigins: foreign.slice(0, MOST_REGIONS).map(({ origin }) => [...origin]),
        missingCount: missing ? missing.parts.length : null,
        decidedShare: roundTo(grids.decidedShare, 4),
        readShare: roundTo(grids.readShare, 4),
      },
      regions: parts.slice(0, MOST_REGIONS).map(({ polygon, kind, log10Nfa }) => ({
        polygon,
        kind,
        confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
      })),
    };
  },
});
