import { expect, it } from 'vitest';
import { withExamples } from '../../../src/cli/help/examples.js';

it('writes the same commands under the title of each language, between the paragraphs given', () => {
  expect(withExamples(['claimlens doctor', 'claimlens serve'])).toEqual({
    en: '\nExamples:\n  claimlens doctor\n  claimlens serve',
    zh: '\n示例：\n  claimlens doctor\n  claimlens serve',
  });
  const around = { before: { en: 'Before.', zh: '之前。' }, after: { en: 'After.', zh: '之后。' } };
  expect(withExamples(['claimlens doctor'], around)).toEqual({
    en: '\nBefore.\n\nExamples:\n  claimlens doctor\n\nAfter.',
    zh: '\n之前。\n\n示例：\n  claimlens doctor\n\n之后。',
  });
});
