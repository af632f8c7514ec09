import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aigcLabel } from '../../../src/signals/provenance/aigc-label.js';
import { BARE, FIELDS, WRAPPED } from './aigc-fields.js';
import { PACKET_PLACES, PACKETS } from './label-packets.js';
import { type Place, TEXT_PLACES } from './label-places.js';
import { readFile } from './measure-file.js';

// A label in every place of every container in every form that writers are known to use, read back.

const FORMS: readonly (readonly [string, string])[] = [
  ['bare', BARE],
  ['wrapped', WRAPPED],
  ['indented', JSON.stringify({ AIGC: FIELDS }, null, 2)],
  ['object as text', JSON.stringify({ AIGC: BARE })],
  ['escaped quotes', WRAPPED.replaceAll('"', '\\"')],
  ['quotes as entities', WRAPPED.replaceAll('"', '&quot;')],
  ['whole JSON as a JSON string', JSON.stringify(WRAPPED)],
  ['in an array', `[${WRAPPED}]`],
  ['behind its name', `AIGC${BARE}`],
  ['behind its name and a colon', `AIGC: ${BARE}`],
  ['behind its name and an equals sign', `AIGC=${BARE}`],
  ['without outer braces', WRAPPED.slice(1, -1)],
  ['nested', JSON.stringify({ meta: { AIGC: FIELDS } })],
  ['number as label', WRAPPED.replace('"Label":"1"', '"Label":1')],
  ['ReserveCode', WRAPPED.replaceAll('ReservedCode', 'ReserveCode')],
  ['lower case', WRAPPED.replace(/"([A-Z]\w*)":/g, (key) => key.toLowerCase())],
  ['single quotes', WRAPPED.replaceAll('"', "'")],
  ['trailing comma', WRAPPED.replace('""}}', '"",}}')],
  ['unicode escapes', WRAPPED.replace('Label', '\\u004cabel')],
  ['words before and after', `generated ${WRAPPED} end`],
  ['Chinese in a field', WRAPPED.replace('"ContentPropagator":""', '"ContentPropagator":"某平台"')],
];

async function missed(place: Place, forms = FORMS): Promise<string[]> {
  const missing: string[] = [];
  for (const [form, text] of forms) {
    const { value, details } = await readFile(aigcLabel, place.write(text), place.format);
    const labels = details.labels as
      | { label: string; produceId: string; producer: { company: string } }[]
      | undefined;
    const label = labels?.[0];
    if (
      value !== 1 ||
      label?.label !== '1' ||
      label.produceId !== '71545bc1' ||
      !/Doubao/.test(label.producer.company ?? '')
    )
      missing.push(`${form} (${value}, ${label?.produceId})`);
  }
  return missing;
}

describe('AI label', () => {
  it.each(TEXT_PLACES)('is read in every form from: $name', async (place) => {
    expect(await missed(place)).toEqual([]);
  });

  it.each(PACKETS)(
    'is read in every container, in forms taken by turns, from a packet: $name',
    async ({ name, write }) => {
      for (const [index, place] of PACKET_PLACES.entries()) {
        // The magic trailer of GIF asks for UTF-8: a zero byte would end the packet.
        if (place.format === 'gif' && name.startsWith('UTF-16')) continue;
        const forms = FORMS.filter((_, form) => (form + index + name.length) % 4 === 0);
        const missing = await missed({ ...place, write: (text) => place.write(write(text)) }, forms);
        expect(missing.map((form) => `${place.name}: ${form}`)).toEqual([]);
      }
    },
  );

  it('keeps its values, wherever it stands', async () => {
    const places: Place[] = [
      ...TEXT_PLACES,
      ...PACKETS.filter(({ name }) => !name.startsWith('UTF-16')).flatMap((form) =>
        PACKET_PLACES.map((place) => ({ ...place, write: (text: string) => place.write(form.write(text)) })),
      ),
    ];
    // Annex E b) 6) without what ends a string, an object, an entity or an element.
    const word = fc.stringMatching(/^[\w!$%()*+./:;=?@^|~-]{1,40}$/);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), word, word, async (place, producer, id) => {
        const text = JSON.stringify({ AIGC: { ...FIELDS, ContentProducer: producer, ProduceID: id } });
        const { details } = await readFile(aigcLabel, place.write(text), place.format);
        expect(details).toMatchObject({ labels: [{ producer: { text: producer }, produceId: id }] });
      }),
      { numRuns: 500, seed: 45438 },
    );
  });
});
