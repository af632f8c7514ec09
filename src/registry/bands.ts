/** Words of 16 bits in a PDQ hash. */
const WORDS = 16;
/** Greatest radius that words equal up to one bit find: 16 words that all differ in two bits make 32. */
export const BANDS_RADIUS = 31;

/** The places of a hash: 65536 × word + value, one per word. */
export function listBands(hash: Uint32Array): number[] {
  return Array.from({ length: WORDS }, (_, word) => word * 65_536 + readWord(hash, word));
}

/**
 * Every place at which a hash within the radius has to stand at least once: by the pigeonhole principle one of 16
 * words differs in at most radius / 16 bits.
 *
 * @param radius 0..`BANDS_RADIUS`
 * @returns places without repetition: 16 per hash up to radius 15, 272 above
 * @see Norouzi, Punjani & Fleet, Fast Search in Hamming Space with Multi-Index Hashing, 2012
 */
export function listProbes(hashes: readonly Uint32Array[], radius: number): number[] {
  const flips = radius < WORDS ? [0] : [0, ...Array.from({ length: 16 }, (_, bit) => 1 << bit)];
  const probes = hashes.flatMap((hash) =>
    Array.from({ length: WORDS }, (_, word) =>
      flips.map((flip) => word * 65_536 + (readWord(hash, word) ^ flip)),
    ).flat(),
  );
  return [...new Set(probes)];
}

function readWord(hash: Uint32Array, word: number): number {
  return (hash[word >> 1] >>> (word % 2 === 0 ? 16 : 0)) & 0xffff;
}
