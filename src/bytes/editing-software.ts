/** What a program does to pictures. */
export type SoftwareKind =
  /** Changes pixels at will. */
  | 'editor'
  /** Faces, filters, stickers; mostly on phones. */
  | 'beauty'
  /** Templates, collages, text. */
  | 'design'
  /** Develops raw files: exposure, colour, crop; local retouching in newer ones. */
  | 'developer'
  /** Has generative functions as its main way of editing. */
  | 'generative'
  /** Shows, sorts and sends pictures; rotates and crops. */
  | 'viewer'
  /** Converts files; libraries and command lines. */
  | 'converter'
  /** Scans or captures the screen. */
  | 'capture';

/** One program and how it writes its name into files. */
export interface Software {
  readonly name: string;
  readonly kind: SoftwareKind;
  readonly pattern: RegExp;
  /** Where the spelling is from: `files` of the project's data, or who documents it. */
  readonly source: string;
}

// Matched against EXIF Software, ProcessingSoftware and HostComputer, XMP CreatorTool and history agents, PNG
// Software, IPTC OriginatingProgram. First match wins: special forms stand before general ones.
export const EDITING_SOFTWARE: readonly Software[] = [
  {
    name: 'Adobe Firefly',
    kind: 'generative',
    pattern: /adobe[\s_-]?firefly/i,
    source: 'Adobe Content Credentials documentation',
  },
  { name: 'Adobe Lightroom', kind: 'developer', pattern: /lightroom/i, source: 'files' },
  { name: 'Adobe Camera Raw', kind: 'developer', pattern: /camera raw/i, source: 'files' },
  { name: 'Adobe Photoshop', kind: 'editor', pattern: /photoshop|\bImageReady\b/i, source: 'files' },
  { name: 'Adobe Fireworks', kind: 'editor', pattern: /fireworks/i, source: 'files' },
  {
    name: 'Adobe Illustrator',
    kind: 'design',
    pattern: /adobe illustrator/i,
    source: 'XMP specification part 2',
  },
  { name: 'Adobe InDesign', kind: 'design', pattern: /adobe indesign/i, source: 'XMP specification part 2' },
  { name: 'Adobe Bridge', kind: 'viewer', pattern: /adobe bridge/i, source: 'XMP specification part 2' },
  {
    name: 'Adobe Express',
    kind: 'design',
    pattern: /adobe (?:express|spark)/i,
    source: 'Adobe Content Credentials documentation',
  },
  { name: 'GIMP', kind: 'editor', pattern: /\bgimp\b/i, source: 'files' },
  {
    name: 'Affinity Photo',
    kind: 'editor',
    pattern: /affinity (?:photo|designer|publisher)/i,
    source: 'Serif',
  },
  { name: 'Pixelmator', kind: 'editor', pattern: /pixelmator|photomator/i, source: 'Pixelmator Team' },
  { name: 'Krita', kind: 'editor', pattern: /\bkrita\b/i, source: 'KDE' },
  { name: 'Paint.NET', kind: 'editor', pattern: /paint\.net/i, source: 'files' },
  {
    name: 'Microsoft Paint',
    kind: 'editor',
    pattern: /microsoft paint|\bmspaint\b|^paint 3d/i,
    source: 'Microsoft',
  },
  { name: 'PaintShop Pro', kind: 'editor', pattern: /paint\s?shop/i, source: 'Corel' },
  { name: 'Corel', kind: 'editor', pattern: /\bcorel/i, source: 'Corel' },
  { name: 'Photopea', kind: 'editor', pattern: /photopea/i, source: 'Photopea' },
  { name: 'Pixlr', kind: 'editor', pattern: /pixlr/i, source: 'Pixlr' },
  { name: 'PhotoScape', kind: 'editor', pattern: /photoscape/i, source: 'Mooii' },
  { name: 'PhotoImpact', kind: 'editor', pattern: /photoimpact|ulead/i, source: 'Ulead' },
  { name: 'Photo Editor', kind: 'editor', pattern: /photo editor|photoeditor/i, source: 'files' },
  { name: 'Image Alchemy', kind: 'converter', pattern: /image alchemy/i, source: 'files' },
  { name: 'Snapseed', kind: 'editor', pattern: /snapseed/i, source: 'knowledge note of the label set' },
  { name: 'Canva', kind: 'design', pattern: /\bcanva\b/i, source: 'files' },
  { name: 'Figma', kind: 'design', pattern: /\bfigma\b/i, source: 'Figma' },
  {
    name: 'Sketch',
    kind: 'design',
    pattern: /^(?:bohemian )?sketch\b|bohemiancoding/i,
    source: 'Bohemian Coding',
  },
  { name: 'Fotor', kind: 'design', pattern: /\bfotor\b|everimaging/i, source: 'Everimaging' },
  { name: 'BeFunky', kind: 'design', pattern: /befunky/i, source: 'BeFunky' },
  { name: 'PicMonkey', kind: 'design', pattern: /picmonkey/i, source: 'PicMonkey' },
  { name: 'iPiccy', kind: 'design', pattern: /ipiccy/i, source: 'iPiccy' },
  { name: 'Gaoding 稿定', kind: 'design', pattern: /gaoding|稿定/i, source: 'Gaoding' },
  { name: 'Chuangkit 创客贴', kind: 'design', pattern: /chuangkit|创客贴/i, source: 'Chuangkit' },
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
    name: 'Apple Clean Up',
    kind: 'generative',
    pattern: /apple photos clean up/i,
    source: 'knowledge note of the label set',
  },
  { name: 'Capture One', kind: 'developer', pattern: /capture one/i, source: 'files' },
  { name: 'DxO', kind: 'developer', pattern: /\bdxo\b|nik collection|viveza|silver efex/i, source: 'DxO' },
  { name: 'darktable', kind: 'developer', pattern: /darktable/i, source: 'darktable' },
  { name: 'RawTherapee', kind: 'developer', pattern: /rawtherapee|\bART \d/i, source: 'RawTherapee' },
  { name: 'UFRaw', kind: 'developer', pattern: /ufraw|dcraw/i, source: 'files' },
  { name: 'Silkypix', kind: 'developer', pattern: /silkypix/i, source: 'ISL' },
  {
    name: 'Canon Digital Photo Professional',
    kind: 'developer',
    pattern: /digital photo professional/i,
    source: 'Canon',
  },
  {
    name: 'Nikon Capture',
    kind: 'developer',
    pattern: /nikon capture|capture nx|\bviewnx\b|nx studio/i,
    source: 'Nikon',
  },
  { name: 'Nikon Transfer', kind: 'viewer', pattern: /nikon transfer/i, source: 'files' },
  {
    name: 'Olympus Master',
    kind: 'viewer',
    pattern: /camedia master|olympus (?:master|studio|viewer|workspace)/i,
    source: 'files',
  },
  {
    name: 'Sony Imaging Edge',
    kind: 'developer',
    pattern: /imaging edge|image data converter|playmemories/i,
    source: 'Sony',
  },
  { name: 'Aperture', kind: 'developer', pattern: /^aperture \d/i, source: 'Apple' },
  { name: 'Apple Photos', kind: 'viewer', pattern: /^(?:apple )?photos \d|\biphoto\b/i, source: 'Apple' },
  { name: 'Apple Preview', kind: 'viewer', pattern: /^preview\b|^(?:mac os x|macos) ?\d/i, source: 'files' },
  { name: 'Picasa', kind: 'viewer', pattern: /picasa/i, source: 'files' },
  { name: 'Google', kind: 'viewer', pattern: /^google(?: photos|inc)?$/i, source: 'files' },
  {
    name: 'Windows Photos',
    kind: 'viewer',
    pattern: /windows photo|microsoft (?:windows )?photo|windows live photo/i,
    source: 'files',
  },
  {
    name: 'Microsoft Office',
    kind: 'design',
    pattern: /microsoft (?:office|powerpoint|word)/i,
    source: 'files',
  },
  { name: 'ACDSee', kind: 'viewer', pattern: /acdsee|acd systems/i, source: 'files' },
  { name: 'XnView', kind: 'viewer', pattern: /xnview/i, source: 'XnSoft' },
  { name: 'IrfanView', kind: 'viewer', pattern: /irfanview/i, source: 'IrfanView' },
  { name: 'FastStone', kind: 'viewer', pattern: /faststone/i, source: 'FastStone' },
  { name: 'digiKam', kind: 'viewer', pattern: /digikam|showfoto/i, source: 'KDE' },
  { name: 'gThumb', kind: 'viewer', pattern: /gthumb|shotwell|gwenview/i, source: 'GNOME' },
  {
    name: 'Samsung Gallery',
    kind: 'editor',
    pattern: /PhotoEditor_Re_Edit|samsung (?:gallery|photo editor)/i,
    source: 'knowledge note of the label set',
  },
  { name: 'ImageMagick', kind: 'converter', pattern: /imagemagick|graphicsmagick/i, source: 'ImageMagick' },
  { name: 'Ghostscript', kind: 'converter', pattern: /ghostscript/i, source: 'Artifex' },
  {
    name: 'Microsoft Snipping Tool',
    kind: 'capture',
    pattern: /snipping tool|snagit|greenshot|sharex|lightshot|flameshot/i,
    source: 'vendors',
  },
  {
    name: 'scanner software',
    kind: 'capture',
    pattern: /\bscan(?:ner|snap|soft|wizard|gear)?\b|vuescan|silverfast|pixtiff|camscanner/i,
    source: 'files',
  },
  { name: '轻松水印', kind: 'design', pattern: /轻松水印|watermark/i, source: 'files' },
];

/** The program that a text names, or null. */
export function matchSoftware(text: string): Software | null {
  if (text.length > 400) return null;
  return EDITING_SOFTWARE.find(({ pattern }) => pattern.test(text)) ?? null;
}

/** Firmware of cameras and phones: versions, build names, model names; no editing program. */
export function isFirmware(text: string): boolean {
  return (
    /^(?:ver(?:sion|\.)?|v|fw|firmware)?[\s.:]*\d[\w.\s-]{0,40}$/i.test(text) ||
    /^[A-Z]{1,4}\d{2,}[\w.-]*$/.test(text) ||
    /camera|firmware|\bver\.?\s?\d|^hdr\+|^android|^media ?tek|^qcom|^qualcomm|^(?:ios|ipados|harmonyos) ?\d/i.test(
      text,
    ) ||
    /^[\w-]+-user \d|^[A-Z]{2,5}-\w+ v\d/.test(text)
  );
}
