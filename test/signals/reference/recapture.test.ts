import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelComparison } from '../../../src/artifacts/pixel-comparison.js';
import { measurePlane } from '../../../src/signals/reference/recapture.js';

const measure = (correlation: number, texturedBlocks: number, logOdds: number) =>
  measurePlane({ agreement: { correlation, texturedBlocks }, derivation: { logOdds } } as PixelComparison);

describe('measurePlane', () => {
  it('is the agreement where there is texture and no copy of the file', () => {
    expect(measure(0.8, 16, -30)).toEqual({ value: 0.8, agreement: 0.8 });
    expect(measure(0.8, 400, -30)).toEqual({ value: 0.8, agreement: 0.8 });
  });

  it('counts less with few textured blocks, nothing where structure disagrees', () => {
    expect(measure(0.8, 4, -30)).toEqual({ value: 0.2, agreement: 0.2 });
    expect(measure(-0.5, 16, -30).value).toBe(0);
  });

  it('falls with the odds of a copy: half at even odds', () => {
    expect(measure(0.8, 16, 0)).toEqual({ value: 0.4, agreement: 0.8 });
    expect(measure(0.8, 16, 30).value).toBe(0);
    const odds = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(odds, odds, (a, b) => {
        expect(measure(0.8, 16, Math.max(a, b)).value).toBeLessThanOrEqual(
          measure(0.8, 16, Math.min(a, b)).value,
        );
      }),
    );
  });
});
