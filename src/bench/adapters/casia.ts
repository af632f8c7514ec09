import { type Adapter, type ImportedClaim, isPicture } from './adapter.js';

/**
 * CASIA 1 and 2: authentic pictures in a folder `Au`, tampered ones in `Tp` (or `Sp`), masks named like the picture
 * with `_gt` in a folder whose name holds "ground". `Tp_S…` was copied within one picture, `Tp_D…` spliced from two.
 *
 * @see Dong, Wang & Tan 2013, doi:10.1109/ChinaSIP.2013.6625374
 */
export const casia: Adapter = {
  name: 'casia',
  layout: 'Au/*.jpg, Tp/*.(jpg|tif), *Groundtruth*/NAME_gt.png',
  see: 'https://doi.org/10.1109/ChinaSIP.2013.6625374',
  convert(files) {
    const masks = new Map(
      files.filter((file) => /ground/i.test(file)).map((file) => [baseName(file).replace(/_gt$/i, ''), file]),
    );
    return files
      .filter((file) => isPicture(file) && !/ground/i.test(file))
      .flatMap((photo): ImportedClaim[] => {
        const folder = photo.split('/').at(-2) ?? '';
        const name = baseName(photo);
        if (/^au$/i.test(folder))
          return [{ photo, label: 'pristine', kind: 'pristine-general', source: 'casia' }];
        if (!/^(tp|sp|cm|modified\s?tp)$/i.test(folder)) return [];
        const kind = /^(Tp|Sp)_S/i.test(name) ? 'copy-move' : 'splice';
        const mask = masks.get(name);
        return [{ photo, ...(mask ? { mask } : {}), label: 'forged', kind, source: 'casia' }];
      });
  },
};

function baseName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
}
