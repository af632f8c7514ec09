import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../../src/fusion/features.js';
import type { FusionFeature } from '../../src/fusion/spec.js';
import { outcomeOf } from './outcome.js';

function column(reading: string, field: string): FusionFeature {
  return { reading, field, family: 'noise', direction: 'up' };
}

describe('extractFeatures', () => {
  const outcomes = [
    outcomeOf('noise/a', {
      status: 'measured',
      value: 2.5,
      details: { share: 0.25, found: true, words: 'x' },
    }),
    outcomeOf('noise/b', { status: 'not-applicable', reason: 'too-flat' }),
    outcomeOf('noise/c', { status: 'failed', error: { code: 'internal', message: 'x' } }),
    outcomeOf('noise/d', { status: 'measured', value: Number.POSITIVE_INFINITY }),
  ];

  it('reads values, numeric details and booleans', () => {
    const row = extractFeatures(outcomes, [
      column('noise/a', 'share'),
      column('noise/a', 'value'),
      column('noise/a', 'found'),
    ]);
    expect([...row]).toEqual([0.25, 2.5, 1]);
  });

  it.each([
    ['noise/b', 'value'],
    ['noise/c', 'value'],
    ['noise/d', 'value'],
    ['noise/a', 'words'],
    ['noise/a', 'absent'],
    ['noise/unknown', 'value'],
  ])('marks %s %s as missing', (reading, field) => {
    expect([...extractFeatures(outcomes, [column(reading, field)])]).toEqual([Number.NaN]);
  });

  it.each([
    [-1, 0],
    [0, 0],
    [0.5, 1.25],
    [2, 2.5],
  ])('weighs a value by a second reading of %f', (second, expected) => {
    const both = [...outcomes, outcomeOf('neural/e', { status: 'measured', value: second })];
    const times = { reading: 'neural/e', field: 'value', from: 0, to: 1 };
    expect([...extractFeatures(both, [{ ...column('noise/a', 'value'), times }])]).toEqual([expected]);
  });

  it.each([
    ['noise/a', 'noise/b'],
    ['noise/b', 'noise/a'],
  ])('marks %s weighed by %s as missing where either is', (id, by) => {
    const times = { reading: by, field: 'value', from: 0, to: 1 };
    expect([...extractFeatures(outcomes, [{ ...column(id, 'value'), times }])]).toEqual([Number.NaN]);
  });

  it('does not depend on the order of outcomes', () => {
    const columns = [column('noise/a', 'value'), column('noise/b', 'value')];
    expect(extractFeatures([...outcomes].reverse(), columns)).toEqual(extractFeatures(outcomes, columns));
  });
});
