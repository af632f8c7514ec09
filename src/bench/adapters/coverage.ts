import type { Adapter, ImportedClaim } from './adapter.js';

/**
 * COVERAGE: `image/N.tif` is an original, `image/Nt.tif` the same with a copy moved, `mask/Nforged.tif` its mask. The
 * original serves as reference, as a merchant's picture would.
 *
 * @see Wen et al. 2016, doi:10.1109/ICIP.2016.7532339
 */
export const coverage: Adapter = {
  name: 'coverage',
  layout: 'image/N.tif, image/Nt.tif, mask/Nforged.tif',
  see: 'https://github.com/wenbihan/coverage',
  convert(files) {
    const present = new Set(files);
    return files.flatMap((photo): ImportedClaim[] => {
      const match = /^(.*\/)?image\/(\d+)(t?)(\.\w+)$/.exec(photo);
      if (!match) return [];
      const [, base = '', number, tampered, extension] = match;
      const source = `coverage-${number}`;
      if (!tampered) return [{ photo, label: 'pristine', kind: 'pristine-general', source }];
      const reference = `${base}image/${number}${extension}`;
      const mask = `${base}mask/${number}forged${extension}`;
      return [
        {
          photo,
          ...(present.has(reference) ? { reference } : {}),
          ...(present.has(mask) ? { mask } : {}),
          label: 'forged',
          kind: 'copy-move',
          source,
        },
      ];
    });
  },
};
