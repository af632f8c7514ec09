// Integers out of untrusted bytes. A read past the end yields zeros for the missing bytes and never throws, so
// walkers only have to check the ranges that they slice.

/** Unsigned 16-bit integer at `offset`. */
export function readUint16(bytes: Uint8Array, offset: number, littleEndian = false): number {
  return littleEndian ? (bytes[offset + 1] << 8) | bytes[offset] : (bytes[offset] << 8) | bytes[offset + 1];
}

/** Unsigned 32-bit integer at `offset`. */
export function readUint32(bytes: Uint8Array, offset: number, littleEndian = false): number {
  const high = readUint16(bytes, littleEndian ? offset + 2 : offset, littleEndian);
  const low = readUint16(bytes, littleEndian ? offset : offset + 2, littleEndian);
  return high * 0x10000 + low;
}

/** Unsigned 64-bit integer at `offset` as a number: exact below 2^53, which no file offset reaches. */
export function readUint64(bytes: Uint8Array, offset: number, littleEndian = false): number {
  const high = readUint32(bytes, littleEndian ? offset + 4 : offset, littleEndian);
  const low = readUint32(bytes, littleEndian ? offset : offset + 4, littleEndian);
  return high * 2 ** 32 + low;
}

/** Whether `text` (Latin-1) stands at `offset`. */
export function startsWithAt(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
