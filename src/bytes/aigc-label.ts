import { asObject, type LooseObject, pickField, readLooseObject } from './loose-json.js';
import type { MetadataText } from './metadata-text.js';

/** What of a label does not follow GB 45438-2025 annex E. None of it makes the label say less. */
type LabelFlaw =
  | 'not-json'
  | 'label-value'
  | 'label-not-text'
  | 'missing-field'
  | 'empty-producer'
  | 'field-spelling'
  | 'unknown-field'
  | 'characters';

/** One AI label as GB 45438-2025 prescribes it. Absent and empty fields are null. */
export interface AigcLabel {
  readonly where: string;
  /** The label as it stands in the file. */
  readonly text: string;
  /** `1` is AI generated, `2` possibly, `3` suspected; other values as written. */
  readonly label: string | null;
  readonly producer: string | null;
  readonly produceId: string | null;
  readonly propagator: string | null;
  readonly propagateId: string | null;
  readonly reserved: readonly [string | null, string | null];
  readonly flaws: readonly LabelFlaw[];
}

// Annex E b), in its order.
const FIELDS = [
  'Label',
  'ContentProducer',
  'ProduceID',
  'ReservedCode1',
  'ContentPropagator',
  'PropagateID',
  'ReservedCode2',
] as const;

// Tencent Cloud writes a variant of its own: who served, to whom, when.
const SERVICE_FIELDS = ['ServiceProvider', 'ServiceUser', 'Time', 'ContentId'] as const;

/** Fields that prove an object to be a label; the others occur in any JSON. */
const TELLING = /content_?-?(producer|propagator)|produce_?-?id|propagate_?-?id|service_?-?(provider|user)/i;
const TC260 = /tc260\.org\.cn\/ns\/AIGC/i;

// Annex E b) 6): 0x21, 0x23–0x5B, 0x5D–0x7E and the escaped quotation mark.
const ALLOWED = /^(?:[\x21\x23-\x5b\x5d-\x7e]|\\?")*$/;

/** Longest label text kept. */
const MAX_LABEL_CHARS = 4_000;
const MAX_LABELS = 50;

/**
 * Finds every AI label of a file: XMP property `AIGC` of the TC260 namespace under any prefix, as element, attribute
 * or structure; EXIF fields; PNG keyword `AIGC`; and `AIGC{…}` in comments, unknown segments and behind the picture.
 * Wrapped (`{"AIGC":{…}}`) and bare objects, escaped twice, cut off or misspelled, are read alike.
 *
 * @param texts all texts of the file
 * @returns labels in the order of the texts; identical ones at several places are all listed
 * @see GB 45438-2025 annex E; TC260-PG-20259A
 */
export function findAigcLabels(texts: readonly MetadataText[]): AigcLabel[] {
  const labels: AigcLabel[] = [];
  const structures = new Map<string, Record<string, unknown>>();
  for (const text of texts) {
    if (labels.length >= MAX_LABELS) break;
    if (TC260.test(text.namespace) && !/aigc/i.test(text.name)) {
      // The fields as XMP properties of their own, grouped by packet.
      const packet = text.where.slice(text.where.lastIndexOf('('));
      const fields = structures.get(packet) ?? {};
      if (pickField(fields, text.name) === undefined) fields[text.name] = text.text;
      structures.set(packet, fields);
      continue;
    }
    const label = readLabel(text);
    if (!label) continue;
    if (text.kind === 'raw') {
      // The packet as plain text repeats its properties, or mends what bare quotes cut off.
      if (
        labels.some(({ produceId, producer }) => produceId === label.produceId && producer === label.producer)
      )
        continue;
      const cut = labels.findIndex(({ flaws }) => flaws.length === 1 && flaws[0] === 'not-json');
      if (cut >= 0) labels.splice(cut, 1);
    }
    labels.push(label);
  }
  for (const [packet, fields] of structures) {
    const hasField = FIELDS.some((name) => pickField(fields, name) !== undefined);
    const text = JSON.stringify(fields);
    if (hasField) labels.push(describe({ fields, strict: true }, text, `XMP TC260 fields ${packet}`));
  }
  return labels;
}

function readLabel({ namespace, name, where, text }: MetadataText): AigcLabel | null {
  const named =
    TC260.test(namespace) || /^AIGC$/i.test(name) || (/aigc/i.test(name) && !/aigc_info/i.test(name));
  if (!named && !/AIGC/i.test(text) && !TELLING.test(text)) return null;
  const found = findObject(text, named);
  if (found) return describe(found.object, text.slice(found.at, found.at + MAX_LABEL_CHARS), where);
  if (!named || text.trim() === '') return null;
  // The place says that it is a label; its content cannot be read.
  return {
    ...describe({ fields: {}, strict: false }, text.slice(0, MAX_LABEL_CHARS), where),
    flaws: ['not-json'],
  };
}

/** The label object in a text: behind the word AIGC, or any object with telling fields. */
function findObject(text: string, named: boolean): { object: LooseObject; at: number } | null {
  // Bounded: without bounds, megabytes of quotes behind the word take quadratic time.
  const key = /AIGC[\\"'&quot;\s]{0,32}[:=]?[\s"'\\]{0,32}\{/i.exec(text);
  const at = key ? key.index : text.indexOf('{');
  const object = at < 0 ? null : readLooseObject(text, at);
  if (!object) return null;
  const inner = asObject(pickField(object.fields, 'AIGC'));
  const fields = inner ?? object.fields;
  const telling = Object.keys(fields).some((field) => TELLING.test(field));
  const labelled = (named || key !== null) && pickField(fields, 'Label') !== undefined;
  return telling || labelled ? { object: { fields, strict: object.strict }, at } : null;
}

function describe({ fields, strict }: LooseObject, text: string, where: string): AigcLabel {
  const value = (name: string): string | null => {
    const found = pickField(fields, name) ?? pickField(fields, name.replace('ReservedCode', 'ReserveCode'));
    const shown = typeof found === 'string' ? found.trim() : typeof found === 'number' ? String(found) : '';
    return shown === '' ? null : shown;
  };
  return {
    where,
    text: text.length > MAX_LABEL_CHARS ? text.slice(0, MAX_LABEL_CHARS) : text,
    label: value('Label'),
    producer: value('ContentProducer') ?? value('ServiceProvider'),
    produceId: value('ProduceID') ?? value('ContentId'),
    propagator: value('ContentPropagator'),
    propagateId: value('PropagateID'),
    reserved: [value('ReservedCode1'), value('ReservedCode2')],
    flaws: listFlaws(fields, strict, value),
  };
}

function listFlaws(
  fields: Readonly<Record<string, unknown>>,
  strict: boolean,
  value: (name: string) => string | null,
): LabelFlaw[] {
  const flaws: LabelFlaw[] = [];
  const names = Object.keys(fields);
  const known = new Set<string>([...FIELDS, ...SERVICE_FIELDS]);
  const label = pickField(fields, 'Label');
  if (!strict) flaws.push('not-json');
  if (!['1', '2', '3'].includes(value('Label') ?? '')) flaws.push('label-value');
  if (label !== undefined && typeof label !== 'string') flaws.push('label-not-text');
  if (FIELDS.some((name) => !Object.hasOwn(fields, name))) flaws.push('missing-field');
  if (value('ContentProducer') === null) flaws.push('empty-producer');
  if (names.some((name) => !known.has(name) && isMisspelled(name))) flaws.push('field-spelling');
  if (names.some((name) => !known.has(name) && !isMisspelled(name))) flaws.push('unknown-field');
  if (FIELDS.some((name) => !ALLOWED.test(value(name) ?? ''))) flaws.push('characters');
  return flaws;
}

/** A field of the standard in other letters: `contentProducer`, `ReserveCode1`, `Produce ID`. */
function isMisspelled(name: string): boolean {
  const plain = (text: string) => text.replace(/[\s_-]/g, '').toLowerCase();
  const meant = plain(name).replace('reservecode', 'reservedcode');
  return FIELDS.some((field) => plain(field) === meant);
}
