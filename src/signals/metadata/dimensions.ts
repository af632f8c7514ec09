import { cameraSizes } from '../../bytes/camera-sizes.js';
import type { ExifFacts } from '../../bytes/exif.js';
import type { Photo } from '../../photo/photo.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Shapes within this relative difference are one shape: sizes are rounded to whole pixels, or to blocks of 8. */
const SAME_SHAPE = 0.02;

/** How the size stands to those that the survey of camera files met; each is innocent. */
const CAMERA_SIZE = {
  native: { en: 'a size that this camera model writes', zh: '属于该相机型号的原生尺寸' },
  other: {
    en: 'not among the sizes that we know of this camera model',
    zh: '不在该相机型号的已知尺寸之列',
  },
  unknown: { en: 'the sizes of this camera are not in our tables', zh: '参照表中没有该相机的尺寸' },
} as const;

/**
 * Whether the size that the camera wrote is the size of the picture.
 *
 * value: relative difference of the aspect ratios, 0 when the shape is the same; 0.33 for 4:3 cut to square. Higher
 * means more was cut off or added. A plain resize keeps the shape and measures 0: chat apps and shops do it to every
 * photo and some keep the EXIF. Width and height may be exchanged, since the camera states them before rotation.
 * `cameraSize` tells whether the survey met the picture's size from the camera that EXIF names: a fact, not evidence.
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
      en: 'EXIF states {stated}, the picture has {actual} ({relation}; {sizeNote})',
      zh: 'EXIF 记录为 {stated}，图片实际为 {actual}（{relation}；{sizeNoteZh}）',
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
    const cameraSize = compareCamera(exif, photo);
    const scale = longSide / Math.max(width, height);
    return {
      status: 'measured',
      value: difference <= SAME_SHAPE ? 0 : Math.round(difference * 1000) / 1000,
      details: {
        stated: `${width} x ${height}`,
        actual: `${photo.width} x ${photo.height}`,
        relation: difference > SAME_SHAPE ? 'other-shape' : relationOf(scale),
        scale: Math.round(scale * 1000) / 1000,
        cameraSize,
        sizeNote: CAMERA_SIZE[cameraSize].en,
        sizeNoteZh: CAMERA_SIZE[cameraSize].zh,
      },
    };
  },
});

/** Either orientation counts: some programs turn the pixels upright. */
function compareCamera(
  { make, model }: Pick<ExifFacts, 'make' | 'model'>,
  { width, height }: Pick<Photo, 'width' | 'height'>,
): keyof typeof CAMERA_SIZE {
  const known = make && model ? cameraSizes(make, model) : [];
  if (known.length === 0) return 'unknown';
  const [longSide, shortSide] = [Math.max(width, height), Math.min(width, height)];
  return known.some((size) => size.longSide === longSide && size.shortSide === shortSide)
    ? 'native'
    : 'other';
}

function relationOf(scale: number): string {
  if (Math.abs(scale - 1) < 0.002) return 'same';
  return scale < 1 ? 'reduced' : 'enlarged';
}
