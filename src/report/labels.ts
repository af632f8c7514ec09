import type { Bilingual, Family, MarkName } from '../signals/signal.js';

/** Words of the report's furniture, in both languages. Sentences with a meaning stand in `wording.ts`. */
export const LABELS = {
  title: { en: 'Photo inspection report', zh: '照片检验报告' },
  summaryTitle: { en: 'Photo inspection: summary', zh: '照片检验：摘要' },
  claim: { en: 'Claim', zh: '索赔编号' },
  inspected: { en: 'Inspected', zh: '检验时间' },
  language: { en: 'Language', zh: '语言' },
  skip: { en: 'Skip to the findings', zh: '跳至检验结果' },
  question: { en: 'Question', zh: '检验问题' },
  questionText: {
    en: 'Was this photo edited, generated or reused, or is it unedited and taken for this claim?',
    zh: '该照片是经过编辑、由模型生成或重复使用，还是未经编辑且专为本次索赔拍摄？',
  },
  result: { en: 'Result', zh: '结论' },
  nextStep: { en: 'Next step', zh: '下一步' },
  score: { en: 'Probability (policy’s prior)', zh: '概率（按策略先验）' },
  likelihood: { en: 'Likelihood ratio (log10)', zh: '似然比（log10）' },
  strength: { en: 'Strength of the evidence', zh: '证据强度' },
  unedited: { en: 'unedited', zh: '未经编辑' },
  edited: { en: 'edited, generated or reused', zh: '经过编辑、生成或重复使用' },
  neither: { en: 'neither', zh: '均不支持' },
  pictures: { en: 'Photo and reference', zh: '照片与参考图片' },
  photo: { en: 'Claim photo', zh: '索赔照片' },
  reference: { en: 'Reference', zh: '参考图片' },
  noReferencePicture: { en: 'Only its fingerprint was given.', zh: '仅提供了其指纹。' },
  noPicture: { en: 'No picture was included in this report.', zh: '本报告未包含图片。' },
  regions: { en: 'Marked regions', zh: '标出的区域' },
  region: { en: 'Region', zh: '区域' },
  regionNote: {
    en: 'Numbered outlines show where a finding points. They are computed and can be off by some pixels.',
    zh: '带编号的轮廓为结果所指位置，由程序计算得出，可能有几个像素的偏差。',
  },
  noRegions: { en: 'No finding points to a part of the photo.', zh: '没有结果指向照片的某一部分。' },
  showRegions: { en: 'Show marked regions', zh: '显示标出的区域' },
  confidence: { en: 'Confidence', zh: '置信度' },
  kind: { en: 'Kind', zh: '类型' },
  compare: { en: 'Before and after', zh: '前后对比' },
  compareNote: {
    en: 'The reference, brought into the position of the photo. Move the divider to compare.',
    zh: '参考图片已对齐到照片的位置。移动分隔线进行比较。',
  },
  divider: { en: 'Position of the divider', zh: '分隔线位置' },
  aligned: { en: 'Reference, aligned', zh: '参考图片（已对齐）' },
  findings: { en: 'Findings', zh: '检验结果' },
  findingsNote: {
    en: 'Sorted by strength. Each finding is held against both statements: “edited, generated or reused” and “unedited, taken for the claim”.',
    zh: '按强度排序。每项结果均与“经过编辑、由模型生成或重复使用”和“未经编辑且专为索赔拍摄”两种说法对照。',
  },
  families: { en: 'By kind of measurement', zh: '按测量类别' },
  measured: { en: 'Measured', zh: '测量结果' },
  meaning: { en: 'What it can mean', zh: '可能的含义' },
  errorRate: { en: 'In unedited photos', zh: '在未经编辑的照片中' },
  source: { en: 'Method', zh: '方法' },
  figures: { en: 'Figures', zh: '数值' },
  value: { en: 'Value', zh: '数值' },
  silent: { en: 'Findings that favour neither statement', zh: '对两种说法均无支持的结果' },
  noFindings: { en: 'Nothing could be measured.', zh: '没有可测量的内容。' },
  maps: { en: 'Localization maps', zh: '定位图' },
  mapsNote: {
    en: 'Each map is laid over the photo: the stronger the colour, the more a place stands out in that measurement. Standing out is no evidence by itself.',
    zh: '每张定位图叠加于照片之上：颜色越深，该处在此项测量中越突出。突出本身并不构成证据。',
  },
  showMaps: { en: 'Show maps', zh: '显示定位图' },
  low: { en: 'low', zh: '低' },
  high: { en: 'high', zh: '高' },
  provenance: { en: 'Provenance and metadata', zh: '来源与元数据' },
  marks: { en: 'Provenance marks in the file', zh: '文件中的来源标记' },
  mark: { en: 'Mark', zh: '标记' },
  says: { en: 'Says', zh: '内容' },
  where: { en: 'Where', zh: '位置' },
  noMarks: {
    en: 'The file carries no provenance mark. That is common and counts for nothing.',
    zh: '文件不含来源标记。这很常见，不计入任何判断。',
  },
  metadata: { en: 'Metadata as measured', zh: '元数据测量值' },
  name: { en: 'Name', zh: '名称' },
  notMeasured: { en: 'What could not be measured', zh: '未能测量的项目' },
  notMeasuredNote: { en: 'Says nothing about the photo.', zh: '不说明照片的任何情况。' },
  why: { en: 'Why', zh: '原因' },
  measurement: { en: 'Measurement', zh: '测量项目' },
  allMeasured: { en: 'Everything could be measured.', zh: '所有项目均已测量。' },
  failed: { en: 'Failed', zh: '失败' },
  limits: { en: 'Limits of this inspection', zh: '本次检验的局限' },
  identification: { en: 'Identification', zh: '标识' },
  tool: { en: 'Tool', zh: '工具' },
  model: { en: 'Model', zh: '模型' },
  policy: { en: 'Policy', zh: '策略' },
  size: { en: 'Size', zh: '尺寸' },
  file: { en: 'File', zh: '文件' },
  bytes: { en: 'bytes', zh: '字节' },
  duration: { en: 'Duration', zh: '耗时' },
  reportHash: { en: 'SHA-256 of report.json', zh: 'report.json 的 SHA-256' },
  verifyHow: {
    en: 'Whoever has this report and the pictures can check every figure:',
    zh: '持有本报告及图片者可核对每一项数值：',
  },
  regionsCount: { en: 'regions', zh: '个区域' },
  person: {
    en: 'This report measures a picture file. It decides nothing and accuses nobody; a person decides.',
    zh: '本报告仅对图片文件进行测量，不作决定，也不指责任何人；由人作出决定。',
  },
  strongest: { en: 'Strongest findings', zh: '最强的结果' },
  more: { en: 'more findings in the full report', zh: '项其他结果见完整报告' },
  attachments: { en: 'Files of this bundle', zh: '随附文件' },
} as const satisfies Record<string, Bilingual>;

export type LabelName = keyof typeof LABELS;

export const FAMILY_NAMES: Readonly<Record<Family, Bilingual>> = {
  metadata: { en: 'Metadata', zh: '元数据' },
  provenance: { en: 'Provenance', zh: '来源信息' },
  reference: { en: 'Reference comparison', zh: '参考图片比较' },
  jpeg: { en: 'Compression', zh: '压缩痕迹' },
  noise: { en: 'Noise', zh: '噪声' },
  neural: { en: 'Pixel model', zh: '像素模型' },
  registry: { en: 'Earlier claims', zh: '历史索赔' },
};

export const MARK_NAMES: Readonly<Record<MarkName, Bilingual>> = {
  c2pa: { en: 'C2PA manifest', zh: 'C2PA 清单' },
  'aigc-label': { en: 'Label for generated content', zh: '生成合成内容标识' },
  'aigc-app-json': { en: 'Generated-content record of an app', zh: '应用写入的生成内容记录' },
  'digital-source-type': { en: 'IPTC digital source type', zh: 'IPTC 数字来源类型' },
  'ai-credit': { en: 'Credit line naming a generator', zh: '署名中提及生成工具' },
  'generator-parameters': { en: 'Parameters of a generator', zh: '生成参数' },
  'platform-mark': { en: 'Mark of a platform', zh: '平台标记' },
  camera: { en: 'Camera', zh: '相机' },
  editor: { en: 'Editing program', zh: '编辑软件' },
  'visible-ai-mark': { en: 'Visible mark for generated content', zh: '可见的生成内容标识' },
};

/** Kinds of regions that signals name; others are shown by their own name. */
export const REGION_KINDS: Readonly<Record<string, Bilingual>> = {
  'line-structure': { en: 'line structure', zh: '线状结构' },
  'colour-shift': { en: 'colour shift', zh: '颜色变化' },
  'texture-change': { en: 'texture change', zh: '纹理变化' },
  'copy-source': { en: 'copied from here', zh: '复制来源' },
  'copy-target': { en: 'copied to here', zh: '复制目标' },
  'repeated-part': { en: 'appears twice', zh: '重复出现' },
  'foreign-grid': { en: 'another compression grid', zh: '不同的压缩网格' },
  'once-compressed': { en: 'compressed once only', zh: '仅压缩过一次' },
  'missing-grid': { en: 'no compression grid', zh: '缺少压缩网格' },
  'resized-part': { en: 'resized apart', zh: '单独缩放' },
  'shifted-mosaic': { en: 'another colour filter lattice', zh: '不同的色彩滤镜格点' },
  mark: { en: 'visible mark', zh: '可见标记' },
};

/** A name out of a table, or the raw string in both languages. */
export function nameOf(table: Readonly<Record<string, Bilingual>>, key: string): Bilingual {
  return Object.hasOwn(table, key) ? table[key] : { en: key, zh: key };
}
