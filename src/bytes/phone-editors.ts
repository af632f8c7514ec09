import type { Software } from './software.js';

/**
 * Programs that people use on their phones. Where `source` says `files`, the spelling stands in a public file; a
 * `product name` is what a writer may be expected to write.
 */
export const PHONE_EDITORS: readonly Software[] = [
  { name: 'PicsArt', kind: 'beauty', pattern: /pics\s?art/i, source: 'PicsArt' },
  {
    name: 'Meitu 美图',
    kind: 'beauty',
    pattern: /meitu|美图|beauty\s?plus|beautycam|美颜相机|xiuxiu/i,
    source: 'files',
  },
  {
    name: 'Xingtu 醒图',
    kind: 'beauty',
    pattern: /xingtu|醒图|hypic|douyin_?beauty/i,
    source: 'knowledge note of the label set',
  },
  { name: 'CapCut / 剪映', kind: 'beauty', pattern: /capcut|jianying|剪映|videoleap/i, source: 'ByteDance' },
  { name: 'FaceU 激萌', kind: 'beauty', pattern: /\bfaceu\b|激萌/i, source: 'ByteDance' },
  { name: 'Ulike 轻颜', kind: 'beauty', pattern: /\bulike\b|轻颜/i, source: 'ByteDance' },
  {
    name: 'SNOW',
    kind: 'beauty',
    pattern: /\bsnow (?:camera|app)|^snow$|\bB612\b|\bfoodie\b|\bSODA\b/i,
    source: 'SNOW Corporation',
  },
  { name: 'FaceApp', kind: 'generative', pattern: /faceapp/i, source: 'FaceApp' },
  { name: 'Remini', kind: 'generative', pattern: /\bremini\b/i, source: 'Bending Spoons' },
  { name: 'Facetune', kind: 'beauty', pattern: /facetune|lightricks/i, source: 'Lightricks' },
  { name: 'YouCam', kind: 'beauty', pattern: /youcam|perfect365/i, source: 'Perfect Corp.' },
  { name: 'AirBrush', kind: 'beauty', pattern: /airbrush/i, source: 'Pixocial' },
  { name: 'VSCO', kind: 'beauty', pattern: /\bvsco/i, source: 'VSCO' },
  { name: 'Camera360', kind: 'beauty', pattern: /camera\s?360/i, source: 'PinGuo' },
  { name: 'Polarr', kind: 'editor', pattern: /polarr/i, source: 'Polarr' },
  { name: 'Prisma', kind: 'generative', pattern: /^prisma\b|lensa/i, source: 'Prisma Labs' },
  { name: 'Instagram', kind: 'beauty', pattern: /instagram/i, source: 'files' },
  { name: 'Snapchat', kind: 'beauty', pattern: /snapchat/i, source: 'Snap' },
  { name: 'InShot', kind: 'beauty', pattern: /inshot/i, source: 'InShot' },
  {
    name: 'PicWish 佐糖',
    kind: 'generative',
    pattern: /picwish|佐糖/i,
    source: 'knowledge note of the label set',
  },
  { name: 'PhotoRoom', kind: 'generative', pattern: /photoroom/i, source: 'PhotoRoom' },
  { name: 'remove.bg', kind: 'generative', pattern: /remove\.bg|kaleido/i, source: 'Kaleido' },
  {
    name: 'Cleanup.pictures',
    kind: 'generative',
    pattern: /cleanup\.pictures|clipdrop/i,
    source: 'Clipdrop',
  },
  { name: 'Topaz', kind: 'generative', pattern: /topaz/i, source: 'Topaz Labs' },
  { name: 'Luminar', kind: 'generative', pattern: /luminar|skylum/i, source: 'Skylum' },
  { name: 'ON1', kind: 'developer', pattern: /\bON1\b/, source: 'ON1' },
  {
    name: 'Doubao 豆包',
    kind: 'generative',
    pattern: /doubao|豆包/i,
    source: 'knowledge note of the label set',
  },
  {
    name: 'Jimeng 即梦',
    kind: 'generative',
    pattern: /jimeng|dreamina|即梦/i,
    source: 'knowledge note of the label set',
  },
  {
    name: 'Google Magic Editor',
    kind: 'generative',
    pattern: /magic (?:editor|eraser)|google photos (?:magic|ai)/i,
    source: 'Google Photos help, names of its functions; files say “Edited with Google AI” (see ai-credit)',
  },
  {
    name: 'Galaxy AI',
    kind: 'generative',
    pattern: /galaxy ai|^photo assist|generative edit|sketch to image/i,
    source:
      'knowledge note of the label set (C2PA agent “Photo assist”); Samsung support, names of its functions',
  },
  { name: 'WPS', kind: 'editor', pattern: /wps ?图片|^wps (?:photo|picture)/i, source: 'product name' },
  {
    name: 'nEO iMAGING 光影魔术手',
    kind: 'editor',
    pattern: /neo ?imaging|光影魔术手/i,
    source: 'product name',
  },
  {
    name: 'Tencent Pitu 天天P图',
    kind: 'beauty',
    pattern: /天天P图|\bpitu\b|ttpic/i,
    source: 'product name',
  },
  {
    name: 'camera and retouching apps of China',
    kind: 'beauty',
    pattern: /黄油相机|无他相机|一甜相机|美易|泼辣修图|快影|必剪|MIX滤镜大师/,
    source: 'product names',
  },
  {
    name: 'Apple Clean Up',
    kind: 'generative',
    pattern: /apple photos clean up/i,
    source: 'knowledge note of the label set',
  },
];
