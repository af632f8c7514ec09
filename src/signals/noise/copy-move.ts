import { type Copy, findCopies } from '../../forensics/copy-move/copies.js';
import { roundTo } from '../../maths/round.js';
import { fitLongSide, shrinkPlane } from '../../pixels/resize.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable, type Region } from '../signal.js';

/** Work grows with the pixels and what it finds at 1024 px it finds here, but for parts below 30 px. */
const WORKING_LONG_SIDE_PX = 768;

/** Smaller views hold no two places far enough apart. */
const LEAST_SIDE_PX = 96;

/** Share of textured pixels below which nothing can be recognized again. */
const LEAST_TEXTURED = 0.02;

const MOST_PAIRS = 6;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/**
 * Parts of the photo that show the same pixels as another part of it, moved, turned or zoomed.
 *
 * value: log10 of the number of such pairs expected by chance (NFA), 0 when there is none. Works at 768 px, so parts
 * below about a twentieth of the picture's width are missed, and so are smooth parts, mirrored parts and parts that
 * were blended into their surroundings. Survives recompression at quality 75.
 */
export const copyMove = defineSignal({
  id: 'noise/copy-move',
  needs: ['view'],
  unit: 'log10-nfa',
  tier: 'deep',
  source: 'Cozzolino, Poggi, Verdoliva 2015, doi:10.1109/TIFS.2015.2455334',
  text: {
    title: { en: 'Parts copied within the photo', zh: '照片内部的复制区域' },
    measured: {
      en: '{pairCount} part(s) of the photo appear a second time with the same fine detail (log10 of chance count {value})',
      zh: '照片中有 {pairCount} 个部分以相同的细节重复出现（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'No part of the photo was found a second time with the same fine detail.',
      zh: '未发现照片中有细节相同的重复部分。',
    },
    meaning: {
      en: 'Identical prints, labels or screens side by side, and pictures inside the picture, can look alike. Compare both marked parts: a copy shares dust, folds and grain, not only the design.',
      zh: '并排的相同印刷品、标签或屏幕，以及画中画，也可能出现类似情况。请比较两处标记区域：复制区域连灰尘、褶皱和颗粒都相同，而不仅是图案相同。',
    },
  },
  measure({ view }) {
    const size = fitLongSide(view.luma, WORKING_LONG_SIDE_PX);
    const { width, height } = size;
    if (Math.min(width, height) < LEAST_SIDE_PX) return notApplicable('too-small');
    const { copies, log10Nfa, texturedShare } = findCopies(shrinkPlane(view.luma, width, height));
    const scale = (view.scale * width) / view.luma.width;
    if (texturedShare < LEAST_TEXTURED) return notApplicable('too-flat');
    const strongest = copies[0];
    return {
      status: 'measured',
      value: roundTo(log10Nfa, 1),
      details: {
        pairCount: copies.length,
        copiedPercent: roundTo(
          (100 * copies.reduce((sum, { areaPx }) => sum + areaPx, 0)) / (width * height),
          2,
        ),
        turnDegrees: strongest ? roundTo(turnOf(strongest), 0) : null,
        zoom: strongest ? roundTo(zoomOf(strongest), 3) : null,
      },
      regions: copies.slice(0, MOST_PAIRS).flatMap((copy) => toRegions(copy, scale)),
    };
  },
});

function turnOf({ map }: Copy): number {
  return (Math.atan2(map[3] - map[1], map[0] + map[4]) * 180) / Math.PI;
}

function zoomOf({ map }: Copy): number {
  return Math.sqrt(Math.abs(map[0] * map[4] - map[1] * map[3]));
}

function toRegions({ first, second, log10Nfa }: Copy, scale: number): Region[] {
  const confidence = regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA);
  return [first, second].map((outline) => ({
    polygon: outline.map(([x, y]) => [roundTo(x / scale, 1), roundTo(y / scale, 1)] as const),
    kind: 'repeated-part',
    confidence,
  }));
}
