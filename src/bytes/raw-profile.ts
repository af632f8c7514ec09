import type { Collector } from './collector.js';
import { addPhotoshopBlocks } from './photoshop.js';
import { decodeLatin1 } from './text.js';
import { addTiffBlocks } from './tiff-blocks.js';

const KEYWORD = /^Raw profile type (exif|APP1|xmp|iptc|8bim|icc|icm)$/i;
const XMP_HEAD = 'http://ns.adobe.com/xap/1.0/\0';

/**
 * Reads ImageMagick's raw profile text: a name line, a length line, then the profile in hexadecimal.
 *
 * @returns false when the keyword names no raw profile, or the content is none
 */
export function addRawProfile(
  keyword: string,
  text: { readonly where: string; readonly offset: number; readonly data: Uint8Array },
  collector: Collector,
): boolean {
  const type = KEYWORD.exec(keyword)?.[1].toLowerCase();
  if (!type) return false;
  const body = /^\s*\S+\s+\d+\s+([0-9a-fA-F\s]+)$/.exec(decodeLatin1(text.data).replace(/\0+$/, ''));
  if (!body) return false;
  const data: Uint8Array = Buffer.from(body[1].replace(/\s+/g, ''), 'hex');
  const at = { where: text.where, offset: text.offset };
  const head = decodeLatin1(data.subarray(0, 40));
  if (head.startsWith(XMP_HEAD)) collector.add({ kind: 'xmp', ...at, data: data.subarray(XMP_HEAD.length) });
  else if (type === 'xmp' || /^\s*</.test(head)) collector.add({ kind: 'xmp', ...at, data });
  else if (type === 'exif' || type === 'app1') {
    const exif = data.subarray(head.startsWith('Exif\0\0') ? 6 : 0);
    collector.add({ kind: 'exif', ...at, data: exif });
    addTiffBlocks(exif, collector, at);
  } else if (type === 'iptc' || type === '8bim') addPhotoshopProfile(data, at, collector);
  else collector.add({ kind: 'icc', ...at, data });
  return true;
}

/** ImageMagick stores IPTC inside Photoshop resources, other writers store it bare. */
function addPhotoshopProfile(
  data: Uint8Array,
  at: { where: string; offset: number },
  collector: Collector,
): void {
  const begin = decodeLatin1(data.subarray(0, 14)) === 'Photoshop 3.0\0' ? 14 : 0;
  const resources = data.subarray(begin);
  if (decodeLatin1(resources.subarray(0, 4)) !== '8BIM') {
    collector.add({ kind: 'iptc', ...at, data: resources });
    return;
  }
  collector.add({ kind: 'photoshop', ...at, data: resources });
  addPhotoshopBlocks(resources, collector, at);
}
