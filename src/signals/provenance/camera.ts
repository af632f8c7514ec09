import { matchGenerator } from '../../bytes/generator-names.js';
import { NAMESPACES } from '../../bytes/xmp-namespaces.js';
import { defineSignal, type Mark, notApplicable } from '../signal.js';

const MAX_CAMERAS = 10;

/** Text of programs that use the camera fields as a place for their own. */
const FOREIGN = /^(?:prompt|workflow)\s*:|[{}]/i;

/**
 * Camera make and model as the file states them.
 *
 * value: number of different cameras named. More than one is worth a look (a picture put together from two); one is
 * what an honest original has, and what anybody can write.
 */
export const camera = defineSignal({
  id: 'provenance/camera',
  needs: ['exif', 'xmp'],
  unit: 'count',
  tier: 'default',
  source: 'Exif 3.0 (CIPA DC-008-2023) tags 0x010F, 0x0110',
  text: {
    title: { en: 'Camera', zh: '相机' },
    measured: { en: 'The file names the camera {camera}', zh: '文件记录的相机：{camera}' },
    meaning: {
      en: 'Camera fields can be kept by editors and written by anyone; they support a photo only together with other readings.',
      zh: '编辑软件可能保留相机字段，任何人也可写入；需结合其他读数判断。',
    },
  },
  measure({ exif, xmp }) {
    const marks: Mark[] = [];
    const add = (make: string | null, model: string | null, where: string): void => {
      const parts = [make, model].filter((part) => part !== null && part !== '');
      if (parts.length === 0 || parts.some((part) => FOREIGN.test(part ?? ''))) return;
      if (parts.some((part) => matchGenerator(part ?? '') !== null)) return;
      const value = nameCamera(make, model);
      const known = marks.some((mark) => mark.value.toLowerCase() === value.toLowerCase());
      if (!known && marks.length < MAX_CAMERAS) marks.push({ mark: 'camera', value, where });
    };
    for (const { make, model, where } of exif?.blocks ?? []) add(make, model, `EXIF (${where})`);
    for (const { properties, where } of xmp) {
      const value = (name: string) =>
        properties.find((found) => found.namespace === NAMESPACES.tiff && found.name === name)?.value ?? null;
      add(value('Make'), value('Model'), `XMP (${where})`);
    }
    if (marks.length === 0) return notApplicable('no-metadata');
    const cameras = marks.map(({ value }) => value);
    return {
      status: 'measured',
      value: marks.length,
      details: { camera: cameras.join(', '), cameras },
      marks,
    };
  },
});

/** `Canon EOS 40D`, also where the model repeats the make. */
function nameCamera(make: string | null, model: string | null): string {
  const [first, second] = [make?.trim() ?? '', model?.trim() ?? ''];
  const brand = first.split(/\s/)[0].toLowerCase();
  const repeated = brand !== '' && second.toLowerCase().startsWith(brand);
  return (repeated ? second : `${first} ${second}`.trim()).slice(0, 120);
}
