import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIHEDRAL, type Dihedral } from '../../src/matching/dihedral.js';
import { countBits, hammingDistance, hexToWords, wordsToHex } from '../../src/matching/hamming.js';
import { computePdq, PDQ_BITS } from '../../src/matching/pdq.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { createPlane, type Plane, type Raster } from '../../src/pixels/plane.js';
import { createScene, renderScene } from './scene.js';
import { applyDihedral } from './symmetry.js';

interface Case {
  width: number;
  height: number;
  seed: number;
  hash: string;
  quality: number;
  dihedral: string[];
}
const { cases } = JSON.parse(readFileSync(new URL('./vectors/pdq.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

/** The picture of `vectors/pdq.py`. */
function picture({ width, height, seed }: Case): Raster {
  let state = seed;
  const draw = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
  const data = new Uint8Array(width * height * 3);
  const fill = (x: number, y: number, colour: number[]) => data.set(colour, (y * width + x) * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      fill(x, y, [
        Math.floor((x * 200) / width),
        Math.floor((y * 180) / height),
        Math.floor(((x + y) * 90) / (width + height)),
      ]);
  }
  for (let k = 0; k < 40; k++) {
    const [left, top] = [draw(width), draw(height)];
    const right = left + 1 + draw(Math.floor(width / 3) + 1);
    const bottom = top + 1 + draw(Math.floor(height / 3) + 1);
    const colour = [draw(256), draw(256), draw(256)];
    for (let y = top; y < Math.min(bottom, height); y++) {
      for (let x = left; x < Math.min(right, width); x++) fill(x, y, colour);
    }
  }
  return { width, height, data };
}

// The binding lists: original, turned 90, 180, 270 counter-clockwise, mirrored top–bottom, left–right, and along
// both diagonals.
const BINDING_ORDER: Dihedral[] = [
  'upright',
  'turn-270',
  'turn-180',
  'turn-90',
  'mirror-turn-180',
  'mirror',
  'mirror-turn-270',
  'mirror-turn-90',
];

describe('computePdq', () => {
  it.each(cases)('agrees with the C++ reference at $width × $height', (expected) => {
    const hash = computePdq(computeLuma(picture(expected)));
    // One bit: coefficients next to the median change sides with the order of 32-bit sums.
    expect(hammingDistance(hash.bits, hexToWords(expected.hash))).toBeLessThanOrEqual(1);
    expect(Math.abs(hash.quality - expected.quality)).toBeLessThanOrEqual(1);
    for (const [i, symmetry] of BINDING_ORDER.entries()) {
      const distance = hammingDistance(hash.variants[symmetry], hexToWords(expected.dihedral[i]));
      expect(distance, symmetry).toBeLessThanOrEqual(2);
    }
  });

  it('sets half of the bits', () => {
    const ones = computePdq(noisy(3)).bits.reduce((sum, word) => sum + countBits(word), 0);
    expect(ones).toBe(PDQ_BITS / 2);
  });

  it('predicts the hash of the mirrored and turned picture', () => {
    const luma = computeLuma(renderScene(createScene(5, 320), 320, 320));
    const { variants } = computePdq(luma);
    for (const symmetry of DIHEDRAL) {
      const turned = computePdq(applyDihedral(luma, symmetry)).bits;
      // At 320 px the filter window is odd and everything symmetric; even ones move up to 28 bits (the reference's
      // own files of turned pictures: 18).
      expect(hammingDistance(turned, variants[symmetry]), symmetry).toBeLessThanOrEqual(2);
      const others = DIHEDRAL.filter((other) => other !== symmetry);
      for (const other of others) expect(hammingDistance(turned, variants[other])).toBeGreaterThan(60);
    }
  });

  it('survives brightness and contrast', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0.5, max: 1.5, noNaN: true }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        (seed, gain, offset) => {
          const luma = noisy(seed);
          const lit = { ...luma, data: luma.data.map((value) => gain * value + offset) };
          expect(hammingDistance(computePdq(luma).bits, computePdq(lit).bits)).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it('gives a flat picture quality 0', () => {
    expect(computePdq(createPlane(80, 40)).quality).toBe(0);
    expect(computePdq(createPlane(1, 1)).quality).toBe(0);
  });
});

describe('hamming distance', () => {
  it('counts bits as a loop over them does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (word) => {
        expect(countBits(word)).toBe(word.toString(2).replaceAll('0', '').length);
      }),
    );
  });

  it('is 0 to itself and complete to the complement', () => {
    const words = Uint32Array.of(0xdeadbeef, 0, 0xffffffff);
    expect(hammingDistance(words, words)).toBe(0);
    expect(
      hammingDistance(
        words,
        words.map((word) => ~word),
      ),
    ).toBe(96);
  });

  it('reads back what it writes as hex', () => {
    const words = Uint32Array.of(1, 0xabcdef01, 0xffffffff);
    expect(wordsToHex(words)).toBe('00000001abcdef01ffffffff');
    expect([...hexToWords(wordsToHex(words))]).toEqual([...words]);
  });
});

function noisy(seed: number): Plane {
  return computeLuma(picture({ width: 160, height: 120, seed, hash: '', quality: 0, dihedral: [] }));
}
