import { describe, expect, it } from 'vitest';
import type { ResamplingFacts } from '../../../src/forensics/resampling/resampling.js';
import { resampling } from '../../../src/signals/noise/resampling.js';

const FACTS: ResamplingFacts = {
  across: { frequency: 0.231, log10Nfa: -12 },
  down: { frequency: 0.4, log10Nfa: 0.5 },
  both: { frequency: 0.231, log10Nfa: -9.04 },
  parts: [
    {
      polygon: [
        [0, 0],
        [256, 0],
        [256, 256],
        [0, 256],
      ],
      frequency: 0.30011,
      areaShare: 0.125,
      log10Nfa: -10,
    },
  ],
  windows: 30,
};

describe('noise/resampling', () => {
  it('gives the clearest part, and the resize of the whole as a detail', async () => {
    expect(await resampling.measure({ resampling: FACTS })).toEqual({
      status: 'measured',
      value: -10,
      details: {
        regionCount: 1,
        areaPercent: 12.5,
        partFrequency: 0.3001,
        wholeFrequency: 0.231,
        wholeLog10Nfa: -9,
        acrossLog10Nfa: -12,
        downLog10Nfa: 0.5,
        windows: 30,
      },
      regions: [{ polygon: FACTS.parts[0].polygon, kind: 'resized-part', confidence: 0.75 }],
    });
  });

  it('does not count the resize of the whole', async () => {
    expect(await resampling.measure({ resampling: { ...FACTS, parts: [] } })).toMatchObject({
      value: 0,
      regions: [],
    });
  });

  it('does not apply to small pictures', async () => {
    const small = { status: 'not-applicable', reason: 'too-small' };
    expect(await resampling.measure({ resampling: null })).toEqual(small);
    const both = { frequency: 0.2, log10Nfa: 1 };
    expect(await resampling.measure({ resampling: { ...FACTS, both, parts: [], windows: 0 } })).toEqual(
      small,
    );
  });
});
