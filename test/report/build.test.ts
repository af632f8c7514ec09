import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type FusionResult, openFusion } from '../../src/fusion/classifier.js';
import { openModels, shippedModels } from '../../src/models/models.js';
import { buildReport } from '../../src/report/build.js';
import { NOTHING_FOUND } from '../../src/report/wording.js';
import type { SignalOutcome } from '../../src/run.js';
import type { Unit } from '../../src/signals/signal.js';
import { outcomeOf } from '../fusion/outcome.js';
import { photoOf } from '../photo/raster-photo.js';

const models = openModels();
afterAll(() => models.close());

const build = async (outcome: SignalOutcome, fused: FusionResult, policy?: object) =>
  buildReport({
    photo: photoOf({ width: 32, height: 32, data: new Uint8Array(3072) }),
    references: [],
    claim: {},
    outcomes: [outcome],
    fused,
    fusion: await openFusion(models, { policy }),
    models,
    inspectedAt: '2026-05-01T00:00:00.000Z',
    elapsedMs: 0,
  });

it('gives readings no weight where too little could be measured for a score', async () => {
  const outcome = outcomeOf('noise/example', { status: 'measured', value: 3 });
  const weighed = { families: { noise: 0.5 }, readings: { 'noise/example': 0.5 } };
  const [scored, unscored] = await Promise.all(
    [0.5, null].map((log10Lr) => build(outcome, { log10Lr, ...weighed })),
  );
  expect([scored.readings[0].log10Lr, scored.contributions]).toEqual([0.5, { noise: 0.5 }]);
  expect([unscored.readings[0].log10Lr, unscored.contributions, unscored.score]).toEqual([0, {}, null]);
});

it('turns the weight into a probability at the prior of the policy', async () => {
  const shipped = JSON.parse(readFileSync(join(shippedModels(), 'fusion', 'policy.json'), 'utf8'));
  const outcome = outcomeOf('noise/example', { status: 'not-applicable', reason: 'too-small' });
  const scoreAt = async (prior: number) =>
    (await build(outcome, { log10Lr: 1, families: {}, readings: {} }, { ...shipped, prior })).score;
  // Odds of 1:1 and of 1:9, ten times as high.
  expect([await scoreAt(0.5), await scoreAt(0.1)]).toEqual([0.9091, 0.5263]);
});

it.each<[Unit, number, string]>([
  ['count', 0, NOTHING_FOUND.en],
  ['boolean', 0, NOTHING_FOUND.en],
  ['boolean', 1, 'there is one'],
  ['ratio', 0, 'there is one'],
])('says in words what a %s of %d means, where the signal has no words for 0', async (unit, value, words) => {
  const outcome = outcomeOf('noise/example', { status: 'measured', value });
  const measured = { en: 'there is one', zh: '有一个' };
  const signal = { ...outcome.signal, unit, text: { ...outcome.signal.text, measured } };
  const report = await build({ ...outcome, signal }, { log10Lr: null, families: {}, readings: {} });
  expect(report.readings.map(({ text }) => text.measured.en)).toEqual([words]);
});
