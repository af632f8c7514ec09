import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asObject, pickField, readLooseObject } from '../../src/bytes/loose-json.js';

describe('readLooseObject', () => {
  it('reads back any object, whatever stands around it', () => {
    const object = fc.dictionary(
      fc.stringMatching(/^\w{1,12}$/),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(object, fc.stringMatching(/^[^{]{0,20}$/), fc.string(), (fields, before, after) => {
        const read = readLooseObject(before + JSON.stringify(fields) + after);
        expect(read).toEqual({ fields, strict: true });
      }),
    );
  });

  it('reads escaped, entity-coded, single-quoted and truncated objects', () => {
    const wanted = { Label: '1', Producer: 'x' };
    const texts = [
      '{\\"Label\\":\\"1\\",\\"Producer\\":\\"x\\"}',
      '{&quot;Label&quot;:&quot;1&quot;,&quot;Producer&quot;:&quot;x&quot;}',
      "{'Label':'1','Producer':'x'}",
      '{“Label”:“1”,“Producer”：“x”}',
      '{"Label":"1","Producer":"x","Prod',
    ];
    for (const text of texts)
      expect(readLooseObject(text), text).toMatchObject({ fields: wanted, strict: false });
    expect(readLooseObject('{"Label": 1, cut')?.fields.Label).toBe(1);
  });

  it('returns null where there is no object, and cannot reach a prototype', () => {
    for (const text of ['', 'no brace', '{}'.slice(0, 1), '{ nothing like a field }'])
      expect(readLooseObject(text)).toBeNull();
    const crafted = readLooseObject('{"__proto__":"x", broken');
    expect(crafted && Object.getPrototypeOf(crafted.fields)).toBeNull();
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', "'", ':', '\\', ',', 'a', '1', ' ') }),
        (text) => void readLooseObject(text),
      ),
    );
  });
});

describe('pickField and asObject', () => {
  it('find fields whatever their case, spaces and underscores', () => {
    expect(pickField({ content_producer: 'x' }, 'ContentProducer')).toBe('x');
    expect(pickField({ 'Produce ID': 1, ProduceID: 2 }, 'ProduceID')).toBe(2);
    expect(pickField({}, 'toString')).toBeUndefined();
  });

  it('take objects and JSON in strings, nothing else', () => {
    expect(asObject({ a: 1 })).toEqual({ a: 1 });
    expect(asObject('{"a":1}')).toEqual({ a: 1 });
    for (const value of [null, 1, 'text', [1], undefined]) expect(asObject(value)).toBeNull();
  });
});
