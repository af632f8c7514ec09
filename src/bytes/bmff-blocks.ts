import { type BmffBox, readBoxes } from './bmff-box.js';
import { type BmffItem, readItemData, readItems } from './bmff-items.js';
import type { Collector } from './collector.js';
import { readUint32, startsWithAt } from './numbers.js';
import { decodeLatin1 } from './text.js';
import { addTiffBlocks } from './tiff-blocks.js';

// Extended types of `uuid` boxes: XMP (XMP specification part 3, 1.2.7.1), C2PA (C2PA 2.2, A.5.1), and the EXIF
// box of Adobe's and exiv2's writers.
const UUID_XMP = 'be7acfcb97a942e89c71999491e3afac';
const UUID_C2PA = 'd8fec3d61b0e483c92975828877ec481';
const UUID_EXIF = '4a706754696666457869662d3e4a5032';

/** File type, samples and sequences: no metadata of ours, and most of the file. */
const PICTURE_BOXES = new Set(['ftyp', 'mdat', 'moov', 'moof', 'mfra', 'sidx', 'styp']);

/** The TIFF header stands within this many bytes of an Exif item: after an offset field and maybe `Exif\0\0`. */
const EXIF_SEARCH_BYTES = 64;

/**
 * Collects the metadata of an AVIF or HEIC file: items of the `meta` box (Exif, XMP), `uuid` and `jumb` boxes, ICC.
 *
 * @see ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, annex A; C2PA 2.2, A.5
 */
export function walkBmff(bytes: Uint8Array, collector: Collector): void {
  const { boxes, end } = readBoxes(bytes, 0, bytes.length);
  if (end < bytes.length) {
    collector.note('malformed', `box @ ${end}`);
    collector.add({ kind: 'trailer', where: `after boxes @ ${end}`, offset: end, data: bytes.subarray(end) });
  }
  for (const box of boxes) {
    if (box.end > bytes.length) collector.note('truncated', `${box.type} @ ${box.begin}`);
    if (box.type === 'meta') walkMeta(bytes, box, collector);
    else if (box.type === 'uuid') addUuid(bytes, box, collector);
    else if (box.type === 'jumb')
      addBlock('jumbf', `jumb @ ${box.begin}`, box.begin, bytes.subarray(box.begin, box.end), collector);
    else if (!PICTURE_BOXES.has(box.type)) addForeign(bytes, box, collector);
    if (collector.full()) return;
  }
}

function walkMeta(bytes: Uint8Array, meta: BmffBox, collector: Collector): void {
  // `meta` is a full box: version and flags stand before its children. QuickTime writers leave them out.
  const bare = startsWithAt(bytes, meta.content + 4, 'hdlr');
  const { boxes } = readBoxes(bytes, meta.content + (bare ? 0 : 4), Math.min(meta.end, bytes.length));
  for (const item of readItems(bytes, boxes)) {
    if (collector.full()) return;
    addItem(bytes, item, collector);
  }
  for (const box of boxes) {
    if (box.type === 'uuid') addUuid(bytes, box, collector);
    else if (box.type === 'jumb')
      addBlock('jumbf', `meta/jumb @ ${box.begin}`, box.begin, bytes.subarray(box.begin, box.end), collector);
    else if (box.type === 'iprp') addColourProfiles(bytes, box, collector);
  }
}

function addItem(bytes: Uint8Array, item: BmffItem, collector: Collector): void {
  if (item.type !== 'Exif' && item.type !== 'mime') return;
  const isXmp = item.type === 'mime' && /rdf\+xml|xmp/i.test(item.contentType);
  const where = `meta/${isXmp ? 'XMP' : item.type} item ${item.id}`;
  const data = readItemData(bytes, item);
  if (data === null) collector.note('truncated', where);
  else if (isXmp) addBlock('xmp', where, item.extents[0].offset, data, collector);
  else if (item.type === 'Exif') addExif(data, where, item.extents[0].offset, collector);
  else
    collector.add({
      kind: 'application',
      where,
      offset: item.extents[0].offset,
      data,
      keyword: item.contentType,
    });
}

function addExif(data: Uint8Array, where: string, offset: number, collector: Collector): void {
  // The item states how far behind its first field the TIFF header lies; searching also mends wrong statements.
  const head = decodeLatin1(data.subarray(0, EXIF_SEARCH_BYTES));
  const stated = 4 + readUint32(data, 0);
  const isHeader = (at: number) => /^(II\*\0|MM\0\*)/.test(head.slice(at, at + 4));
  const begin = isHeader(stated) ? stated : head.search(/II\*\0|MM\0\*/);
  if (begin < 0) {
    collector.note('malformed', where, 'no TIFF header');
    return;
  }
  const exif = { where, offset: offset + begin };
  collector.add({ kind: 'exif', ...exif, data: data.subarray(begin) });
  addTiffBlocks(data.subarray(begin), collector, exif);
}

function addUuid(bytes: Uint8Array, box: BmffBox, collector: Collector): void {
  const id = Buffer.from(bytes.subarray(box.content, box.content + 16)).toString('hex');
  const begin = box.content + 16;
  const data = bytes.subarray(begin, box.end);
  const where = `uuid @ ${box.begin}`;
  if (id === UUID_XMP) addBlock('xmp', where, begin, data, collector);
  else if (id === UUID_EXIF) addExif(data, where, begin, collector);
  else if (id === UUID_C2PA) {
    // Full box header, purpose, and for manifests an 8-byte offset to the first auxiliary box.
    const purposeEnd = data.indexOf(0, 4);
    const purpose = purposeEnd < 0 ? '' : decodeLatin1(data.subarray(4, purposeEnd));
    const store = purpose === 'manifest' || purpose === 'original' || purpose === 'update';
    if (store) addBlock('jumbf', where, begin + purposeEnd + 9, data.subarray(purposeEnd + 9), collector);
    else collector.add({ kind: 'application', where, offset: begin, data, keyword: `c2pa ${purpose}` });
  } else collector.add({ kind: 'application', where, offset: begin, data, keyword: id });
}

/** A box that the format does not know, or free space: with its header, since text at the end of a file is read as one. */
function addForeign(bytes: Uint8Array, { type, begin, end }: BmffBox, collector: Collector): void {
  const data = bytes.subarray(begin, end);
  collector.add({ kind: 'application', where: `${type} @ ${begin}`, offset: begin, data, keyword: type });
}

function addColourProfiles(bytes: Uint8Array, iprp: BmffBox, collector: Collector): void {
  for (const container of readBoxes(bytes, iprp.content, Math.min(iprp.end, bytes.length)).boxes) {
    if (container.type !== 'ipco') continue;
    for (const box of readBoxes(bytes, container.content, Math.min(container.end, bytes.length)).boxes) {
      const profile = startsWithAt(bytes, box.content, 'prof') || startsWithAt(bytes, box.content, 'rICC');
      if (box.type !== 'colr' || !profile) continue;
      addBlock(
        'icc',
        `colr @ ${box.begin}`,
        box.content + 4,
        bytes.subarray(box.content + 4, box.end),
        collector,
      );
    }
  }
}

function addBlock(
  kind: 'xmp' | 'jumbf' | 'icc',
  where: string,
  offset: number,
  data: Uint8Array,
  collector: Collector,
): void {
  collector.add({ kind, where, offset, data });
}
