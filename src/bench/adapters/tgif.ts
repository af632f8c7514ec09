import { type Adapter, type ImportedClaim, isPicture } from './adapter.js';

/**
 * TGIF: `ID_orig.png` is the photograph, `ID_mask_(bbox|segm).png` a mask, and the inpainted pictures carry the mask's
 * name, the editor and a number: `ID_mask_bbox.png_ps_0.png`. Editors with a size (`sd2-512`, `sdxl-1024`) regenerated
 * a whole crop, whose original and mask end in that size.
 *
 * @see Mareen et al. 2024, arXiv:2407.11566
 */
export const tgif: Adapter = {
  name: 'tgif',
  layout: '**/ID_orig.png, **/ID_mask_(bbox|segm).png, **/ID_mask_(bbox|segm).png_EDITOR_N.png',
  see: 'https://github.com/IDLabMedia/tgif-dataset',
  convert(files) {
    // Originals, masks and edits may lie in different trees: the name alone says what belongs together.
    const byName = new Map(files.map((file) => [file.split('/').at(-1) ?? '', file]));
    return files.filter(isPicture).flatMap((photo): ImportedClaim[] => {
      const name = photo.split('/').at(-1) ?? '';
      const original = /^(\d+)_orig\.png$/.exec(name);
      if (original)
        return [{ photo, label: 'pristine', kind: 'pristine-general', source: `coco-${original[1]}` }];
      const edit = /^(\d+)_mask_(bbox|segm)\.png(?:_ps_mask\.png)?_([a-z0-9]+)(?:-(\d+))?_\d+\.png$/.exec(
        name,
      );
      if (!edit) return [];
      const [, id, shape, editor, size] = edit;
      const ending = size ? `_${size}` : '';
      const reference = byName.get(`${id}_orig${ending}.png`);
      const mask = byName.get(`${id}_mask_${shape}${ending}.png`);
      return [
        {
          photo,
          ...(reference ? { reference } : {}),
          ...(mask ? { mask } : {}),
          label: 'forged',
          kind: size ? 'ai-edited' : 'ai-damage',
          generator: editor,
          source: `coco-${id}`,
        },
      ];
    });
  },
};
