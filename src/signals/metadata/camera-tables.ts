import { samplingName } from '../../bytes/jpeg-structure.js';
import { quantizationHash } from '../../bytes/quantization-hash.js';
import { findOrigins, cameraTables as tablesOf } from '../../bytes/quantization-origins.js';
import { estimateQuality } from '../../maths/jpeg-quality.js';
import { defineSignal, notApplicable } from '../signal.js';

// Fewer files than this do not show what a maker's cameras write.
const MIN_MAKER_FILES = 3;

/**
 * Whether the JPEG was written like the files of the camera that it names.
 *
 * value: 0 when the survey saw these quantization tables from that model, 0.5 when from another model of its maker,
 * 1 when from none of them. Higher is more suspicious, but weakly so: cameras adapt their tables to the scene and
 * quality setting, and every program that saves the photo again (chat apps, shops, rotation) replaces them and may
 * keep the EXIF. `files` says how many files the comparison rests on.
 */
export const cameraTables = defineSignal({
  id: 'metadata/camera-tables',
  needs: ['exif', 'jpegStructure'],
  unit: 'ratio',
  tier: 'default',
  source: 'H. Farid, Digital image ballistics from JPEG quantization, Dartmouth TR2006-583',
  text: {
    title: { en: 'Camera and compression', zh: '相机型号与压缩方式' },
    measured: {
      en: 'Files of {camera} in our tables are compressed differently ({class} tables, {subsampling} here)',
      zh: '参照表中 {camera} 的文件采用不同的压缩方式（此处为 {class} 量化表，{subsampling}）',
    },
    nothing: {
      en: 'The file is compressed as {camera} does ({class} tables, {subsampling})',
      zh: '文件的压缩方式与 {camera} 一致（{class} 量化表，{subsampling}）',
    },
    meaning: {
      en: 'Another program saved the file after the camera. Chat apps, shops and galleries do that to honest photos.',
      zh: '文件在相机拍摄后被其他程序重新保存。聊天软件、平台和相册对正常照片也会如此处理。',
    },
  },
  measure({ exif, jpegStructure }) {
    const [first, second] = jpegStructure?.components ?? [];
    if (!jpegStructure || !first?.quantization) return notApplicable('not-jpeg');
    if (!exif?.make || !exif.model) return notApplicable('no-metadata');
    const maker = tablesOf(exif.make);
    const model = tablesOf(exif.make, exif.model);
    if (!model && (maker?.files ?? 0) < MIN_MAKER_FILES) return notApplicable('unknown-camera');

    const chroma = second?.quantization ?? null;
    const hash = quantizationHash(first.quantization, chroma);
    const known = model?.hashes.has(hash) ? 'model' : maker?.hashes.has(hash) ? 'maker' : 'neither';
    const others = [...new Set(findOrigins(hash).map(({ name }) => name))];
    return {
      status: 'measured',
      value: { model: 0, maker: 0.5, neither: 1 }[known],
      details: {
        camera: `${exif.make} ${exif.model}`,
        known,
        files: model?.files ?? maker?.files ?? 0,
        samplingKnown: (model ?? maker)?.samplings.has(jpegStructure.sampling) ?? false,
        subsampling: samplingName(jpegStructure),
        class: estimateQuality(first.quantization, chroma).exact ?? 'other',
        seenFrom: others.slice(0, 8),
      },
    };
  },
});
