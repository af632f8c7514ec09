import { expect, it } from 'vitest';
import { referenceFeatures } from '../../src/artifacts/feature-cache.js';
import { extractFeatures } from '../../src/matching/descriptors.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane } from '../../src/pixels/plane.js';
import { createScene, renderScene } from '../matching/scene.js';

const luma = computeLuma(renderScene(createScene(71, 96), 96, 80));

it('computes once per file, size and limit, and forgets the least recently used', () => {
  const first = referenceFeatures('a', luma);
  expect(first).toEqual(extractFeatures(luma));
  expect(referenceFeatures('a', luma)).toBe(first);
  expect(referenceFeatures('b', luma)).not.toBe(first);
  expect(referenceFeatures('a', luma, 10).count).toBe(10);
  const flat = createPlane(32, 32);
  for (let i = 0; i < 62; i++) {
    referenceFeatures(`filler ${i}`, flat);
    // Kept alive by being asked for.
    expect(referenceFeatures('a', luma)).toBe(first);
  }
  for (let i = 0; i < 64; i++) referenceFeatures(`more ${i}`, flat);
  expect(referenceFeatures('a', luma)).not.toBe(first);
});
