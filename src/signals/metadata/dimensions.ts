import { defineSignal, notApplicable } from '../signal.js';

/** Shapes within this relative difference are one shape: sizes are rounded to whole pixels, or to blocks of 8. */
const SAME_SHAPE = 0.02;

/**
 * Whether the size that the camera wrote is the size of the picture.
 *
 * value: relative difference of the aspect ratios, 0 when the shape is the same; 0.33 for 4:3 cut to square. Higher
 * means more was cut off or added. A plain resize keeps the shape and measures 0: chat apps and shops do it to every
 * photo and some keep the EXIF. Width and height may be exchanged, since the camera states them before rotation.
 */
export const dimensions = defineSignal({
  id: 'metadata/dimensions',
  needs: ['exif', 'photo'],
  unit: 'ratio',
  tier: 'default',
  source: 'Exif 3.0 (CIPA DC-008-2023) tags 0xA002, 0xA003',
  text: {
    title: { en: 'Stated and real size', zh: '记录尺寸与实际尺寸' },
    measured: {
      en: 'EXIF states {stated}, the picture has {actual} ({relation})',
      zh: 'EXIF 记录为 {stated}，图片实际为 {actual}（{relation}）',
    },
    meaning: {
      en: 'The picture was resized or cropped after capture. People crop, and chat apps resize, honest photos all the time.',
      zh: '图片在拍摄后被缩放或裁剪。用户裁剪、聊天软件缩放正常照片十分常见。',
    },
  },
  measure({ exif, photo }) {
    const width = exif?.pixelXDimension;
    const height = exif?.pixelYDimension;
    if (!width || !height) return notApplicable('no-metadata');
    const stated = Math.max(width, height) / Math.min(width, height);
    const longSide = Math.max(photo.width, photo.height);
    const actual = longSide / Math.min(photo.width, photo.height);
    const difference = Math.abs(stated - actual) / Math.max(stated, actual);
    const scale = longSide / Math.max(width, height);
    return {
      status: 'measured',
      value: difference <= SAME_SHAPE ? 0 : Math.round(difference * 1000) / 1000,
      details: {
        stated: `${width} x ${height}`,
        actual: `${photo.width} x ${photo.height}`,
        relation: difference > SAME_SHAPE ? 'other-shape' : relationOf(scale),
        scale: Math.round(scale * 1000) / 1000,
      },
    };
  },
});

function relationOf(scale: number): string {
  if (Math.abs(scale - 1) < 0.002) return 'same';
  return scale < 1 ? 'reduced' : 'enlarged';
}
