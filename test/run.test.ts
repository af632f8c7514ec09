import { describe, expect, it } from 'vitest';
import type { GetArtifact } from '../src/artifacts/artifacts.js';
import { ClaimlensError } from '../src/errors.js';
import { familyOf, runSignals } from '../src/run.js';
import { defineSignal, notApplicable, type Reading, type Signal } from '../src/signals/signal.js';

const TEXT = { en: 'x', zh: 'x' };
const OPTIONS = { deadlineMs: 60_000, deep: false };

function stubSignal(
  id: Signal['id'],
  measure: () => Reading | Promise<Reading>,
  tier: Signal['tier'] = 'default',
): Signal {
  return defineSignal({
    id,
    needs: ['claim'],
    unit: 'count',
    tier,
    source: 'test',
    text: { title: TEXT, measured: TEXT, meaning: TEXT },
    measure,
  });
}

const get: GetArtifact = async (name) => {
  if (name === 'claim') return { id: 'c1' } as never;
  throw new Error(`no ${name}`);
};

describe('runSignals', () => {
  it('goes on after a signal that throws, and writes the error down', async () => {
    const outcomes = await runSignals(
      [
        stubSignal('jpeg/broken', () => {
          throw new RangeError('out of table');
        }),
        stubSignal('noise/fine', () => ({ status: 'measured', value: 3 })),
        stubSignal('noise/silent', () => notApplicable('too-small')),
      ],
      get,
      OPTIONS,
    );
    expect(outcomes.map(({ reading }) => reading)).toEqual([
      { status: 'failed', error: { code: 'internal', message: 'out of table' } },
      { status: 'measured', value: 3 },
      { status: 'not-applicable', reason: 'too-small' },
    ]);
    expect(outcomes.map(({ family }) => family)).toEqual(['jpeg', 'noise', 'noise']);
  });

  it('fails a signal whose artifact fails, with the artifact error code', async () => {
    const failing: GetArtifact = async () => {
      throw new ClaimlensError('missing-runtime', 'no runtime');
    };
    const [outcome] = await runSignals(
      [stubSignal('neural/a', () => notApplicable('too-small'))],
      failing,
      OPTIONS,
    );
    expect(outcome.reading).toEqual({
      status: 'failed',
      error: { code: 'missing-runtime', message: 'no runtime' },
    });
  });

  it('gives a signal the artifacts it declares and no others', async () => {
    let seen: readonly string[] = [];
    const signal = { ...stubSignal('noise/a', () => notApplicable('too-small')) };
    signal.measure = (artifacts) => {
      seen = Object.keys(artifacts);
      return notApplicable('too-small');
    };
    await runSignals([signal], get, OPTIONS);
    expect(seen).toEqual(['claim']);
  });

  it('runs deep signals only when asked', async () => {
    const deep = stubSignal('noise/deep', () => ({ status: 'measured', value: 1 }), 'deep');
    expect(await runSignals([deep], get, OPTIONS)).toHaveLength(0);
    expect(await runSignals([deep], get, { ...OPTIONS, deep: true })).toHaveLength(1);
  });

  it('starts nothing after the deadline', async () => {
    const [outcome] = await runSignals([stubSignal('noise/a', () => notApplicable('too-small'))], get, {
      ...OPTIONS,
      deadlineMs: -1,
    });
    expect(outcome.reading).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });

  it('stops with the typed error when the caller aborts between signals', async () => {
    const controller = new AbortController();
    const first = stubSignal('noise/a', () => {
      controller.abort();
      return notApplicable('too-small');
    });
    let reached = false;
    const second = stubSignal('noise/b', () => {
      reached = true;
      return notApplicable('too-small');
    });
    await expect(
      runSignals([first, second], get, { ...OPTIONS, signal: controller.signal }),
    ).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(reached).toBe(false);
  });
});

describe('familyOf', () => {
  it('is the part before the slash', () => {
    expect(familyOf(stubSignal('reference/change-map', () => notApplicable('no-reference')))).toBe(
      'reference',
    );
  });
});
