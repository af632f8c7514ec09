import { findGhosts } from '../../forensics/jpeg/ghosts.js';
import { WINDOW_BLOCKS } from '../../forensics/jpeg/recompression.js';
import { toUpright, turnUpright } from '../../forensics/jpeg/upright.js';
import type { Corner } from '../../matching/outline.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

const WINDOW_PX = 8 * WINDOW_BLOCKS;

// Smaller pictures have too few windows for a rate of their own.
const LEAST_SIDE_PX = 256;

// log10 NFA at which the confidence of a region reaches its end.
const CONFIDENT_LOG10_NFA = -20;

/**
 * Parts of the photo that a compression at a lower quality changes less than its neighbouring qualities do.
 *
 * value: log10 of the number of parts as clear as the clearest one that are expected by chance (NFA), 0 when there is
 * none. Weak: texture can dip too, and only parts on the grid of the file show. Survives no resize.
 */
export const ghosts = defineSignal({
  id: 'jpeg/ghosts',
  needs: ['photo', 'jpegCoefficients'],
  unit: 'log10-nfa',
  tier: 'deep',
  source: 'Farid, Exposing digital forgeries from JPEG ghosts, IEEE TIFS 4(1), 2009',
  text: {
    title: { en: 'JPEG ghosts (weak)', zh: 'JPEG 重影（弱线索）' },
    measured: {
      en: 'a part of the photo, {areaPercent} % of it, behaves as if compressed at quality {quality} before, the rest does not (log10 of chance count {value})',
      zh: '照片中有一处（占 {areaPercent}%）表现得像曾以质量 {quality} 压缩过，其余部分则没有（偶然次数的对数 {value}）',
    },
    nothing: {
      en: 'No part behaves as if compressed before at a quality of its own.',
      zh: '未发现曾以不同质量单独压缩过的部分。',
    },
    meaning: {
      en: 'A part that comes from another, more strongly compressed picture shows such a minimum. Regular textures can show it as well. A weak hint that tells people where to look, no evidence by itself.',
      zh: '来自另一张压缩更强图片的部分会出现这种极小值，规则纹理也可能如此。仅为提示查看位置的弱线索，本身不构成证据。',
    },
  },
  measure({ photo, jpegCoefficients }) {
    if (jpegCoefficients.status !== 'decoded')
      return notApplicable(photo.format === 'jpeg' ? 'unread-coefficients' : 'not-jpeg');
    const { structure, components } = jpegCoefficients;
    const [luma] = components;
    if (!luma.quantization) return notApplicable('unread-coefficients');
    const { width, height } = structure;
    if (Math.min(width, height) < LEAST_SIDE_PX) return notApplicable('too-small');
    const { best, map } = findGhosts(luma, luma.quantization);
    if (!best)
      return {
        status: 'measured',
        value: 0,
        details: { quality: null, areaPercent: 0, rate: null, pictureRate: null },
      };
    const stored = { width, height, orientation: photo.orientation };
    const [left, top, right, bottom] = best.box.map((edge, i) => (i < 2 ? edge : edge + 1) * WINDOW_PX);
    const corners: Corner[] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
    return {
      status: 'measured',
      value: roundTo(best.log10Nfa, 1),
      details: {
        quality: best.quality,
        areaPercent: roundTo((100 * (right - left) * (bottom - top)) / (width * height), 2),
        rate: roundTo(best.rate, 3),
        pictureRate: roundTo(best.pictureRate, 4),
      },
      regions: [
        {
          polygon: corners.map(([x, y]) => toUpright([Math.min(width, x), Math.min(height, y)], stored)),
          kind: 'compression-ghost',
          confidence: roundTo(Math.min(1, 0.3 + (0.7 * best.log10Nfa) / CONFIDENT_LOG10_NFA), 3),
        },
      ],
      map: turnUpright(map, photo.orientation),
    };
  },
});
