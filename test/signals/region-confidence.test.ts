import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionConfidence } from '../../src/signals/region-confidence.js';

describe('regionConfidence', () => {
  it('is a half where chance makes one such region, and 1 from the end on', () => {
    expect([0, -10, -20, -90].map((log10Nfa) => regionConfidence(log10Nfa, -20))).toEqual([0.5, 0.75, 1, 1]);
  });

  it('never falls with certainty and stays within 0.5..1', () => {
    const log10Nfa = fc.double({ min: -1e4, max: 0, noNaN: true });
    fc.assert(
      fc.property(log10Nfa, log10Nfa, (a, b) => {
        const [surer, less] = [Math.min(a, b), Math.max(a, b)].map((value) => regionConfidence(value, -30));
        expect(surer).toBeGreaterThanOrEqual(less);
        expect(less).toBeGreaterThanOrEqual(0.5);
        expect(surer).toBeLessThanOrEqual(1);
      }),
    );
  });
});
