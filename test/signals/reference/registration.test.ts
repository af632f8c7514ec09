import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/artifacts/comparison.js';
import { bestComparison } from '../../../src/artifacts/comparison.js';
import type { Registration } from '../../../src/matching/registration.js';
import { registration } from '../../../src/signals/reference/registration.js';

const found: Registration = {
  homography: [-0.5, 0, 99, 0, 0.5, 1 / 3, 0, 0, 1],
  mirrored: true,
  method: 'keypoints',
  inliers: 42,
  matches: 50,
  rmsePx: 0.6789,
  coverage: 0.34567,
  overlap: { reference: 0.996, photo: 0.25 },
};

function comparison(index: number, aligned: Registration | null): Comparison {
  return {
    index,
    sha256: String(index).repeat(64),
    hash: { pdqBits: 90, pdqSymmetry: 'upright', dhashBits: 9, dhashSymmetry: 'upright', pdqQuality: 80 },
    registration: aligned,
    screenedOut: false,
    view: null,
  };
}

describe('reference/registration', () => {
  it('reads the reference that aligns best', () => {
    const comparisons = [comparison(0, null), comparison(1, { ...found, inliers: 20 }), comparison(2, found)];
    expect(registration.measure({ comparisons, best: bestComparison(comparisons) })).toEqual({
      status: 'measured',
      value: 42,
      details: {
        reference: 2,
        referenceSha256: '2'.repeat(64),
        method: 'keypoints',
        mirrored: true,
        matches: 50,
        rmsePx: 0.68,
        coverage: 0.346,
        overlapPercent: 100,
        photoPercent: 25,
        homography: [-0.5, 0, 99, 0, 0.5, 0.33333333, 0, 0, 1],
        pixelsAvailable: false,
        aligned: 2,
        screenedOut: 0,
      },
    });
  });

  it('says "not comparable" when nothing aligns and "no reference" when there is none', () => {
    expect(registration.measure({ comparisons: [comparison(0, null)], best: null })).toEqual({
      status: 'not-applicable',
      reason: 'not-comparable',
    });
    expect(registration.measure({ comparisons: [], best: null })).toEqual({
      status: 'not-applicable',
      reason: 'no-reference',
    });
  });

  it('has words for every placeholder', () => {
    const comparisons = [comparison(0, found)];
    const reading = registration.measure({ comparisons, best: comparisons[0] });
    const details = 'details' in reading ? reading.details : {};
    for (const text of Object.values(registration.text.measured))
      for (const [, name] of text.matchAll(/\{(\w+)\}/g))
        expect(['value', ...Object.keys(details ?? {})]).toContain(name);
  });
});
