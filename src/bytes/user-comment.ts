import { decodeText, decodeUtf16be, decodeUtf16le } from './text.js';

/**
 * Decodes an EXIF UserComment. The first eight bytes name the character set; writers leave them out (HarmonyOS,
 * several label writers), name ASCII and write UTF-8, or name Unicode and write either byte order, or UTF-8.
 *
 * @param data the whole value
 * @param littleEndian byte order of the EXIF block: decides where the text itself does not
 * @returns trimmed text, empty when there is none
 * @see Exif 3.0 (CIPA DC-008-2023), 4.6.6.4
 */
export function decodeUserComment(data: Uint8Array, littleEndian: boolean): string {
  const head = Buffer.from(data.subarray(0, 8)).toString('latin1');
  const rest = data.subarray(8);
  const text = /^UNICODE\0?/i.test(head)
    ? decodeUnicode(rest, littleEndian)
    : /^(ASCII|JIS|UTF-?8)\0*|^\0{8}$|^ {8}$/i.test(head)
      ? decodeText(rest)
      : decodeText(data);
  return text.replace(/^[\s\0]+|[\s\0]+$/g, '');
}

function decodeUnicode(data: Uint8Array, littleEndian: boolean): string {
  if ((data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff))
    return decodeText(data);
  // Latin letters have a zero high byte: its side tells the byte order.
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i + 1 < data.length; i += 2) {
    if (data[i] === 0) evenZeros++;
    if (data[i + 1] === 0) oddZeros++;
  }
  if (evenZeros + oddZeros === 0 && isUtf8(data)) return decodeText(data);
  const little = evenZeros === oddZeros ? littleEndian : oddZeros > evenZeros;
  return little ? decodeUtf16le(data) : decodeUtf16be(data);
}

function isUtf8(data: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data);
    return true;
  } catch {
    return false;
  }
}
