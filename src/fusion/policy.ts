import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import { clopperPearsonUpper } from '../maths/binomial.js';

const thresholdSchema = z.strictObject({
  /** Verdict applies from this log10 likelihood ratio on. */
  log10Lr: z.number(),
  /** Honest calibration claims at or above the threshold, of how many. */
  k: z.int().nonnegative(),
  n: z.int().positive(),
  /** False-alarm rate that the threshold was asked to keep, and the exact 95 % Clopper–Pearson upper bound. */
  target: z.number().positive(),
  upper: z.number(),
});

const policySchema = z.strictObject({
  schema: z.literal('claimlens/policy/1'),
  id: z.string(),
  /** Prior probability of forgery behind `score`. */
  prior: z.number().gt(0).lt(1),
  thresholds: z.strictObject({
    inconclusive: thresholdSchema,
    review: thresholdSchema,
    strong: thresholdSchema,
  }),
  /** How the thresholds and likelihood ratios were found. */
  calibration: z.record(z.string(), z.json()),
  /** Values of honest calibration claims per reading, ascending: how often does an honest photo show this much? */
  honest: z.record(z.string(), z.array(z.number())),
});

export type Policy = z.infer<typeof policySchema>;
type PolicyVerdict = 'no-evidence' | 'inconclusive' | 'review' | 'strong-evidence';
type PolicyStep = 'continue' | 'ask-for-more' | 'human-review';

/**
 * Reads a policy file.
 *
 * @throws ClaimlensError `invalid-model` naming the first field that does not fit
 */
export function parsePolicy(json: unknown): Policy {
  const result = policySchema.safeParse(json);
  if (!result.success) {
    // A file of another kind breaks every rule; what it is tells more than the first of them.
    const issues = result.error.issues;
    const { path, message } = issues.find((issue) => issue.path[0] === 'schema') ?? issues[0];
    throw new ClaimlensError('invalid-model', `${['policy', ...path].join('.')}: ${message}`);
  }
  const { inconclusive, review, strong } = result.data.thresholds;
  if (inconclusive.log10Lr > review.log10Lr || review.log10Lr > strong.log10Lr)
    throw new ClaimlensError('invalid-model', 'policy.thresholds: expected inconclusive <= review <= strong');
  return result.data;
}

/**
 * Turns a likelihood ratio into a verdict band and what to do next. Nothing here rejects a claim.
 *
 * @param log10Lr null when too little could be measured
 */
export function decide(
  log10Lr: number | null,
  policy: Policy,
): { verdict: PolicyVerdict; nextStep: PolicyStep } {
  if (log10Lr === null) return { verdict: 'inconclusive', nextStep: 'ask-for-more' };
  const { inconclusive, review, strong } = policy.thresholds;
  if (log10Lr >= strong.log10Lr) return { verdict: 'strong-evidence', nextStep: 'human-review' };
  if (log10Lr >= review.log10Lr) return { verdict: 'review', nextStep: 'human-review' };
  if (log10Lr >= inconclusive.log10Lr) return { verdict: 'inconclusive', nextStep: 'ask-for-more' };
  return { verdict: 'no-evidence', nextStep: 'continue' };
}

/** Probability of forgery at the policy's prior. */
export function toScore(log10Lr: number, prior: number): number {
  const odds = (prior / (1 - prior)) * 10 ** log10Lr;
  return odds / (1 + odds);
}

/**
 * How many honest calibration claims show a reading at least this far towards forgery.
 *
 * @param ascending values of honest claims
 * @param direction where more evidence lies
 * @returns k of n and the exact one-sided 95 % upper bound; null without calibration data
 */
export function countHonest(
  ascending: readonly number[] | undefined,
  value: number,
  direction: 'up' | 'down' = 'up',
): { k: number; n: number; upper: number } | null {
  if (!ascending || ascending.length === 0) return null;
  const n = ascending.length;
  const k = ascending.filter((honest) => (direction === 'up' ? honest >= value : honest <= value)).length;
  return { k, n, upper: clopperPearsonUpper(k, n) };
}
