import { describe, expect, it } from 'vitest';
import type { MosaicFacts } from '../../../src/forensics/demosaicing/demosaicing.js';
import { demosaicing } from '../../../src/signals/noise/demosaicing.js';

const FACTS: MosaicFacts = {
  lattice: 1,
  share: 0.75,
  log10Nfa: -500.04,
  present: true,
  parts: [
    {
      polygon: [
        [1, 1],
        [65, 1],
        [65, 65],
        [1, 65],
      ],
      areaShare: 0.02,
      log10Nfa: -12.34,
    },
  ],
};

describe('noise/demosaicing', () => {
  it('gives the clearest part and the lattice of the rest', async () => {
    expect(await demosaicing.measure({ mosaic: FACTS })).toEqual({
      status: 'measured',
      value: -12.3,
      details: { regionCount: 1, areaPercent: 2, lattice: 1, latticeShare: 0.75, latticeLog10Nfa: -500 },
      regions: [{ polygon: FACTS.parts[0].polygon, kind: 'shifted-mosaic', confidence: 0.808 }],
    });
  });

  it('is 0 in a photo of one lattice', async () => {
    expect(await demosaicing.measure({ mosaic: { ...FACTS, parts: [] } })).toMatchObject({ value: 0 });
  });

  it('does not apply without a trace, or to small pictures', async () => {
    expect(await demosaicing.measure({ mosaic: { ...FACTS, present: false, parts: [] } })).toEqual({
      status: 'not-applicable',
      reason: 'no-mosaic',
    });
    expect(await demosaicing.measure({ mosaic: null })).toEqual({
      status: 'not-applicable',
      reason: 'too-small',
    });
  });
});
