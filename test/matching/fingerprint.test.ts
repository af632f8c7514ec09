import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../../src/matching/descriptors.js';
import { computeDhash } from '../../src/matching/dhash.js';
import { packFeatures, unpackFeatures } from '../../src/matching/feature-packing.js';
import { strongestFeatures } from '../../src/matching/features.js';
import {
  createFingerprint,
  fingerprintHashes,
  fingerprintView,
  isFingerprint,
  parseFingerprint,
} from '../../src/matching/fingerprint.js';
import { measureHashDistance } from '../../src/matching/hash-distance.js';
import { applyHomography } from '../../src/matching/homography.js';
import { computePdq } from '../../src/matching/pdq.js';
import { registerViews } from '../../src/matching/registration.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { addNoise, createScene, renderScene } from './scene.js';
import { mirror } from './symmetry.js';

const raster = renderScene(createScene(41, 260), 260, 200);
const luma = computeLuma(raster);
const view = { width: 260, height: 200, luma, features: extractFeatures(luma) };
const hashes = { pdq: computePdq(luma), dhash: computeDhash(luma) };
const fingerprint = createFingerprint({ sha256: 'a'.repeat(64), width: 520, height: 400 }, view, hashes);

describe('fingerprint', () => {
  it('survives JSON and takes a few kilobytes', () => {
    const json = JSON.stringify(fingerprint);
    expect(parseFingerprint(JSON.parse(json))).toEqual(fingerprint);
    expect(json.length).toBeLessThan(13_000);
    expect(isFingerprint(fingerprint)).toBe(true);
    expect(isFingerprint({ bytes: new Uint8Array() })).toBe(false);
  });

  it('registers a noisy, shifted photo without the pixels of the reference', () => {
    const photo = computeLuma(
      addNoise(renderScene(createScene(41, 260), 240, 190, [1, 0, -12, 0, 1, -7, 0, 0, 1]), 3, 1),
    );
    const found = registerViews(fingerprintView(fingerprint), {
      width: 240,
      height: 190,
      luma: photo,
      features: extractFeatures(photo),
    });
    const [x, y] = applyHomography(found?.homography ?? [], 130, 100);
    expect(Math.hypot(x - 118, y - 93)).toBeLessThan(0.5);
    expect(found?.mirrored).toBe(false);
  });

  it('measures hash distances to the mirrored picture as to the picture itself', () => {
    const stored = fingerprintHashes(fingerprint);
    expect(measureHashDistance(stored, hashes)).toMatchObject({
      pdqBits: 0,
      pdqSymmetry: 'upright',
      dhashBits: 0,
      dhashSymmetry: 'upright',
    });
    const mirrored = mirror(luma);
    const distance = measureHashDistance(stored, {
      pdq: computePdq(mirrored),
      dhash: computeDhash(mirrored),
    });
    expect(distance).toMatchObject({ dhashBits: 0, dhashSymmetry: 'mirror', pdqSymmetry: 'mirror' });
    expect(distance.pdqBits).toBeLessThanOrEqual(2);
  });

  it.each([
    ['another schema', { schema: 'claimlens/fingerprint/2' }, 'fingerprint.schema'],
    ['a short hash', { dhash: 'abc' }, 'fingerprint.dhash'],
    ['a size of 0', { width: 0 }, 'fingerprint.width'],
    ['half a feature', { features: Buffer.alloc(20).toString('base64') }, 'fingerprint.features'],
    ['too many features', { features: Buffer.alloc(46 * 193).toString('base64') }, 'fingerprint.features'],
    ['points outside', { features: Buffer.alloc(46, 255).toString('base64') }, 'fingerprint.features'],
    ['an unknown field', { extra: 1 }, 'fingerprint'],
  ])('refuses %s', (_name, change, where) => {
    const parse = () => parseFingerprint({ ...fingerprint, ...change });
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-report' }));
    expect(parse).toThrow(where);
  });

  it('refuses what is no object', () => {
    for (const value of [null, 'x', 5, []])
      expect(() => parseFingerprint(value)).toThrow(expect.objectContaining({ code: 'invalid-report' }));
  });
});

describe('packFeatures', () => {
  it('keeps features up to its rounding', () => {
    const few = strongestFeatures(view.features, 192);
    const back = unpackFeatures(packFeatures(view.features), view, 'features');
    expect(back.count).toBe(192);
    expect([...back.descriptors]).toEqual([...few.descriptors]);
    for (let i = 0; i < few.count; i++) {
      expect(Math.abs(back.x[i] - few.x[i])).toBeLessThanOrEqual(1 / 64);
      expect(Math.abs(back.y[i] - few.y[i])).toBeLessThanOrEqual(1 / 64);
      expect(Math.abs(Math.log2(back.scale[i] / few.scale[i]))).toBeLessThanOrEqual(1 / 32 + 1e-6);
      expect(Math.cos(back.angle[i] - few.angle[i])).toBeGreaterThan(Math.cos((1.01 * Math.PI) / 256));
    }
  });

  it('packs no features to nothing', () => {
    expect(packFeatures(strongestFeatures(view.features, 0))).toBe('');
    expect(unpackFeatures('', view, 'features').count).toBe(0);
  });
});
