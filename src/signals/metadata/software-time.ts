import { certainHoursBefore, exifTimeSpan } from '../../maths/time-span.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * How long after the capture the file says that it was changed.
 *
 * value: hours from DateTimeOriginal to ModifyDate, 0 when they agree; the camera writes both in one moment.
 * Negative when the change lies before the capture, which no clock of one device gives. Both directions away from 0
 * are unusual and weak: sorting, rotating and exporting set ModifyDate too.
 */
export const softwareTime = defineSignal({
  id: 'metadata/software-time',
  needs: ['exif'],
  unit: 'hours',
  tier: 'default',
  source: 'Exif 3.0 (CIPA DC-008-2023) tags 0x0132, 0x9003',
  text: {
    title: { en: 'Time of the last change', zh: '最后修改时间' },
    measured: {
      en: 'The file states a change {value} h after the capture',
      zh: '文件记录的修改时间比拍摄时间晚 {value} 小时',
    },
    nothing: {
      en: 'The file states no change after the capture',
      zh: '文件未记录拍摄之后的修改',
    },
    meaning: {
      en: 'Rotating, cropping, exporting or importing a photo sets this time as well as editing does.',
      zh: '旋转、裁剪、导出或导入照片都会写入该时间，编辑图片同样如此。',
    },
  },
  measure({ exif }) {
    if (!exif) return notApplicable('no-metadata');
    const { original, modified } = exif;
    const capture = exifTimeSpan(original.date, original.offset);
    const change = exifTimeSpan(modified.date, modified.offset);
    if (!capture || !change) return notApplicable('no-metadata');
    // One device writes both in the same zone: without offsets the difference of the clocks is what counts.
    const sameZone = original.offset === modified.offset || !original.offset || !modified.offset;
    const clocks = sameZone ? zoneless(modified.date) - zoneless(original.date) : 0;
    const value = sameZone
      ? clocks
      : certainHoursBefore(capture, change) - certainHoursBefore(change, capture);
    return {
      status: 'measured',
      value: Math.round(value * 100) / 100,
      details: { zonesKnown: Boolean(original.offset && modified.offset), software: exif.software },
    };
  },
});

/** Hours since 1970 on a clock without zone. */
function zoneless(date: string | null): number {
  return (exifTimeSpan(date, '+00:00')?.earliest ?? 0) / 3_600_000;
}
