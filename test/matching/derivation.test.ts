import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureAgreement } from '../../src/matching/agreement.js';
import {
  DERIVATION_FEATURES,
  describeDerivation,
  deviationFromPlainCopy,
  scoreDerivation,
} from '../../src/matching/derivation.js';
import { DERIVATION_WEIGHTS } from '../../src/matching/derivation-weights.js';
import { compareLayouts } from '../../src/matching/layout.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane } from '../../src/pixels/plane.js';
import { createScene, renderScene } from './scene.js';

const frame = { width: 400, height: 300 };

describe('deviationFromPlainCopy', () => {
  it('is 0 for resizes, crops, mirrors and quarter turns', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: -200, max: 200, noNaN: true }),
        fc.constantFrom(1, -1),
        fc.boolean(),
        (scale, shift, sign, turned) => {
          const map = turned
            ? [0, sign * scale, shift, scale, 0, -shift, 0, 0, 1]
            : [sign * scale, 0, shift, 0, scale, shift, 0, 0, 1];
          expect(deviationFromPlainCopy(map, frame)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 40, seed: 4 },
    );
  });

  it('grows with rotation and perspective', () => {
    const turn = (angle: number) => [
      Math.cos(angle),
      -Math.sin(angle),
      0,
      Math.sin(angle),
      Math.cos(angle),
      0,
      0,
      0,
      1,
    ];
    expect(deviationFromPlainCopy(turn(0.01), frame)).toBeGreaterThan(0.004);
    expect(deviationFromPlainCopy(turn(0.05), frame)).toBeGreaterThan(
      deviationFromPlainCopy(turn(0.01), frame),
    );
    expect(deviationFromPlainCopy([1, 0, 0, 0, 1, 0, 1e-4, 0, 1], frame)).toBeGreaterThan(0.004);
  });
});

describe('scoreDerivation', () => {
  const agreement = measureAgreement(
    computeLuma(renderScene(createScene(3, 200), 200, 150)),
    computeLuma(renderScene(createScene(3, 200), 200, 150)),
    new Uint8Array(200 * 150).fill(1),
  );

  it('is far above 0 for an exact copy', () => {
    const features = describeDerivation(agreement, [1, 0, 0, 0, 1, 0, 0, 0, 1], { width: 200, height: 150 });
    expect(agreement.correlation).toBeGreaterThan(0.95);
    expect(agreement.explained).toBe(1);
    expect(scoreDerivation(features)).toBeGreaterThan(2);
  });

  it('never falls when a feature rises', () => {
    expect(DERIVATION_WEIGHTS.length).toBe(DERIVATION_FEATURES.length);
    for (const weight of DERIVATION_WEIGHTS) expect(weight).toBeGreaterThanOrEqual(0);
    const base = describeDerivation({ ...agreement, shiftPx: 0.5 }, [1, 0, 0, 0, 1, 0, 0, 0, 1], frame);
    for (const name of DERIVATION_FEATURES)
      expect(scoreDerivation({ ...base, [name]: base[name] + 0.1 })).toBeGreaterThanOrEqual(
        scoreDerivation(base),
      );
  });

  it('is below 0 for another scene', () => {
    const other = measureAgreement(
      computeLuma(renderScene(createScene(3, 200), 200, 150)),
      computeLuma(renderScene(createScene(4, 200), 200, 150)),
      new Uint8Array(200 * 150).fill(1),
    );
    expect(scoreDerivation(describeDerivation(other, [1, 0.1, 0, 0, 1, 0, 0, 0, 1], frame))).toBeLessThan(0);
  });
});

describe('compareLayouts', () => {
  const scene = computeLuma(renderScene(createScene(8, 200), 200, 150));
  it('is 1 for a picture and itself, finds a mirror, and is low for another scene', () => {
    expect(compareLayouts(scene, scene, null)).toEqual({
      correlation: expect.closeTo(1, 2),
      mirrored: false,
    });
    const mirrored = createPlane(200, 150);
    for (let y = 0; y < 150; y++)
      for (let x = 0; x < 200; x++) mirrored.data[y * 200 + x] = scene.data[y * 200 + 199 - x];
    const found = compareLayouts(scene, mirrored, null);
    expect(found.mirrored).toBe(true);
    expect(found.correlation).toBeGreaterThan(0.95);
    const other = computeLuma(renderScene(createScene(9, 200), 200, 150));
    expect(compareLayouts(scene, other, null).correlation).toBeLessThan(0.5);
  });
});
