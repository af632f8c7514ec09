import type { Collector } from './collector.js';
import type { Block } from './container.js';
import { readUint16, readUint32, startsWithAt } from './numbers.js';

// Resource ids that hold whole metadata blocks (Adobe Photoshop File Formats Specification, image resources).
const BLOCK_RESOURCES = new Map<number, Block['kind']>([
  [0x0404, 'iptc'],
  [0x0422, 'exif'],
  [0x0423, 'exif'],
  [0x0424, 'xmp'],
]);

// Resource signatures that writers use beside Adobe's own.
const SIGNATURES = ['8BIM', 'MeSa', 'AgHg', 'PHUT', 'DCSR'];

/** One Photoshop image resource. */
interface PhotoshopResource {
  readonly id: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

const MAX_RESOURCES = 1_000;

/**
 * Lists Photoshop image resources; stops at the first that does not fit.
 *
 * @param data the resources without the `Photoshop 3.0` head
 */
export function readPhotoshopResources(data: Uint8Array): PhotoshopResource[] {
  const resources: PhotoshopResource[] = [];
  let at = 0;
  while (at + 12 <= data.length && resources.length < MAX_RESOURCES) {
    if (!SIGNATURES.some((signature) => startsWithAt(data, at, signature))) break;
    const id = readUint16(data, at + 4);
    // Pascal string, padded so that length byte and text together are even.
    const nameSize = (1 + data[at + 6] + 1) & ~1;
    const sizeAt = at + 6 + nameSize;
    const size = readUint32(data, sizeAt);
    const begin = sizeAt + 4;
    if (begin > data.length) break;
    // A last resource cut short is still worth reading.
    const end = Math.min(begin + size, data.length);
    resources.push({ id, offset: begin, data: data.subarray(begin, end) });
    at = begin + size + (size & 1);
  }
  return resources;
}

/** Collects the IPTC, EXIF and XMP blocks inside Photoshop resources. */
export function addPhotoshopBlocks(
  data: Uint8Array,
  collector: Collector,
  at: { readonly where: string; readonly offset: number },
): void {
  for (const resource of readPhotoshopResources(data)) {
    const kind = BLOCK_RESOURCES.get(resource.id);
    if (!kind) continue;
    const where = `${at.where}/8BIM 0x${resource.id.toString(16).padStart(4, '0')}`;
    collector.add({ kind, where, offset: at.offset + resource.offset, data: resource.data });
  }
}
