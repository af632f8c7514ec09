/** Codes up to this length are found by one look-up; 10 bits keep a table within a quarter of the first-level cache. */
export const LOOKUP_BITS = 10;

/** One Huffman table, ready to decode. */
export interface HuffmanTable {
  /** Indexed by the next `LOOKUP_BITS` bits: `length << 8 | symbol`; 0 where the code is longer or not defined. */
  readonly lookup: Uint16Array;
  /** Per length 1..16: one more than the largest code of that length, aligned to 16 bits; 0 where there is none. */
  readonly limits: Int32Array;
  /** Per length: index of the symbol of code 0, so that `symbols[offsets[length] + code]` is the symbol. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** A table as it stands in a DHT segment. */
export interface HuffmanDefinition {
  /** Codes of each length 1..16. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/**
 * Reads the definitions of one DHT segment. Slots 0..3 hold DC tables, 4..7 AC tables; a cut definition is dropped.
 *
 * @param body the segment without marker and length
 * @see ITU-T T.81 B.2.4.2
 */
export function readHuffmanDefinitions(body: Uint8Array, slots: (HuffmanDefinition | null)[]): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const slot = (body[at] >> 4 === 0 ? 0 : 4) + (body[at] & 3);
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    at += 17;
    if (total > 256 || at + total > body.length) return;
    slots[slot] = { counts, symbols: body.subarray(at, at + total) };
    at += total;
  }
}

/**
 * Builds the look-up tables of a definition.
 *
 * @returns null when the counts are no prefix code
 * @see ITU-T T.81 annex C and F.2.2.3
 */
export function buildHuffmanTable({ counts, symbols }: HuffmanDefinition): HuffmanTable | null {
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const limits = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1];
    offsets[length] = index - code;
    if (code + count > 1 << length) return null;
    if (length <= LOOKUP_BITS) {
      const spread = LOOKUP_BITS - length;
      for (let i = 0; i < count; i++) {
        const entry = (length << 8) | symbols[index + i];
        lookup.fill(entry, (code + i) << spread, (code + i + 1) << spread);
      }
    }
    code += count;
    index += count;
    if (count > 0) limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { lookup, limits, offsets, symbols };
}

/**
 * Finds a code that is longer than the look-up.
 *
 * @param window the next 16 bits
 * @returns `length << 8 | symbol`, or 0 for bits that are no code
 */
export function findLongCode({ limits, offsets, symbols }: HuffmanTable, window: number): number {
  for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (window < limits[length]) return (length << 8) | symbols[offsets[length] + (window >>> (16 - length))];
  }
  return 0;
}
