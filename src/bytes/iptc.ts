import { readUint16, readUint32 } from './numbers.js';
import { decodeLatin1, decodeText } from './text.js';

/** One dataset of an IPTC-IIM block. */
interface IptcDataset {
  /** Name of the application record's dataset, e.g. `SpecialInstructions`; else `record:number`. */
  readonly name: string;
  readonly text: string;
}

// Application record (2) of IPTC-IIM 4.2, the datasets that carry words about origin.
const NAMES = new Map<number, string>([
  [5, 'ObjectName'],
  [15, 'Category'],
  [25, 'Keywords'],
  [40, 'SpecialInstructions'],
  [55, 'DateCreated'],
  [60, 'TimeCreated'],
  [62, 'DigitalCreationDate'],
  [63, 'DigitalCreationTime'],
  [65, 'OriginatingProgram'],
  [70, 'ProgramVersion'],
  [80, 'By-line'],
  [85, 'By-lineTitle'],
  [103, 'OriginalTransmissionReference'],
  [105, 'Headline'],
  [110, 'Credit'],
  [115, 'Source'],
  [116, 'CopyrightNotice'],
  [120, 'Caption-Abstract'],
  [122, 'Writer-Editor'],
]);

const TAG_MARKER = 0x1c;
const MAX_DATASETS = 2_000;

/**
 * Lists the datasets of an IPTC-IIM block. Reading stops at the first byte that starts no dataset.
 *
 * @param data the block without Photoshop's resource header
 * @see IPTC-NAA Information Interchange Model, version 4.2, chapter 3
 */
export function readIptc(data: Uint8Array): IptcDataset[] {
  const datasets: IptcDataset[] = [];
  let at = 0;
  while (at + 5 <= data.length && data[at] === TAG_MARKER && datasets.length < MAX_DATASETS) {
    const record = data[at + 1];
    const number = data[at + 2];
    const stated = readUint16(data, at + 3);
    // The top bit says that the low bits give the size of an extended length field.
    const extended = (stated & 0x8000) !== 0;
    const begin = at + 5 + (extended ? stated & 0x7fff : 0);
    const length = extended ? readUint32(data, begin - 4) : stated;
    if (begin > data.length) break;
    const bytes = data.subarray(begin, Math.min(begin + length, data.length));
    const name = (record === 2 && NAMES.get(number)) || `${record}:${number}`;
    // Record 1 is the envelope: binary.
    const text = record === 2 ? decodeText(bytes).trim() : decodeLatin1(bytes.subarray(0, 64));
    if (text !== '') datasets.push({ name, text });
    at = begin + length;
  }
  return datasets;
}
