import { type Adapter, type ImportedClaim, isPicture } from './adapter.js';

/**
 * FraudBench: per category `Negative/Review_*` holds photographs of real damage, `DeepFake/GENERATOR/Review_*` damage
 * that a generator added to photographs of intact goods. Sources are the reviews, so that intervals resample those.
 *
 * @see Yan et al. 2026, arXiv:2605.08820
 */
export const fraudbench: Adapter = {
  name: 'fraudbench',
  layout: 'CATEGORY/Negative/Review_*/*, CATEGORY/DeepFake/GENERATOR/Review_*/*',
  see: 'https://github.com/Tristan0318/FraudBench',
  convert(files) {
    return files.filter(isPicture).flatMap((photo): ImportedClaim[] => {
      const parts = photo.split('/');
      const review = parts.findIndex((part) => part.startsWith('Review_'));
      if (review < 2) return [];
      if (parts[review - 1] === 'Negative') {
        const source = `${parts[review - 2]}/${parts[review]}`;
        return [{ photo, label: 'pristine', kind: 'pristine-damage', source }];
      }
      if (review < 3 || parts[review - 2] !== 'DeepFake') return [];
      const generator = parts[review - 1];
      const source = `${parts[review - 3]}/${parts[review]}`;
      return [{ photo, label: 'forged', kind: 'ai-edited', generator, source }];
    });
  },
};
