/**
 * A seeded generator of uniform numbers for sampling that has to repeat exactly; not for secrets.
 *
 * @param seed any 32-bit integer
 * @returns a function that gives the next number in [0, 1)
 * @see Steele & Vigna, LXM / SplitMix 32-bit finalizer as used in mulberry32
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}
