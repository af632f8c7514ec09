const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });
const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');

/** Longest text that is ever turned into a string: what follows it is cut. Real labels have a few kilobytes. */
const MAX_TEXT_BYTES = 4_000_000;

/**
 * Text of unknown encoding, as metadata writers leave it: a byte order mark decides, else UTF-8 where the bytes
 * are valid UTF-8, else GB 18030 where all high bytes come in pairs (older Chinese editors), else Latin-1.
 *
 * @param maxBytes bytes behind it are not read
 * @returns the text without byte order mark and without NUL bytes at its end
 */
export function decodeText(bytes: Uint8Array, maxBytes = MAX_TEXT_BYTES): string {
  const head = bytes.subarray(0, maxBytes);
  if (head[0] === 0xff && head[1] === 0xfe) return trimNul(utf16le.decode(head));
  if (head[0] === 0xfe && head[1] === 0xff) return trimNul(utf16be.decode(head));
  // Every second byte zero from the start: UTF-16 without a mark.
  if (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0)
    return trimNul(utf16le.decode(head));
  if (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0)
    return trimNul(utf16be.decode(head));
  return trimNul(decodeEightBit(head));
}

/** UTF-16 little-endian text (Windows XP tags), without NULs at the end. */
export function decodeUtf16le(bytes: Uint8Array): string {
  return trimNul(utf16le.decode(bytes.subarray(0, MAX_TEXT_BYTES)));
}

/** UTF-16 big-endian text, without NULs at the end. */
export function decodeUtf16be(bytes: Uint8Array): string {
  return trimNul(utf16be.decode(bytes.subarray(0, MAX_TEXT_BYTES)));
}

/** Latin-1 text: one character per byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function decodeEightBit(bytes: Uint8Array): string {
  return decodeStrict(bytes) ?? decodeCut(bytes) ?? decodeChinese(bytes) ?? decodeLatin1(bytes);
}

function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-8 that ends within a character, or null: fields of fixed length cut their texts. */
function decodeCut(bytes: Uint8Array): string | null {
  for (let missing = 1; missing <= 3 && missing < bytes.length; missing++) {
    if (bytes[bytes.length - missing] < 0xc0) continue;
    const head = bytes.subarray(0, bytes.length - missing);
    // Without another character beyond ASCII, one high byte at the end is Latin-1.
    return head.some((byte) => byte >= 0x80) ? decodeStrict(head) : null;
  }
  return null;
}

/** GB 18030 text, or null: its two-byte characters make runs of even length, accented Latin letters stand alone. */
function decodeChinese(bytes: Uint8Array): string | null {
  let pairs = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 0x80) continue;
    if (i + 1 >= bytes.length || bytes[i + 1] < 0xa1) return null;
    pairs++;
    i++;
  }
  if (pairs < 2) return null;
  try {
    return gb18030.decode(bytes);
  } catch {
    return null;
  }
}

function trimNul(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
