import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aigcLabel } from '../../../src/signals/provenance/aigc-label.js';
import * as w from '../../bytes/container-writer.js';
import { BARE, FIELDS, WRAPPED } from './aigc-fields.js';
import { honestPhoto, measureFile, readFile, withExif, withPngText, withXmp } from './measure-file.js';

const NS = 'http://www.tc260.org.cn/ns/AIGC/1.0/';
const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const userComment = (text: string, head = '') =>
  withExif({ exif: [w.bytesEntry(0x9286, w.utf8(head + text))] });

const PLACES: readonly [string, Uint8Array, ('jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif')?][] = [
  ['XMP element', withXmp(`xmlns:TC260="${NS}"`, `<TC260:AIGC>${escapeXml(BARE)}</TC260:AIGC>`)],
  ['XMP attribute', withXmp(`xmlns:TC260="${NS}" TC260:AIGC="${escapeXml(BARE)}"`)],
  ['XMP attribute in single quotes', withXmp(`xmlns:TC260="${NS}" TC260:AIGC='${BARE}'`)],
  ['XMP, any prefix', withXmp(`xmlns:q="${NS}"`, `<q:AIGC>${escapeXml(WRAPPED)}</q:AIGC>`)],
  ['XMP, CDATA', withXmp(`xmlns:q="${NS}"`, `<q:AIGC><![CDATA[${BARE}]]></q:AIGC>`)],
  ['XMP, escaped twice', withXmp(`xmlns:q="${NS}"`, `<q:AIGC>${escapeXml(escapeXml(BARE))}</q:AIGC>`)],
  ['XMP, bare quotes that break the packet', withXmp(`xmlns:TC260="${NS}" TC260:AIGC="${BARE}"`)],
  [
    'XMP structure',
    withXmp(
      `xmlns:t="${NS}"`,
      `<t:AIGC rdf:parseType="Resource">${Object.entries(FIELDS)
        .map(([name, value]) => `<t:${name}>${value}</t:${name}>`)
        .join('')}</t:AIGC>`,
    ),
  ],
  [
    'XMP fields as attributes',
    withXmp(
      `xmlns:t="${NS}" ${Object.entries(FIELDS)
        .map(([name, value]) => `t:${name}="${value}"`)
        .join(' ')}`,
    ),
  ],
  ['EXIF UserComment without head', userComment(WRAPPED)],
  ['EXIF UserComment with ASCII head', userComment(WRAPPED, 'ASCII\0\0\0')],
  ['EXIF UserComment, bare object', userComment(BARE)],
  ['EXIF ImageDescription', withExif({ ifd0: [w.textEntry(0x010e, WRAPPED)] })],
  ['JSON in a JSON string', userComment(JSON.stringify({ AIGC: BARE }))],
  ['PNG tEXt', w.png([w.textChunk('AIGC', w.utf8(BARE))]), 'png'],
  ['PNG zTXt', w.png([w.compressedChunk('AIGC', w.utf8(WRAPPED))]), 'png'],
  [
    'PNG iTXt behind the pixels',
    w.png([], { afterPixels: [w.internationalChunk('AIGC', w.utf8(BARE))] }),
    'png',
  ],
  [
    'JPEG APP segment, glued',
    w.jpeg([
      { marker: 0xe0, data: w.ascii('JFIF\0\x01\x01\0\0\x01\0\x01\0\0') },
      { marker: 0xe4, data: w.utf8(`AIGC${BARE}`) },
    ]),
  ],
  ['JPEG comment', w.jpeg([{ marker: 0xfe, data: w.utf8(WRAPPED) }])],
  ['behind the picture', w.jpeg([], w.utf8(`\0\x01binary${WRAPPED}`))],
  [
    'WebP XMP',
    w.webp([{ type: 'XMP ', data: w.utf8(w.xmpPacket(`xmlns:T="${NS}" T:AIGC="${escapeXml(BARE)}"`)) }]),
    'webp',
  ],
  ['GIF XMP', w.gif([w.gifXmp(w.utf8(w.xmpPacket(`xmlns:T="${NS}" T:AIGC="${escapeXml(BARE)}"`)))]), 'gif'],
  [
    'TIFF XMP',
    w.tiff({
      ifd0: [w.bytesEntry(0x02bc, w.utf8(w.xmpPacket(`xmlns:T="${NS}" T:AIGC="${escapeXml(BARE)}"`)), 1)],
    }),
    'tiff',
  ],
  [
    'AVIF XMP',
    w.avif([
      {
        type: 'mime',
        contentType: 'application/rdf+xml',
        data: w.utf8(w.xmpPacket(`xmlns:T="${NS}" T:AIGC="${escapeXml(BARE)}"`)),
      },
    ]),
    'avif',
  ],
];

describe('aigc-label', () => {
  it.each(PLACES)('reads the label from: %s', async (_, bytes, format = 'jpeg') => {
    const { value, marks, details } = await readFile(aigcLabel, bytes, format);
    expect(value).toBe(1);
    expect(marks).toHaveLength(1);
    expect(details).toMatchObject({
      says: 'generated',
      producer: 'ByteDance (Doubao)',
      labels: [
        {
          label: '1',
          producer: {
            text: FIELDS.ContentProducer,
            creditCode: '91110102MACQD9K640',
            company: 'ByteDance (Doubao)',
          },
          produceId: '71545bc1',
          producerDuty: true,
          propagatorDuty: false,
        },
      ],
    });
  });

  it('says what the label does not follow of the standard, and reads it all the same', async () => {
    const flaws = async (text: string) => {
      const { details } = await readFile(aigcLabel, withPngText(['AIGC', text]), 'png');
      return (details.labels as { flaws: string[] }[])[0].flaws;
    };
    expect(await flaws(BARE)).toEqual([]);
    expect(await flaws(JSON.stringify({ ...FIELDS, Label: 1 }))).toEqual(['label-not-text']);
    expect(await flaws(JSON.stringify({ ...FIELDS, Label: '7' }))).toEqual(['label-value']);
    expect(await flaws(JSON.stringify({ ...FIELDS, ContentProducer: '' }))).toEqual(['empty-producer']);
    expect(await flaws(JSON.stringify({ ...FIELDS, ProduceID: '有 空格' }))).toEqual(['characters']);
    expect(await flaws(JSON.stringify({ ...FIELDS, Extra: 'x' }))).toEqual(['unknown-field']);
    expect(await flaws(BARE.replaceAll('ReservedCode', 'ReserveCode'))).toEqual([
      'missing-field',
      'field-spelling',
    ]);
    expect(await flaws(BARE.slice(0, -30))).toContain('not-json');
    expect(await flaws('generated')).toEqual(['not-json']);
  });

  it('reads other spellings: lower camel case, a number, the variant of a cloud service', async () => {
    const camel = JSON.stringify({ aigc: { label: 2, contentProducer: 'picwish', produceId: 'x' } });
    expect((await readFile(aigcLabel, userComment(camel))).details).toMatchObject({
      says: 'possibly-generated',
      producer: 'PicWish',
    });
    const service = JSON.stringify({
      AIGC: { ServiceProvider: '腾讯云', ServiceUser: 'u', Time: 't', ContentId: 'c' },
    });
    const { details } = await readFile(aigcLabel, withExif({ ifd0: [w.textEntry(0x010e, service)] }));
    expect(details).toMatchObject({
      says: 'unclear',
      producer: 'Tencent',
      labels: [{ produceId: 'c' }],
    });
  });

  it('tells a propagator from a producer, and several labels from one', async () => {
    const both = { ...FIELDS, ContentPropagator: '00119144030008867405X220001', PropagateID: 'p' };
    const file = w.png([
      w.textChunk('AIGC', w.utf8(JSON.stringify(both))),
      w.textChunk('AIGC', w.utf8(BARE)),
    ]);
    const { value, details } = await readFile(aigcLabel, file, 'png');
    expect(value).toBe(2);
    expect(details).toMatchObject({
      several: true,
      labels: [
        { propagatorDuty: true, propagator: { company: 'ByteDance (Jimeng)' } },
        { propagatorDuty: false },
      ],
    });
  });

  it('reads back any producer and content number', async () => {
    // Annex E b) 6) without the quotation mark.
    const word = fc
      .stringMatching(/^[!#-;=\][^-~][!#-;=\][^-~]{0,30}$/)
      .filter((text) => !/[{}&]/.test(text));
    await fc.assert(
      fc.asyncProperty(word, word, async (producer, id) => {
        const text = JSON.stringify({ ...FIELDS, ContentProducer: producer, ProduceID: id });
        const { details } = await readFile(aigcLabel, withXmp(`xmlns:z="${NS}" z:AIGC="${escapeXml(text)}"`));
        expect(details).toMatchObject({ labels: [{ producer: { text: producer }, produceId: id }] });
      }),
      { numRuns: 50 },
    );
  });

  it('does not apply to honest photos, to words about AIGC, or to other JSON', async () => {
    expect(await measureFile(aigcLabel, honestPhoto())).toEqual({
      status: 'not-applicable',
      reason: 'no-metadata',
    });
    for (const text of [
      'AIGC workshop photo',
      'about AIGC {draft}',
      '{"name":"AIGC","size":3}',
      '{"Label":"1","Text":"shelf"}',
    ])
      expect((await readFile(aigcLabel, userComment(text))).value, text).toBe(0);
    expect(
      (await readFile(aigcLabel, withXmp('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="1"'))).value,
    ).toBe(0);
  });
});
