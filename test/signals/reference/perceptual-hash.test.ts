import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/artifacts/comparison.js';
import { perceptualHash } from '../../../src/signals/reference/perceptual-hash.js';

function comparison(index: number, pdqBits: number, pdqQuality = 90): Comparison {
  return {
    index,
    sha256: String(index).repeat(64),
    hash: { pdqBits, pdqSymmetry: 'mirror', dhashBits: 3, dhashSymmetry: 'mirror', pdqQuality },
    registration: null,
    screenedOut: false,
    view: null,
  };
}

describe('reference/perceptual-hash', () => {
  it('reads the nearest reference, whatever its place', () => {
    const [far, near] = [comparison(0, 120), comparison(1, 8)];
    for (const comparisons of [
      [far, near],
      [near, far],
    ])
      expect(perceptualHash.measure({ comparisons })).toMatchObject({
        status: 'measured',
        value: 8,
        details: { reference: 1, symmetry: 'mirror', dhashBits: 3, quality: 90 },
      });
  });

  it('says nothing without references and about flat pictures', () => {
    expect(perceptualHash.measure({ comparisons: [] })).toEqual({
      status: 'not-applicable',
      reason: 'no-reference',
    });
    expect(perceptualHash.measure({ comparisons: [comparison(0, 4, 9)] })).toEqual({
      status: 'not-applicable',
      reason: 'too-flat',
    });
  });
});
