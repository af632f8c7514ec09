import { readUint32, readUint64 } from './numbers.js';
import { decodeLatin1 } from './text.js';

/** One box of an ISO base media file. `end` is as stated and may lie past the end of the file. */
export interface BmffBox {
  readonly type: string;
  readonly begin: number;
  /** First byte after the header. */
  readonly content: number;
  readonly end: number;
}

/** A picture has some dozen boxes on each level; a sequence of properties may reach some hundred. */
const MAX_BOXES = 2_000;

/**
 * Lists the boxes of one level.
 *
 * @returns the boxes in order, and where reading stopped: `end` of the range unless a header did not fit
 */
export function readBoxes(bytes: Uint8Array, begin: number, end: number): { boxes: BmffBox[]; end: number } {
  const boxes: BmffBox[] = [];
  let at = begin;
  while (at + 8 <= end && boxes.length < MAX_BOXES) {
    const size = readUint32(bytes, at);
    const large = size === 1;
    const length = large ? readUint64(bytes, at + 8) : size === 0 ? end - at : size;
    const header = large ? 16 : 8;
    const type = decodeLatin1(bytes.subarray(at + 4, at + 8));
    if (length < header) return { boxes, end: at };
    boxes.push({ type, begin: at, content: at + header, end: at + length });
    at += length;
  }
  // Less than a header left at the end is padding.
  return { boxes, end: at + 8 > end ? end : at };
}
