import { findMissingGrid } from '../../forensics/grid/missing-grid.js';
import { decodeBlockRows } from '../../forensics/jpeg/samples.js';
import { findShiftedGrid } from '../../forensics/jpeg/shifted-grid.js';
import { type StoredGeometry, toUpright } from '../../forensics/jpeg/upright.js';
import { roundTo } from '../../maths/round.js';
import { regionConfidence } from '../region-confidence.js';
import { defineSignal, notApplicable } from '../signal.js';

// A report with more boxes explains less.
const MOST_REGIONS = 12;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -30;

/** log10 NFA from which an earlier grid is reported. */
const REPORTED_LOG10_NFA = -2;

// First step of the luma row at IJG quality 30: the file itself keeps too little of anything earlier.
const COARSE_STEP = 18;

/** Below, too few tiles decide for an NFA of 0.01. */
const LEAST_SIDE_PX = 200;

/**
 * Whether the photo was compressed as JPEG before on another grid: cropped or moved between two compressions.
 *
 * value: log10 of the number of earlier grids as clear as this one that are expected by chance (NFA), 0 when there is
 * none below 0.01. Regions are parts without the earlier compression. Survives no resize; a later compression at a higher quality, or the same one in most photos, but
 * hardly a coarser one. A fact of the file's history: people crop honest photos.
 */
export const shiftedCompression = defineSignal({
  id: 'jpeg/shifted-compression',
  needs: ['photo', 'jpegCoefficients'],
  unit: 'log10-nfa',
  tier: 'deep',
  source:
    'Bianchi & Piva, Detection of nonaligned double JPEG compression based on integer periodicity maps, IEEE TIFS 7(2), 2012',
  text: {
    title: { en: 'Earlier JPEG compression on another grid', zh: '不同网格上的早先 JPEG 压缩' },
    measured: {
      en: 'traces of an earlier JPEG compression of quality about {primaryQuality} whose grid begins at {gridOrigin} (log10 of chance count {value})',
      zh: '存在更早一次 JPEG 压缩的痕迹，质量约为 {primaryQuality}，网格起点为 {gridOrigin}（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'No earlier JPEG compression on another grid shows.',
      zh: '未显示不同网格上更早的 JPEG 压缩。',
    },
    meaning: {
      en: 'The photo was saved as JPEG, cropped or moved by some pixels, and saved again. Phones, chat apps and shops let people crop honest photos. It tells how a photo travelled and is no evidence by itself; parts without the earlier compression were put in or drawn between the two. A resize removes the trace.',
      zh: '照片曾保存为 JPEG，经裁剪或移动若干像素后再次保存。手机、聊天软件和平台都允许用户裁剪正常照片。它只说明照片的流转过程，本身不构成证据；缺少早先压缩的部分是在两次压缩之间加入或绘制的。缩放会消除这一痕迹。',
    },
  },
  measure({ photo, jpegCoefficients }) {
    if (jpegCoefficients.status !== 'decoded')
      return notApplicable(photo.format === 'jpeg' ? 'unread-coefficients' : 'not-jpeg');
    const [luma] = jpegCoefficients.components;
    if (!luma.quantization) return notApplicable('unread-coefficients');
    if (luma.quantization[1] >= COARSE_STEP) return notApplicable('compressed-strongly');
    const samples = {
      width: 8 * luma.blocksWide,
      height: 8 * luma.blocksHigh,
      data: decodeBlockRows(luma, luma.quantization, 0, luma.blocksHigh),
    };
    if (Math.min(samples.width, samples.height) < LEAST_SIDE_PX) return notApplicable('too-small');
    const found = findShiftedGrid(samples);
    if (!found || found.log10Nfa >= REPORTED_LOG10_NFA)
      return {
        status: 'measured',
        value: 0,
        details: { gridOrigin: null, primaryQuality: null, primarySteps: null, missingCount: null },
      };
    const { width, height, orientation } = photo;
    const turned = orientation >= 5;
    const stored = { width: turned ? height : width, height: turned ? width : height, orientation };
    const missing = findMissingGrid(photo.raster, turnOrigin(found.origin, stored));
    return {
      status: 'measured',
      value: roundTo(found.log10Nfa, 1),
      details: {
        gridOrigin: [...found.origin],
        primaryQuality: found.quality,
        primarySteps: [...found.steps],
        contrasts: found.contrasts.map((contrast) => roundTo(contrast, 3)),
        missingCount: missing ? missing.parts.length : null,
      },
      regions: (missing?.parts ?? []).slice(0, MOST_REGIONS).map(({ polygon, log10Nfa }) => ({
        polygon,
        kind: 'missing-grid',
        confidence: regionConfidence(log10Nfa, CONFIDENT_LOG10_NFA),
      })),
    };
  },
});

/** Where blocks begin in the upright photo that begin at `origin` in the stored one. */
function turnOrigin([x, y]: readonly [number, number], stored: StoredGeometry): readonly [number, number] {
  const [x0, y0] = toUpright([x, y], stored);
  const [x1, y1] = toUpright([x + 8, y + 8], stored);
  return [(Math.min(x0, x1) + 8) % 8, (Math.min(y0, y1) + 8) % 8];
}
