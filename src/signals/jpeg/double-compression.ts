import type { DctReading } from '../../bytes/jpeg-dct/dct.js';
import { roundTo } from '../../maths/round.js';
import type { NotApplicableReason } from '../reasons.js';
import { defineSignal, notApplicable } from '../signal.js';

// Blocks of the smallest picture whose histograms tell anything; the artifact refuses smaller ones.
const LEAST_BLOCKS = 400;

// First step of the luma row at IJG quality 30; coarser files keep too few levels.
const COARSE_STEP = 18;

/**
 * Whether the photo was compressed as JPEG before on the same grid, and how strongly.
 *
 * value: median over 20 low frequencies of how much better an earlier quantization explains the levels, in
 * thousandths of a bit per block. On 21 photos compressed once, at three qualities each, it stayed below 2; twice, it
 * was 1 to 8 where the second compression was the stronger one (90, then 75) and 4 to 1900 elsewhere. A fact of the
 * file's history: phones, chat apps and shops compress twice all the time. A resize or a crop off the grid between
 * the compressions erases it.
 */
export const doubleCompression = defineSignal({
  id: 'jpeg/double-compression',
  needs: ['jpegCoefficients', 'compressionHistory'],
  unit: 'bits',
  tier: 'default',
  source:
    'Bianchi & Piva, Image forgery localization via block-grained analysis of JPEG artifacts, IEEE TIFS 7(3), 2012',
  text: {
    title: { en: 'Earlier JPEG compression', zh: '早先的 JPEG 压缩' },
    measured: {
      en: 'traces of an earlier JPEG compression on the same grid, of quality about {primaryQuality} (strength {value})',
      zh: '存在同一网格上更早一次 JPEG 压缩的痕迹，质量约为 {primaryQuality}（强度 {value}）',
    },
    nothing: {
      en: 'No earlier JPEG compression on the same grid shows.',
      zh: '未显示同一网格上更早的 JPEG 压缩。',
    },
    meaning: {
      en: 'Honest photos are compressed several times on their way: by the phone, by a chat app, by the shop. It tells how a photo travelled and is no evidence by itself.',
      zh: '正常照片在传递过程中也会被多次压缩：手机、聊天软件、平台都会压缩。它只说明照片的流转过程，本身不构成证据。',
    },
  },
  measure({ jpegCoefficients, compressionHistory }) {
    if (!compressionHistory) return notApplicable(whyUnknown(jpegCoefficients));
    const { strength, primaryQuality, agreement, gainPerBlock, fits } = compressionHistory;
    return {
      status: 'measured',
      value: roundTo(strength, 2),
      details: {
        primaryQuality,
        primaryAgreement: roundTo(agreement, 3),
        natsPerBlock: roundTo(gainPerBlock, 4),
        frequencies: fits.length,
        primarySteps: fits.map(({ primaryStep }) => primaryStep),
        steps: fits.map(({ step }) => step),
      },
    };
  },
});

function whyUnknown(reading: DctReading): NotApplicableReason {
  if (reading.status === 'unsupported' && reading.reason === 'not-jpeg') return 'not-jpeg';
  if (reading.status !== 'decoded' || !reading.components[0].quantization) return 'unread-coefficients';
  const { blocksWide, blocksHigh, quantization } = reading.components[0];
  if (blocksWide * blocksHigh < LEAST_BLOCKS) return 'too-small';
  return quantization[1] >= COARSE_STEP ? 'compressed-strongly' : 'too-flat';
}
