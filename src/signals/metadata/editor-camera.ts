import { isFirmware, matchSoftware, type SoftwareKind } from '../../bytes/editing-software.js';
import { defineSignal, notApplicable } from '../signal.js';

// Fields that name the program that wrote the file or took part in its history.
const PROGRAM_FIELDS =
  /^(?:Software|ProcessingSoftware|HostComputer|CreatorTool|softwareAgent|OriginatingProgram)$/;

/** How much a kind of program can change what a photo shows. */
const REACH: { readonly [Kind in SoftwareKind]: 0 | 1 | 2 | 3 } = {
  viewer: 1,
  converter: 1,
  capture: 1,
  developer: 1,
  design: 2,
  beauty: 2,
  editor: 2,
  generative: 3,
};

/**
 * Whether a photo that still carries its camera's data also names a program that changes pictures.
 *
 * value: 0 no program beside the camera; 1 one that sorts, converts or develops; 2 one that changes pixels at will;
 * 3 one whose main way of editing is generative. Higher is more suspicious, and weakly so: buyers crop, brighten and
 * add arrows with the same programs.
 */
export const editorCamera = defineSignal({
  id: 'metadata/editor-camera',
  needs: ['exif', 'texts'],
  unit: 'count',
  tier: 'default',
  source:
    'Exif 3.0 (CIPA DC-008-2023) tags 0x010F, 0x0110, 0x0131; XMP specification part 2; table of program names',
  text: {
    title: { en: 'Editing software on a camera photo', zh: '相机照片上的编辑软件' },
    measured: {
      en: 'A photo of {camera} also names {programs}',
      zh: '{camera} 拍摄的照片同时记录了软件：{programs}',
    },
    meaning: {
      en: 'Cropping, brightening, converting or marking a photo leaves the same trace as changing what it shows.',
      zh: '裁剪、调亮、转换格式或添加标记都会留下与修改内容相同的痕迹。',
    },
  },
  measure({ exif, texts }) {
    if (!exif?.make && !exif?.model) return notApplicable('no-metadata');
    const found = new Map<string, SoftwareKind>();
    for (const { name, text } of texts) {
      if (!PROGRAM_FIELDS.test(name) || isFirmware(text)) continue;
      const software = matchSoftware(text);
      if (software) found.set(software.name, software.kind);
    }
    const value = Math.max(0, ...[...found.values()].map((kind) => REACH[kind]));
    return {
      status: 'measured',
      value,
      details: {
        camera: [exif.make, exif.model].filter(Boolean).join(' '),
        programs: [...found.keys()],
        kinds: [...new Set(found.values())],
      },
    };
  },
});
