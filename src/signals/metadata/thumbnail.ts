import { matchThumbnail } from '../../matching/thumbnail-match.js';
import { decodeRaster } from '../../pixels/decode.js';
import { computeLuma } from '../../pixels/luma.js';
import { defineSignal, notApplicable } from '../signal.js';

// Cameras write 160 x 120 and editors up to 512 px; anything larger is a preview made for other ends.
const DECODE = { maxPixels: 2_000_000, timeoutMs: 2_000 };
// Below this the tone fit absorbs what differs between two encoders; honest files reach about 17.
const NOTABLE_DIFFERENCE = 20;
const SURE_DIFFERENCE = 60;

/**
 * Whether the thumbnail inside the file shows the picture.
 *
 * value: largest mean difference over a tenth of the picture, in grey levels, after turning, cropping and fitting
 * brightness and contrast; near 0 for the same picture. Higher is more suspicious: programs that do not know of the
 * thumbnail leave the one of the picture before the change. `correlation` below about 0.7 means another picture.
 */
export const thumbnail = defineSignal({
  id: 'metadata/thumbnail',
  needs: ['exif', 'photo', 'view'],
  unit: 'grey-levels',
  tier: 'default',
  source: 'E. Kee and H. Farid, Digital image authentication from thumbnails, SPIE 7541 (2010)',
  text: {
    title: { en: 'Embedded thumbnail', zh: '内嵌缩略图' },
    measured: {
      en: 'The embedded thumbnail differs from the picture by up to {value} grey levels (correlation {correlation})',
      zh: '内嵌缩略图与图片的差异最大为 {value} 灰度级（相关系数 {correlation}）',
    },
    meaning: {
      en: 'A program changed the picture and left the thumbnail. Filters, collages and drawn marks on honest photos do that as well as edits of the content.',
      zh: '有程序修改了图片而未更新缩略图。对正常照片加滤镜、拼图或标记也会造成，修改内容同样如此。',
    },
  },
  async measure({ exif, photo, view }) {
    if (!exif?.thumbnail) return notApplicable('no-thumbnail');
    const raster = await decodeRaster(exif.thumbnail, DECODE).catch(() => null);
    if (!raster) return notApplicable('no-thumbnail');
    const match = matchThumbnail(computeLuma(raster), view.luma);
    if (!match) return notApplicable('too-flat');
    const { x, y, width, height } = match.region;
    const [left, right] = [x * photo.width, (x + width) * photo.width].map(Math.round);
    const [top, bottom] = [y * photo.height, (y + height) * photo.height].map(Math.round);
    const polygon = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ] as const;
    const confidence = (match.difference - NOTABLE_DIFFERENCE) / (SURE_DIFFERENCE - NOTABLE_DIFFERENCE);
    return {
      status: 'measured',
      value: Math.round(match.difference * 10) / 10,
      details: {
        correlation: Math.round(match.correlation * 1000) / 1000,
        frame: match.frame,
        quarterTurns: match.quarterTurns,
        mirrored: match.mirrored,
        thumbnailSize: `${raster.width} x ${raster.height}`,
      },
      regions:
        match.difference < NOTABLE_DIFFERENCE
          ? []
          : [{ polygon, kind: 'thumbnail-difference', confidence: Math.min(1, confidence) }],
    };
  },
});
