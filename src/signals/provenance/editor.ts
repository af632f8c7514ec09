import type { Block } from '../../bytes/container.js';
import { isFirmware, matchSoftware, type SoftwareKind } from '../../bytes/editing-software.js';
import { matchGenerator } from '../../bytes/generator-names.js';
import type { MetadataText } from '../../bytes/metadata-text.js';
import { readPhotoshopResources } from '../../bytes/photoshop.js';
import { defineSignal, notApplicable } from '../signal.js';

interface Finding {
  readonly program: string;
  readonly kind: SoftwareKind | 'unknown';
  readonly text: string;
  readonly where: string;
}

/** Fields that name the last or an earlier program; what stands there counts even if we do not know it. */
const PROGRAM_FIELDS = /^(?:Software|ProcessingSoftware|CreatorTool|OriginatingProgram)$/;
/** Fields that may name one. */
const MENTION_FIELDS = /^(?:softwareAgent|Producer|Creator|Credit|Encoder|Comment|UserComment|)$/;
const WRITTEN_BY =
  /^(?:file )?(?:written|created|edited|made|processed|saved|software)\b[\s:]*(?:by|with|in|using)?/i;

// Resources that Photoshop writes and metadata libraries do not: print scale, JPEG quality, thumbnail, grid, slices,
// global angle and altitude, version info, layer state. IPTC (0x0404), its digest (0x0425) and resolution are left out.
const PHOTOSHOP_RESOURCES = new Set([
  0x0406, 0x0408, 0x0409, 0x040c, 0x040d, 0x0419, 0x041a, 0x0421, 0x0426, 0x043b, 0x043c,
]);

const MAX_FINDINGS = 20;

/**
 * Programs that edited or saved the picture after the camera.
 *
 * value: number of different programs named. Weakly suspicious at most: shops, phones and honest buyers crop and
 * brighten. `kinds` tells viewers and converters from editors and generative ones, `besideCamera` whether a camera is
 * named too.
 */
export const editor = defineSignal({
  id: 'provenance/editor',
  needs: ['texts', 'container', 'exif'],
  unit: 'count',
  tier: 'default',
  source:
    'XMP specification part 2 (CreatorTool, History); Adobe Photoshop File Formats Specification; table of program names',
  text: {
    title: { en: 'Editing software', zh: '编辑软件' },
    measured: { en: 'The file names {programs}', zh: '文件记录的软件：{programs}' },
    meaning: {
      en: 'A program saved the picture after it was taken. Cropping, brightening or sending a picture does that; it says nothing about what was changed.',
      zh: '图片拍摄后曾被软件保存。裁剪、调亮或发送都会如此，并不说明具体改动。',
    },
  },
  measure({ texts, container, exif }) {
    const besideCamera = Boolean(exif?.make || exif?.model);
    const findings: Finding[] = [
      ...texts.flatMap((text) => readText(text, besideCamera)),
      ...container.blocks.flatMap(readBlock),
    ];
    const distinct = findings
      .filter((found, index) => findings.findIndex(({ text }) => text === found.text) === index)
      .slice(0, MAX_FINDINGS);
    if (distinct.length === 0) return notApplicable('no-metadata');
    const programs = [...new Set(distinct.map(({ program }) => program))];
    return {
      status: 'measured',
      value: programs.length,
      details: {
        programs: programs.join(', '),
        kinds: [...new Set(distinct.map(({ kind }) => kind))],
        besideCamera,
        findings: distinct.map(({ program, kind, where }) => ({ program, kind, where })),
      },
      marks: distinct.map(({ text, where }) => ({ mark: 'editor', value: text, where })),
    };
  },
});

function readText({ kind, name, text, where }: MetadataText, besideCamera: boolean): Finding[] {
  if (kind === 'trailer' && text.includes('PhotoEditor_Re_Edit_Data'))
    return [{ program: 'Samsung Gallery', kind: 'editor', text: 'PhotoEditor_Re_Edit_Data', where }];
  const names = PROGRAM_FIELDS.test(name);
  const mentions =
    MENTION_FIELDS.test(name) && kind !== 'application' && kind !== 'trailer' && kind !== 'raw';
  if (!names && !mentions) return [];
  const free = name === '' || name === 'Comment' || name === 'UserComment';
  if (free && !WRITTEN_BY.test(text)) return [];
  const shown = text.slice(0, 200);
  const known = matchSoftware(text);
  // Credits name people and agencies; only programs that edit by themselves credit themselves.
  if (name === 'Credit' && known?.kind !== 'generative') return [];
  if (known) return [{ program: known.name, kind: known.kind, text: shown, where }];
  // A camera's own software and a generator's name are no editors; without a camera, whatever is named wrote the file.
  const unknown = names && !besideCamera && text.length <= 200 && !isFirmware(text) && !/[{}]/.test(text);
  if (!unknown || matchGenerator(text) !== null) return [];
  return [{ program: shown.slice(0, 60), kind: 'unknown', text: shown, where }];
}

function readBlock({ kind, keyword, data, where }: Block): Finding[] {
  if (kind === 'application' && keyword === 'Ducky')
    return [{ program: 'Adobe Photoshop', kind: 'editor', text: 'Ducky (Save for Web)', where }];
  if (kind !== 'photoshop') return [];
  const telling = readPhotoshopResources(data).some(({ id }) => PHOTOSHOP_RESOURCES.has(id));
  return telling
    ? [{ program: 'Adobe Photoshop', kind: 'editor', text: 'Photoshop image resources', where }]
    : [];
}
