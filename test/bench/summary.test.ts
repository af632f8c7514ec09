import { describe, expect, it } from 'vitest';
import { computeReliability, computeRoc } from '../../src/bench/metrics.js';
import { summarizeQuality } from '../../src/bench/summary.js';
import { makeResult, makeSet } from './results.js';

describe('summarizeQuality', () => {
  const summary = summarizeQuality(makeSet());

  it('counts what reaches a person, honest claims first', () => {
    expect(summary.overall.honestReview).toEqual({ k: 0, n: 10, upper: 0.2589 });
    // Forged scores 0, .1 … .9; five of them reach .5.
    expect(summary.kinds.find(({ name }) => name === 'generated')?.review).toBe(0.5);
    expect(summary.overall.balancedAccuracy).toBe(0.75);
  });

  it('states detection at the threshold that honest claims allow', () => {
    // Of ten honest scores none may exceed the threshold at 5 %: it is the largest, .1; eight forged ones exceed it.
    expect(summary.overall.reach).toEqual([0.8, 0.8, 0.8]);
    expect(summary.overall.auc).toBe(0.98);
  });

  it('names the worst generator and channel among those with enough claims', () => {
    expect(summary.worstGenerator).toMatchObject({ name: 'even', n: 5, reach: [0.8, 0.8, 0.8] });
    expect(summary.worstChannel?.n).toBe(10);
    const few = summarizeQuality([
      ...makeSet(),
      makeResult({ id: 'x', forged: true, generator: 'rare', log10Lr: -9 }),
    ]);
    expect(few.worstGenerator?.name).toBe('even');
    expect(few.generators.map(({ name }) => name)).toContain('rare');
  });

  it('says what the fused score loses without a reading', () => {
    const signal = summary.signals.find(({ id }) => id === 'neural/generated');
    expect(signal).toMatchObject({ measured: 20, weighed: true, auc: 0.98, lostReach: 0.8 });
    expect(signal?.lostAuc).toBeCloseTo(0.48, 12);
    expect(summary.signals.find(({ id }) => id === 'metadata/thumbnail')).toMatchObject({
      notApplicable: 20,
      weighed: false,
      lostAuc: null,
    });
  });

  it('keeps failures in the count and out of the figures', () => {
    const failed = { id: 'broken', error: { code: 'unreadable-photo' as const, message: 'no picture' } };
    const withFailure = summarizeQuality([...makeSet(), failed]);
    expect(withFailure.claims).toBe(21);
    expect(withFailure.failures).toEqual([failed]);
    expect(withFailure.overall).toEqual(summary.overall);
  });

  it('measures claims without their references against claims that have none', () => {
    const rows = makeSet().map((row, i) => (i % 2 ? { ...row, references: 1 } : row));
    const alone = rows
      .filter(({ references }) => references > 0)
      .map((row) => ({
        ...row,
        references: 0,
        log10Lr: 0,
        verdict: 'no-evidence' as const,
      }));
    const kinds = summarizeQuality(rows, alone).kindsWithoutReferences;
    expect(kinds.map(({ name, n }) => [name, n])).toEqual([
      ['generated', 5],
      ['pristine-damage', 5],
    ]);
    // Five zeros against the honest scores -.8, -.6, -.4, -.2 and six zeros: (4 + 6 / 2) / 10.
    expect(kinds[0]).toMatchObject({ auc: 0.7, review: 0, medianLog10Lr: 0 });
  });

  it('copes with a set of one label', () => {
    const honest = summarizeQuality(makeSet().filter(({ forged }) => !forged));
    expect(honest.overall.auc).toBeNull();
    expect(honest.overall.honestReview?.n).toBe(10);
    expect(honest.roc).toEqual([]);
  });
});

describe('computeRoc', () => {
  it('runs from corner to corner and treats ties as one step', () => {
    expect(computeRoc([2, 1], [1, 0])).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
  });
});

describe('computeReliability', () => {
  it('weighs both labels equally, whatever their numbers', () => {
    // A likelihood ratio of 9 states .9: true for a system that gives it to 9 % of honest and 81 % of forged claims.
    const stated = Math.log10(9);
    const forged = Array.from({ length: 100 }, (_, i) => (i < 81 ? stated : -5));
    const honest = Array.from({ length: 1000 }, (_, i) => (i < 90 ? stated : -5));
    const bin = computeReliability(forged, honest).at(-1);
    expect(bin?.n).toBe(171);
    expect(bin?.stated).toBeCloseTo(0.9, 12);
    expect(bin?.observed).toBeCloseTo(0.9, 12);
  });
});
