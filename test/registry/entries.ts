import type { RegistryEntry } from '../../src/artifacts/earlier-claims.js';
import { wordsToHex } from '../../src/matching/hamming.js';
import { createRandom } from '../../src/maths/random.js';

/** A random PDQ hash. */
export function drawHash(random: () => number): Uint32Array {
  return Uint32Array.from({ length: 8 }, () => random() * 2 ** 32);
}

/** The hash with so many bits turned. */
export function turnBits(hash: Uint32Array, bits: number, random: () => number): Uint32Array {
  const turned = hash.slice();
  const places = new Set<number>();
  while (places.size < bits) places.add(Math.floor(random() * 256));
  for (const place of places) turned[place >> 5] ^= 1 << (place & 31);
  return turned;
}

/** An entry of a photo that nobody took; the same seed gives the same photo. */
export function makeEntry(
  seed: number,
  { claim = `C-${seed}`, buyer = null, at = '2026-05-01T08:00:00.000Z', hash, quality = 90 }: EntryFacts = {},
): RegistryEntry {
  const random = createRandom(seed);
  const own = drawHash(random);
  return {
    claim,
    buyer,
    at,
    fingerprint: {
      schema: 'claimlens/fingerprint/1',
      sha256: wordsToHex(drawHash(random)),
      width: 640,
      height: 480,
      view: { width: 640, height: 480 },
      pdq: { bits: wordsToHex(hash ?? own), quality },
      dhash: wordsToHex(drawHash(random).subarray(0, 2)),
      features: '',
    },
  };
}

interface EntryFacts {
  readonly claim?: string;
  readonly buyer?: string | null;
  readonly at?: string;
  readonly hash?: Uint32Array;
  readonly quality?: number;
}
