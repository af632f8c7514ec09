/** Number of one bits of a 32-bit word. @see Warren, Hacker's Delight, 5-1 */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Number of differing bits of two bit strings.
 *
 * @param a 32-bit words
 * @param b as many words
 * @returns 0..32 × words
 */
export function hammingDistance(a: Uint32Array, b: Uint32Array): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) distance += countBits(a[i] ^ b[i]);
  return distance;
}

/** Lower-case hex, most significant word first. */
export function wordsToHex(words: Uint32Array): string {
  let hex = '';
  for (const word of words) hex += word.toString(16).padStart(8, '0');
  return hex;
}

/** The inverse of `wordsToHex`; `hex` has eight digits per word. */
export function hexToWords(hex: string): Uint32Array {
  const words = new Uint32Array(hex.length / 8);
  for (let i = 0; i < words.length; i++) words[i] = Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16);
  return words;
}
