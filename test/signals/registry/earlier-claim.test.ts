import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/artifacts/comparison.js';
import type { EarlierClaims, EarlierMatch } from '../../../src/artifacts/earlier-claims.js';
import { fillText } from '../../../src/report/fill.js';
import { earlierClaim } from '../../../src/signals/registry/earlier-claim.js';
import type { Reading } from '../../../src/signals/signal.js';

function match(claim: string, buyer: string | null, pdqBits = 4): EarlierMatch {
  const at = '2026-04-01T09:00:00.000Z';
  return { claim, buyer, at, pdqBits, dhashBits: 1, confirmedBy: 'features', inliers: 80 };
}

function found(...matches: EarlierMatch[]): EarlierClaims {
  return { matches, candidates: matches.length, shared: [] };
}

function reference(pdqBits: number): Comparison {
  const hash = {
    pdqBits,
    pdqSymmetry: 'upright',
    dhashBits: 3,
    dhashSymmetry: 'upright',
    pdqQuality: 90,
  } as const;
  return { index: 0, sha256: '0'.repeat(64), hash, registration: null, screenedOut: false, view: null };
}

const measure = (earlierClaims: EarlierClaims | null, buyer?: string, comparisons: Comparison[] = []) =>
  earlierClaim.measure({ claim: { id: 'C-9', buyer }, earlierClaims, comparisons }) as Reading;

describe('registry/earlier-claim', () => {
  it('tells other buyers from the same one and from unknown ones', () => {
    const matches = [match('C-1', 'b-2'), match('C-2', 'b-1', 9), match('C-3', null), match('C-4', 'b-3')];
    expect(measure(found(...matches), 'b-1')).toMatchObject({
      status: 'measured',
      value: 4,
      details: { otherBuyers: 2, sameBuyer: 1, unknownBuyer: 1, nearestBits: 4, candidates: 4 },
    });
    expect(measure(found(...matches))).toMatchObject({
      value: 4,
      details: { otherBuyers: 0, sameBuyer: 0, unknownBuyer: 4 },
    });
  });

  it('keeps apart what rests on hashes alone', () => {
    const weak = { ...match('C-1', 'b-2'), confirmedBy: 'hashes', inliers: 0 } as const;
    expect(measure(found(weak, match('C-2', 'b-3')), 'b-1')).toMatchObject({
      value: 2,
      details: { otherBuyers: 2, confirmedOtherBuyers: 1 },
    });
  });

  it('counts claims, not photos, and names neither buyers nor more than eight claims', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 16 }), (claims) => {
        const reading = measure(found(...claims.map((claim) => match(`C-${claim}`, `buyer-${claim}`))), 'b');
        const different = new Set(claims).size;
        expect(reading).toMatchObject({ value: different, details: { otherBuyers: different } });
        const text = JSON.stringify(reading);
        expect(text).not.toContain('buyer-');
        if (reading.status === 'measured')
          expect(reading.details?.earlier).toHaveLength(Math.min(8, different));
      }),
    );
  });

  it('lets a reference that the photo matches explain every match', () => {
    const matches = found(match('C-1', 'b-2'), match('C-2', 'b-3'));
    expect(measure(matches, 'b-1', [reference(120), reference(31)])).toMatchObject({
      value: 0,
      details: { otherBuyers: 0, explainedByReference: 2, earlier: [], nearestBits: null },
    });
    expect(measure(matches, 'b-1', [reference(32)])).toMatchObject({
      value: 2,
      details: { otherBuyers: 2, explainedByReference: 0 },
    });
  });

  it('reports what other platforms shared without counting it', () => {
    const shared = [{ source: 'shop', reference: 'ab'.repeat(16), day: '2026-04-01', bands: 20 }];
    expect(measure({ matches: [], candidates: 0, shared }, 'b-1')).toMatchObject({
      value: 0,
      details: { sharedPhotos: 1, sharedFrom: shared, otherBuyers: 0 },
    });
  });

  it('says nothing without a registry, and fills its words without gaps', () => {
    expect(measure(null)).toEqual({ status: 'not-applicable', reason: 'no-registry' });
    const reading = measure(found(match('C-1', 'b-2')), 'b-1');
    if (reading.status !== 'measured' || !earlierClaim.text.nothing) throw new Error('expected a reading');
    const { value, details } = reading;
    for (const template of [earlierClaim.text.measured, earlierClaim.text.nothing]) {
      const text = fillText(template, { value, unit: earlierClaim.unit, details });
      expect(text.en + text.zh).not.toContain('–');
    }
  });
});
