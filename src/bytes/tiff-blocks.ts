import type { Collector } from './collector.js';
import type { Block } from './container.js';
import { readIfd, readTiffHeader } from './ifd.js';
import { addPhotoshopBlocks } from './photoshop.js';

// Tags that hold foreign metadata: XMP (XMP part 3), IPTC and Photoshop resources (TIFF technical notes), ICC
// (ICC.1 annex B), C2PA manifest store (C2PA 2.2, A.3.5).
const BLOCK_TAGS = new Map<number, Block['kind']>([
  [0x02bc, 'xmp'],
  [0x83bb, 'iptc'],
  [0x8649, 'photoshop'],
  [0x8773, 'icc'],
  [0xcd41, 'jumbf'],
]);

// Multi-page scans have hundreds of directories, metadata stands in the first ones.
const MAX_IFDS = 64;

/** Collects the metadata of a TIFF file; its EXIF block is the file itself. */
export function walkTiff(bytes: Uint8Array, collector: Collector): void {
  if (!readTiffHeader(bytes)) {
    collector.note('malformed', 'TIFF header');
    return;
  }
  collector.add({ kind: 'exif', where: 'TIFF', offset: 0, data: bytes });
  addTiffBlocks(bytes, collector, { where: 'TIFF', offset: 0 });
}

/**
 * Collects the foreign blocks (XMP, IPTC, Photoshop, ICC, C2PA) that the directories of a TIFF structure hold.
 *
 * @param block a TIFF file or an EXIF block
 * @param at how the block is called and where it lies in the file
 */
export function addTiffBlocks(
  block: Uint8Array,
  collector: Collector,
  at: { readonly where: string; readonly offset: number },
): void {
  const header = readTiffHeader(block);
  if (!header) return;
  const seen = new Set<number>();
  let offset = header.firstIfd;
  for (let index = 0; index < MAX_IFDS && offset !== 0 && !seen.has(offset); index++) {
    seen.add(offset);
    const ifd = readIfd(block, header, offset);
    if (!ifd) {
      collector.note('truncated', `${at.where}/IFD${index}`);
      return;
    }
    if (ifd.damaged) collector.note('malformed', `${at.where}/IFD${index}`);
    for (const entry of ifd.entries) {
      const kind = BLOCK_TAGS.get(entry.tag);
      if (!kind) continue;
      const where = `${at.where}/IFD${index} 0x${entry.tag.toString(16).padStart(4, '0')}`;
      const data = block.subarray(entry.offset, entry.offset + entry.size);
      collector.add({ kind, where, offset: at.offset + entry.offset, data });
      if (kind === 'photoshop')
        addPhotoshopBlocks(data, collector, { where, offset: at.offset + entry.offset });
    }
    offset = ifd.next;
  }
}
