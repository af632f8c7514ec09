import { PHONE_EDITORS } from './phone-editors.js';
import type { Software } from './software.js';

export type { Software, SoftwareKind } from './software.js';

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
  ...PHONE_EDITORS,
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
