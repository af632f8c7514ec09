import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNeeded, fitPolicy, type HonestClaim } from '../../src/fusion/fit-policy.js';
import { parsePolicy } from '../../src/fusion/policy.js';
import { clopperPearsonUpper } from '../../src/maths/binomial.js';

const BASE = parsePolicy(
  JSON.parse(readFileSync(new URL('../../models/fusion/policy.json', import.meta.url), 'utf8')),
);
const TARGETS = { inconclusive: 0.15, review: 0.05, strong: 0.005 };

function makeClaims(scores: readonly (number | null)[], sources = 10): HonestClaim[] {
  return scores.map((log10Lr, i) => ({
    log10Lr,
    source: `s${i % sources}`,
    readings: { 'neural/generated': log10Lr ?? 0 },
  }));
}

describe('fitPolicy', () => {
  it('sets the lowest thresholds that keep the targets, bound included', () => {
    // Scores 0, .001, … .999: the bound of 5 % allows 38 of 1,000, that of 15 % 131, that of .5 % 1.
    const { policy, kept } = fitPolicy(makeClaims(Array.from({ length: 1000 }, (_, i) => i / 1000)), BASE, {
      targets: TARGETS,
      id: 'own',
    });
    const { inconclusive, review, strong } = policy.thresholds;
    expect([inconclusive.k, review.k, strong.k]).toEqual([131, 38, 0]);
    expect(review.log10Lr).toBeCloseTo(0.9611, 6);
    // One honest claim could stand above the strong threshold; the floor of 1 is stricter.
    expect(strong.log10Lr).toBe(1);
    expect(kept).toEqual([]);
    expect(JSON.stringify(parsePolicy(JSON.parse(JSON.stringify(policy))))).toBe(JSON.stringify(policy));
  });

  it('keeps the promise for any scores', () => {
    const scores = fc.array(fc.option(fc.double({ min: -3, max: 3, noNaN: true })), {
      minLength: 100,
      maxLength: 300,
    });
    fc.assert(
      fc.property(scores, (values) => {
        const { policy, kept } = fitPolicy(makeClaims(values), BASE, { targets: TARGETS, id: 'x' });
        const { inconclusive, review, strong } = policy.thresholds;
        expect(inconclusive.log10Lr).toBeLessThanOrEqual(review.log10Lr);
        expect(review.log10Lr).toBeLessThanOrEqual(strong.log10Lr);
        for (const { k, n, upper } of [inconclusive, review, strong])
          expect(upper).toBeCloseTo(clopperPearsonUpper(k, n), 4);
        expect(review.upper).toBeLessThanOrEqual(0.05);
        expect(kept.map(({ name }) => name)).toEqual(['strong']);
      }),
      { numRuns: 40 },
    );
  });

  it('says how many claims a target needs, and keeps the shipped threshold until then', () => {
    expect(countNeeded(0.05)).toBe(59);
    expect(countNeeded(0.005)).toBe(598);
    const { policy, kept } = fitPolicy(makeClaims(new Array(40).fill(-1)), BASE, {
      targets: TARGETS,
      id: 'few',
    });
    expect(kept).toEqual([
      { name: 'review', needed: 59 },
      { name: 'strong', needed: 598 },
    ]);
    expect(policy.thresholds.review.log10Lr).toBeGreaterThanOrEqual(BASE.thresholds.review.log10Lr);
    expect(policy.thresholds.review.upper).toBeGreaterThan(0.05);
  });

  it('tells when the rate of one half of the sources does not hold for the other', () => {
    const alike = makeClaims(
      Array.from({ length: 800 }, (_, i) => ((i * 7919) % 800) / 800),
      40,
    );
    const { broken: even } = fitPolicy(alike, BASE, { targets: TARGETS, id: 'x' });
    const oneShop = alike.map((claim) => ({ ...claim, log10Lr: claim.source === 's3' ? 1.5 : 0 }));
    const { broken: uneven } = fitPolicy(oneShop, BASE, { targets: { ...TARGETS, review: 0.02 }, id: 'x' });
    expect(even).toBeLessThan(0.3);
    expect(uneven).toBeGreaterThan(0.4);
    expect(fitPolicy(makeClaims([0, 0, 0], 3), BASE, { targets: TARGETS, id: 'x' }).broken).toBeNull();
  });

  it('refuses targets out of order and an empty set', () => {
    const fitting = (targets: typeof TARGETS) => () => fitPolicy(makeClaims([0]), BASE, { targets, id: 'x' });
    expect(fitting({ inconclusive: 0.01, review: 0.05, strong: 0.005 })).toThrow(/inconclusive >= review/);
    expect(() => fitPolicy([], BASE, { targets: TARGETS, id: 'x' })).toThrow(/none/);
  });
});
