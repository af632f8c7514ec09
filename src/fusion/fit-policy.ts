import { ClaimlensError } from '../errors.js';
import { clopperPearsonUpper } from '../maths/binomial.js';
import { createRandom } from '../maths/random.js';
import type { Policy } from './policy.js';

/** One honest claim of the platform's own, as inspected. */
export interface HonestClaim {
  /** Null where too little could be measured: such a claim never reaches a person by its score. */
  readonly log10Lr: number | null;
  /** Shop, series or whatever else makes claims alike. */
  readonly source: string;
  /** Values of the measured readings. */
  readonly readings: Readonly<Record<string, number>>;
}

/** False-alarm rates to keep, 0..1, each with its exact 95 % bound. */
export interface FalseAlarmTargets {
  readonly inconclusive: number;
  readonly review: number;
  readonly strong: number;
}

/** What a fit says beside the policy. */
interface FittedPolicy {
  readonly policy: Policy;
  /** Thresholds that stayed those of the base policy, because the claims are too few to support the target. */
  readonly kept: readonly { readonly name: keyof FalseAlarmTargets; readonly needed: number }[];
  /**
   * Share of random halvings by source in which the review threshold of one half raised more false alarms in the
   * other than the target; null with fewer than four sources.
   */
  readonly broken: number | null;
}

/** No verdict starts below these log10 likelihood ratios, whatever the claims say. */
const FLOORS: FalseAlarmTargets = { inconclusive: 0.1, review: 0.4, strong: 1 };
const NAMES = ['inconclusive', 'review', 'strong'] as const;
const SPLITS = 1000;

/**
 * Sets the thresholds of a policy from honest claims of a platform's own. The model stays what it is: only where a
 * person starts to look moves.
 *
 * Thresholds are the lowest whose exact one-sided 95 % Clopper–Pearson bound keeps the target. A target that needs
 * more claims than there are keeps the threshold of the base policy, or moves up with the threshold below it.
 *
 * @param honest claims that people found honest, drawn as they come in and not because they looked clean
 * @throws ClaimlensError `invalid-argument` without claims, or for targets that do not fall from inconclusive to strong
 */
export function fitPolicy(
  honest: readonly HonestClaim[],
  base: Policy,
  {
    targets,
    id,
    seed = 1,
  }: { readonly targets: FalseAlarmTargets; readonly id: string; readonly seed?: number },
): FittedPolicy {
  const n = honest.length;
  if (n === 0) throw new ClaimlensError('invalid-argument', 'policy: expected honest claims, got none');
  const { inconclusive, review, strong } = targets;
  if (!(1 > inconclusive && inconclusive >= review && review >= strong && strong > 0))
    throw new ClaimlensError(
      'invalid-argument',
      `policy: expected targets with 1 > inconclusive >= review >= strong > 0, got ${inconclusive}, ${review}, ${strong}`,
    );
  const scores = honest.map(({ log10Lr }) => log10Lr ?? Number.NEGATIVE_INFINITY);
  const kept: { name: keyof FalseAlarmTargets; needed: number }[] = [];
  const thresholds = { ...base.thresholds };
  let least = Number.NEGATIVE_INFINITY;
  for (const name of NAMES) {
    const target = targets[name];
    const found = findThreshold(scores, target);
    if (found === null) kept.push({ name, needed: countNeeded(target) });
    const log10Lr = ceil(Math.max(FLOORS[name], least, found ?? base.thresholds[name].log10Lr));
    const k = scores.filter((score) => score >= log10Lr).length;
    thresholds[name] = { log10Lr, k, n, target, upper: round(clopperPearsonUpper(k, n)) };
    least = log10Lr;
  }
  const broken = countBroken(honest, review, seed);
  const policy: Policy = {
    ...base,
    id,
    thresholds,
    calibration: {
      ...base.calibration,
      thresholdsFrom: {
        honest: n,
        sources: new Set(honest.map(({ source }) => source)).size,
        method: 'lowest threshold whose exact one-sided 95 % Clopper-Pearson bound keeps the target',
        kept: kept.map(({ name }) => name),
        promiseBroken: broken,
      },
    },
    honest: collectValues(honest, base),
  };
  return { policy, kept, broken };
}

/** Honest claims that a target needs when none of them reaches the threshold. */
export function countNeeded(target: number): number {
  return Math.ceil(Math.log(0.05) / Math.log1p(-target));
}

/** Null when even a threshold above all scores cannot be shown to keep the target. */
function findThreshold(scores: readonly number[], target: number): number | null {
  const n = scores.length;
  if (clopperPearsonUpper(0, n) > target) return null;
  // The bound grows with k: the largest k that keeps the target, by doubling and then halving.
  let allowed = 0;
  let beyond = 1;
  while (beyond < n && clopperPearsonUpper(beyond, n) <= target) [allowed, beyond] = [beyond, beyond * 2];
  beyond = Math.min(beyond, n);
  while (beyond - allowed > 1) {
    const middle = (allowed + beyond) >> 1;
    if (clopperPearsonUpper(middle, n) <= target) allowed = middle;
    else beyond = middle;
  }
  // Just above the next score: so many claims stay at or above it.
  return [...scores].sort((a, b) => b - a)[allowed] + 1e-4;
}

function countBroken(honest: readonly HonestClaim[], target: number, seed: number): number | null {
  const sources = [...new Set(honest.map(({ source }) => source))].sort();
  if (sources.length < 4) return null;
  const random = createRandom(seed);
  let broken = 0;
  for (let split = 0; split < SPLITS; split++) {
    const shuffled = [...sources];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    const inside = new Set(shuffled.slice(0, sources.length >> 1));
    const part = (wanted: boolean) =>
      honest
        .filter(({ source }) => inside.has(source) === wanted)
        .map(({ log10Lr }) => log10Lr ?? Number.NEGATIVE_INFINITY);
    const fitted = part(true);
    const threshold = Math.max(FLOORS.review, findThreshold(fitted, target) ?? Math.max(...fitted) + 1e-4);
    const rest = part(false);
    if (rest.filter((score) => score >= threshold).length / rest.length > target) broken++;
  }
  return broken / SPLITS;
}

/** Values per reading, ascending: how often does an honest photo of this platform show this much? */
function collectValues(honest: readonly HonestClaim[], base: Policy): Policy['honest'] {
  const values: Record<string, number[]> = {};
  for (const id of Object.keys(base.honest)) {
    const own = honest.flatMap(({ readings }) => (id in readings ? [readings[id]] : []));
    values[id] = own.length > 0 ? own.sort((a, b) => a - b) : base.honest[id];
  }
  return values;
}

function ceil(value: number): number {
  return Math.ceil(value * 1e4 - 1e-6) / 1e4;
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
