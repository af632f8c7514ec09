import { describe, expect, it } from 'vitest';
import { countHonest, decide, type Policy, parsePolicy, toScore } from '../../src/fusion/policy.js';

const threshold = (log10Lr: number) => ({ log10Lr, k: 1, n: 100, target: 0.05, upper: 0.047 });
const POLICY: Policy = {
  schema: 'claimlens/policy/1',
  id: 'test',
  prior: 0.5,
  thresholds: { inconclusive: threshold(0.2), review: threshold(0.8), strong: threshold(1.6) },
  calibration: {},
  honest: {},
};

describe('decide', () => {
  it.each([
    [-3, 'no-evidence', 'continue'],
    [0.1999, 'no-evidence', 'continue'],
    [0.2, 'inconclusive', 'ask-for-more'],
    [0.8, 'review', 'human-review'],
    [1.6, 'strong-evidence', 'human-review'],
    [null, 'inconclusive', 'ask-for-more'],
  ])('log10 LR %s is %s: %s', (log10Lr, verdict, nextStep) => {
    expect(decide(log10Lr, POLICY)).toEqual({ verdict, nextStep });
  });
});

describe('toScore', () => {
  it('is the prior when nothing speaks either way', () => {
    expect(toScore(0, 0.5)).toBe(0.5);
    expect(toScore(0, 0.02)).toBeCloseTo(0.02, 12);
  });
  it('turns a likelihood ratio of 10 at even odds into 10 of 11', () => {
    expect(toScore(1, 0.5)).toBeCloseTo(10 / 11, 12);
  });
});

describe('countHonest', () => {
  const upper = (k: number, n: number) => (k + 1) / (n + 1);
  it('counts values at or above, ties included', () => {
    expect(countHonest([1, 2, 2, 3], 2, upper)).toEqual({ k: 3, n: 4, upper: 4 / 5 });
    expect(countHonest([1, 2, 2, 3], 3.5, upper)).toEqual({ k: 0, n: 4, upper: 1 / 5 });
  });
  it('is null without calibration data', () => {
    expect(countHonest(undefined, 1, upper)).toBeNull();
    expect(countHonest([], 1, upper)).toBeNull();
  });
});

describe('parsePolicy', () => {
  it('accepts a policy and returns it', () => {
    expect(parsePolicy(structuredClone(POLICY))).toEqual(POLICY);
  });
  it('refuses thresholds out of order, and names a missing field', () => {
    const crossed = { ...POLICY, thresholds: { ...POLICY.thresholds, review: threshold(2) } };
    expect(() => parsePolicy(crossed)).toThrow(/inconclusive <= review <= strong/);
    expect(() => parsePolicy({ ...POLICY, prior: 1 })).toThrow(/prior/);
  });
});
