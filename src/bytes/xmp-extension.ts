import type { Collector } from './collector.js';
import { readUint32 } from './numbers.js';
import { decodeLatin1 } from './text.js';

const GUID_LENGTH = 32;
const HEADER_LENGTH = GUID_LENGTH + 8;

/** Extended XMP carries depth maps and such; a label needs a few kilobytes. */
const MAX_EXTENSION_BYTES = 32_000_000;

interface Extension {
  readonly length: number;
  readonly offset: number;
  readonly parts: { readonly at: number; readonly data: Uint8Array }[];
}

/**
 * Joins extended XMP: parts belong together by GUID and lie where their offset says, in whatever order they stand
 * in the file. A packet that names a GUID without its parts, and parts that leave gaps, are noted.
 *
 * @see XMP specification part 3, 1.1.3.1
 */
export function createXmpExtensions(collector: Collector) {
  const extensions = new Map<string, Extension>();
  const named = new Set<string>();
  return {
    /** Takes a main packet, to learn which extension it names. */
    addPacket(packet: Uint8Array): void {
      const guid = /HasExtendedXMP\s*(?:=\s*["']|>\s*)([0-9A-Fa-f]{32})/.exec(decodeLatin1(packet));
      if (guid) named.add(guid[1].toUpperCase());
    },
    /** Takes one part: GUID, full length, offset, content. */
    addPart(data: Uint8Array, offset: number): void {
      if (data.length <= HEADER_LENGTH) {
        collector.note('malformed', `XMP extension @ ${offset}`);
        return;
      }
      const guid = decodeLatin1(data.subarray(0, GUID_LENGTH)).toUpperCase();
      const length = readUint32(data, GUID_LENGTH);
      const extension = extensions.get(guid) ?? { length, offset: offset + HEADER_LENGTH, parts: [] };
      extension.parts.push({ at: readUint32(data, GUID_LENGTH + 4), data: data.subarray(HEADER_LENGTH) });
      extensions.set(guid, extension);
    },
    finish(): void {
      for (const [guid, extension] of extensions) addExtension(guid, extension, collector);
      for (const guid of named)
        if (!extensions.has(guid))
          collector.note('xmp-extension-incomplete', `XMP extension ${guid}`, 'no parts');
    },
  };
}

function addExtension(guid: string, { length, offset, parts }: Extension, collector: Collector): void {
  const where = `XMP extension ${guid}`;
  const sorted = [...parts].sort((a, b) => a.at - b.at);
  const pieces: Uint8Array[] = [];
  let filled = 0;
  let gaps = 0;
  for (const { at, data } of sorted) {
    if (at > filled) gaps++;
    // Parts that overlap give their bytes once; a gap closes up, so that what remains can still be read.
    const fresh = at < filled ? data.subarray(filled - at) : data;
    filled = Math.max(filled, at + data.length);
    if (fresh.length > 0) pieces.push(fresh);
  }
  if (gaps > 0 || filled < length)
    collector.note(
      'xmp-extension-incomplete',
      where,
      `${Math.min(filled, length)} of ${length} bytes, ${gaps} gaps`,
    );
  const data = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  if (data.length > MAX_EXTENSION_BYTES) collector.note('text-too-large', where, `${data.length} bytes`);
  else collector.add({ kind: 'xmp', where, offset, data });
}
