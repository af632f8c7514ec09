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
  it('counts values at least as far towards forgery, ties included', () => {
    expect(countHonest([1, 2, 2, 3], 2)).toMatchObject({ k: 3, n: 4 });
    expect(countHonest([1, 2, 2, 3], 3.5)).toMatchObject({ k: 0, n: 4 });
    expect(countHonest([1, 2, 2, 3], 1, 'down')).toMatchObject({ k: 1, n: 4 });
  });
  it('bounds the rate exactly', () => {
    // SciPy 1.16.3: stats.beta.ppf(.95, 1, 10)
    expect(
      countHonest(
        Array.from({ length: 10 }, () => 0),
        1,
      )?.upper,
    ).toBeCloseTo(0.2588655508930522, 10);
  });
  it('is null without calibration data', () => {
    expect(countHonest(undefined, 1)).toBeNull();
    expect(countHonest([], 1)).toBeNull();
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
