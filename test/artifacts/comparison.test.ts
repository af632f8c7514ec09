import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestComparison, compareReferences } from '../../src/artifacts/comparison.js';
import { computeHashes, computeMatchView } from '../../src/artifacts/match-view.js';
import type { Reference } from '../../src/artifacts/reference.js';
import { computeView } from '../../src/artifacts/view.js';
import { createFingerprint } from '../../src/matching/fingerprint.js';
import type { Photo } from '../../src/photo/photo.js';
import type { Raster } from '../../src/pixels/plane.js';
import { addNoise, createScene, renderScene } from '../matching/scene.js';
import { photoOf } from '../photo/raster-photo.js';

const SIDE = 150;

function asPhoto(raster: Raster, id: number): Photo {
  return photoOf(raster, { bytes: new Uint8Array([id]), sha256: id.toString(16).padStart(64, '0') });
}

function open(raster: Raster) {
  const view = computeView(raster);
  return { view, match: computeMatchView(view), hashes: computeHashes(view) };
}

const pictures = [51, 52, 53, 56, 54, 55].map((seed, i) =>
  asPhoto(renderScene(createScene(seed, SIDE), SIDE, SIDE), i + 1),
);
// The claim photo shows most of the fourth picture.
const photo = open(
  addNoise(renderScene(createScene(56, SIDE), 125, 130, [1, 0, -15, 0, 1, -10, 0, 0, 1]), 3, 9),
);

function store(picture: Photo): Reference {
  const { match, hashes } = open(picture.raster);
  return createFingerprint(picture, match, hashes);
}

describe('compareReferences', () => {
  const comparisons = compareReferences(photo, pictures);

  it('answers for each reference in its place and finds the one that the photo shows', () => {
    expect(comparisons.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(comparisons.map(({ sha256 }) => sha256)).toEqual(pictures.map(({ sha256 }) => sha256));
    const best = bestComparison(comparisons);
    expect(best?.index).toBe(3);
    expect(best?.registration?.homography[2]).toBeCloseTo(-15, 0);
    expect(comparisons.filter(({ registration }) => registration).map(({ index }) => index)).toEqual([3]);
  });

  it('registers only the few that look most alike and says which it left out', () => {
    const left = comparisons.filter(({ screenedOut }) => screenedOut);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(3);
    for (const { registration } of left) expect(registration).toBeNull();
    const few = compareReferences(photo, pictures.slice(0, 3));
    expect(few.every(({ screenedOut }) => !screenedOut)).toBe(true);
  });

  it('does not depend on the order of the references', () => {
    const indices = pictures.map((_, i) => i);
    fc.assert(
      fc.property(fc.shuffledSubarray(indices, { minLength: 6 }), (order) => {
        const shuffled = compareReferences(
          photo,
          order.map((i) => pictures[i]),
        );
        order.forEach((original, place) => {
          expect({ ...shuffled[place], index: original, view: null }).toEqual({
            ...comparisons[original],
            view: null,
          });
        });
        expect(bestComparison(shuffled)?.sha256).toBe(pictures[3].sha256);
      }),
      { numRuns: 2, seed: 2 },
    );
  });

  it('compares with stored fingerprints: hashes and registration, but no pixels', () => {
    const stored = compareReferences(photo, pictures.map(store));
    const best = bestComparison(stored);
    expect(best?.index).toBe(3);
    expect(best?.view).toBeNull();
    expect(best?.registration?.homography[2]).toBeCloseTo(-15, 0);
    expect(stored.map(({ hash }) => hash)).toEqual(comparisons.map(({ hash }) => hash));
  });

  it('has no best among references that do not align, and none without references', () => {
    expect(bestComparison(compareReferences(photo, pictures.slice(0, 2)))).toBeNull();
    expect(bestComparison([])).toBeNull();
  });
});
