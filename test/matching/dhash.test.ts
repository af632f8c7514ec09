import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDhash } from '../../src/matching/dhash.js';
import { DIHEDRAL } from '../../src/matching/dihedral.js';
import { wordsToHex } from '../../src/matching/hamming.js';
import { createPlane, type Plane } from '../../src/pixels/plane.js';
import { randomSource } from './scene.js';
import { applyDihedral } from './symmetry.js';

function noise(width: number, height: number, seed: number): Plane {
  const random = randomSource(seed);
  const data = Float32Array.from({ length: width * height }, () => Math.floor(random() * 256));
  return createPlane(width, height, data);
}

describe('computeDhash', () => {
  it('writes one bit per brighter right neighbour, rows from the top', () => {
    const plane = createPlane(9, 8);
    // First row rises, second falls, third rises in its last step only.
    for (let x = 0; x < 9; x++) {
      plane.data[x] = x;
      plane.data[9 + x] = -x;
    }
    plane.data[2 * 9 + 8] = 1;
    expect(wordsToHex(computeDhash(plane).bits)).toBe('ff00010000000000');
  });

  it('equals the hash of the mirrored and turned picture in all eight variants', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9, max: 60 }),
        fc.integer({ min: 9, max: 60 }),
        fc.nat(1000),
        (width, height, seed) => {
          const plane = noise(width, height, seed);
          const { variants } = computeDhash(plane);
          for (const symmetry of DIHEDRAL) {
            const turned = computeDhash(applyDihedral(plane, symmetry)).bits;
            expect(wordsToHex(turned), symmetry).toBe(wordsToHex(variants[symmetry]));
          }
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });

  it('does not change when every sample is repeated', () => {
    const plane = noise(18, 16, 4);
    const doubled = createPlane(36, 32);
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 36; x++) doubled.data[y * 36 + x] = plane.data[(y >> 1) * 18 + (x >> 1)];
    expect(wordsToHex(computeDhash(doubled).bits)).toBe(wordsToHex(computeDhash(plane).bits));
  });
});
