/** Bytes that parsers trip over: signs, bounds, markers, quotes, braces. */
const TELLING = [
  0x00, 0xff, 0x01, 0x7f, 0x80, 0xfe, 0x3c, 0x3e, 0x22, 0x27, 0x7b, 0x7d, 0x26, 0x5c, 0x3a, 0x20,
];

/**
 * A damaged copy: bits flipped, bytes replaced, lengths overwritten, parts cut, doubled, moved or taken from another
 * file; one to eight of these, mostly in the first kilobytes, where structure lies.
 *
 * @param file never changed
 * @param other donor of foreign parts
 */
export function mutate(file: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let bytes: Buffer = Buffer.from(file);
  const rounds = 1 + Math.floor(random() * 8);
  for (let round = 0; round < rounds && bytes.length > 0; round++) {
    const reach = random() < 0.7 ? Math.min(bytes.length, 4_096) : bytes.length;
    const at = Math.floor(random() * reach);
    const length = Math.floor(random() ** 3 * Math.min(2_048, bytes.length - at));
    const kind = Math.floor(random() * 9);
    if (kind === 0) bytes[at] ^= 1 << Math.floor(random() * 8);
    else if (kind === 1) bytes[at] = TELLING[Math.floor(random() * TELLING.length)];
    else if (kind === 2) bytes.fill(random() < 0.5 ? 0xff : 0, at, Math.min(at + 4, bytes.length));
    else if (kind === 3 && at + 4 <= bytes.length) bytes.writeUInt32BE(Math.floor(random() * 2 ** 32), at);
    else if (kind === 4 && at + 2 <= bytes.length) bytes.writeUInt16LE(Math.floor(random() * 64), at);
    else if (kind === 5) bytes = bytes.subarray(0, at + 1);
    else if (kind === 6) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 7)
      bytes = Buffer.concat([
        bytes.subarray(0, at + length),
        bytes.subarray(at, at + length),
        bytes.subarray(at + length),
      ]);
    else {
      const from = Math.floor(random() * other.length);
      const part = other.subarray(from, from + 1 + length);
      bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + part.length)]);
    }
  }
  return bytes;
}
