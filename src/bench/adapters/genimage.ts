import { type Adapter, type ImportedClaim, isPicture } from './adapter.js';

/**
 * GenImage: `GENERATOR/(train|val)/ai/*` is generated, `GENERATOR/(train|val)/nature/*` photographed (ImageNet).
 *
 * @see Zhu et al. 2023, arXiv:2306.08571
 */
export const genimage: Adapter = {
  name: 'genimage',
  layout: 'GENERATOR/(train|val)/(ai|nature)/*',
  see: 'https://github.com/GenImage-Dataset/GenImage',
  convert(files) {
    return files.filter(isPicture).flatMap((photo): ImportedClaim[] => {
      const match = /(?:^|\/)([^/]+)\/(train|val|test)\/(ai|nature)\/[^/]+$/.exec(photo);
      if (!match) return [];
      const [, generator, , part] = match;
      return part === 'ai'
        ? [{ photo, label: 'forged', kind: 'generated', generator, source: `genimage-${generator}` }]
        : [{ photo, label: 'pristine', kind: 'pristine-general', source: `genimage-${generator}-nature` }];
    });
  },
};
