import type { Bilingual } from './signal.js';

/** Why a signal could not measure. None of them is evidence. */
export const REASONS = {
  'no-reference': { en: 'no reference picture was given', zh: '未提供参考图片' },
  'not-comparable': {
    en: 'the photo and the references share no content that can be aligned',
    zh: '照片与参考图片没有可对齐的共同内容',
  },
  'reference-without-pixels': {
    en: 'the reference is a stored fingerprint, which has no pixels to compare',
    zh: '参考为已存储的指纹，没有可比较的像素',
  },
  'not-derived': {
    en: 'the photo is not derived from the reference, so differences are those of two photographs',
    zh: '照片并非源自参考图片，差异属于两次拍摄之间的正常差异',
  },
  'derived-from-reference': {
    en: 'the photo agrees with the reference pixel by pixel, which other readings measure',
    zh: '照片与参考图片逐像素一致，由其他读数衡量',
  },
  'no-metadata': {
    en: 'the file carries no metadata of this kind (chat apps and shops remove it from honest photos)',
    zh: '文件不含此类元数据（聊天软件和平台会从正常照片中移除）',
  },
  'no-claim-dates': { en: 'the claim states no dates', zh: '索赔未提供日期' },
  'no-thumbnail': { en: 'the file holds no embedded thumbnail', zh: '文件不含内嵌缩略图' },
  'not-jpeg': { en: 'the file is not a JPEG', zh: '文件不是 JPEG' },
  'unread-coefficients': {
    en: 'the coefficients of the JPEG cannot be read (damaged, or coded in a way that no camera uses)',
    zh: '无法读取 JPEG 系数（文件损坏，或采用相机不使用的编码方式）',
  },
  'no-earlier-compression': {
    en: 'the photo shows no earlier compression by which its parts could be compared',
    zh: '照片未显示可用于比较各部分的早期压缩',
  },
  'too-small': { en: 'the picture is too small for this measurement', zh: '图片尺寸过小，无法测量' },
  'too-flat': { en: 'the picture has too little texture for this measurement', zh: '图片纹理过少，无法测量' },
  'compressed-strongly': {
    en: 'the picture is compressed too strongly for this measurement',
    zh: '图片压缩过强，无法测量',
  },
  'unknown-camera': { en: 'the camera model is not in our tables', zh: '相机型号不在参照表中' },
  'not-original': { en: 'the photo is no camera original', zh: '照片不是相机原图' },
  'no-mosaic': {
    en: 'the photo carries no trace of a colour filter array (any resize and most recompression remove it)',
    zh: '照片不含色彩滤镜阵列的痕迹（缩放和多数重新压缩会将其消除）',
  },
  'no-manifest': { en: 'the file holds no C2PA manifest', zh: '文件不含 C2PA 清单' },
  'missing-part': { en: 'an optional part of the package is not installed', zh: '未安装可选组件' },
  'no-registry': { en: 'no registry of earlier claims was given', zh: '未提供历史索赔登记库' },
} as const satisfies Record<string, Bilingual>;

export type NotApplicableReason = keyof typeof REASONS;
