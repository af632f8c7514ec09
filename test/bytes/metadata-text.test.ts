import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../src/bytes/exif.js';
import type { PhotoFormat } from '../../src/bytes/format.js';
import { readIptc } from '../../src/bytes/iptc.js';
import { collectTexts } from '../../src/bytes/metadata-text.js';
import { decodeText } from '../../src/bytes/text.js';
import { walkContainer } from '../../src/bytes/walk.js';
import { readXmp } from '../../src/bytes/xmp.js';
import * as w from './container-writer.js';

async function collect(bytes: Uint8Array, format: PhotoFormat) {
  const container = walkContainer(bytes, format);
  const of = (kind: string) => container.blocks.filter((block) => block.kind === kind);
  return collectTexts(container, await readExif(of('exif')), readXmp(of('xmp')));
}

describe('collectTexts', () => {
  it('lists the texts of every kind with their places', async () => {
    const file = w.jpeg(
      [
        w.exifSegment(
          w.tiff({ ifd0: [w.textEntry(0x0131, 'Tool')], exif: [w.bytesEntry(0x927c, w.ascii('fooocus'))] }),
        ),
        w.xmpSegment(w.xmpPacket('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Tool 2"')),
        w.photoshopSegment(w.resource(0x0404, w.dataset(110, w.utf8('Credit line')))),
        { marker: 0xfe, data: w.ascii('comment') },
        { marker: 0xe4, data: w.ascii('AIGC{"Label":"1"}') },
      ],
      w.ascii('\0\0\0\0tail with AIGC{"Label":"1"}'),
    );
    const texts = await collect(file, 'jpeg');
    expect(texts.map(({ kind, name, text }) => [kind, name, text])).toEqual([
      ['exif', 'Software', 'Tool'],
      ['exif', 'MakerNote', 'fooocus'],
      ['xmp', 'CreatorTool', 'Tool 2'],
      ['comment', '', 'comment'],
      ['application', 'AIGC{"Label":"1"}', 'AIGC{"Label":"1"}'],
      ['trailer', '', '\0\0\0\0tail with AIGC{"Label":"1"}'],
      ['iptc', 'Credit', 'Credit line'],
    ]);
    for (const { where } of texts) expect(where).toMatch(/@ \d+/);
  });

  it('finds a label in an EXIF field that nobody reads', async () => {
    const file = w.jpeg([w.exifSegment(w.tiff({ ifd0: [w.textEntry(0xfde8, 'AIGC{"Label":"1"}')] }))]);
    const texts = await collect(file, 'jpeg');
    expect(texts.map(({ kind }) => kind)).toEqual(['raw']);
    expect(texts[0].text).toContain('AIGC{"Label":"1"}');
  });

  it('hands on no binary segments', async () => {
    expect(
      await collect(w.jpeg([{ marker: 0xe5, data: Buffer.alloc(300, 1) }], Buffer.alloc(300, 1)), 'jpeg'),
    ).toEqual([]);
  });
});

describe('readIptc', () => {
  it('reads back datasets of the application record, extended lengths included', () => {
    const text = fc.stringMatching(/^[!-~]([ -~]{0,50}[!-~])?$/);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom([110, 'Credit'], [40, 'SpecialInstructions'], [200, '2:200']), text),
        ),
        (datasets) => {
          const data = w.concat(
            ...datasets.map(([[number], words]) => w.dataset(Number(number), w.utf8(words))),
          );
          expect(readIptc(data)).toEqual(datasets.map(([[, name], words]) => ({ name, text: words })));
        },
      ),
    );
    const long = w.concat(Uint8Array.of(0x1c, 2, 120, 0x80, 4), w.u32(5), w.ascii('words'));
    expect(readIptc(long)).toEqual([{ name: 'Caption-Abstract', text: 'words' }]);
  });

  it('stops at what is no dataset and keeps a last one cut short', () => {
    const data = w.concat(w.dataset(110, w.ascii('Credit')), w.ascii('garbage'));
    expect(readIptc(data)).toEqual([{ name: 'Credit', text: 'Credit' }]);
    expect(readIptc(data.subarray(0, 8))).toEqual([{ name: 'Credit', text: 'Cre' }]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readIptc(bytes)));
  });
});

describe('decodeText', () => {
  const bytes = (...codes: number[]) => Uint8Array.from(codes);
  it.each([
    ['UTF-8', w.utf8('标签 é'), '标签 é'],
    ['UTF-8 cut in a character', w.utf8('标签').subarray(0, 5), '标'],
    ['Latin-1 with its last letter accented', bytes(0x63, 0x61, 0x66, 0xe9), 'café'],
    ['UTF-16 with mark', w.concat(bytes(0xff, 0xfe), Buffer.from('标签', 'utf16le')), '标签'],
    ['UTF-16 without mark', Buffer.from('label', 'utf16le'), 'label'],
    ['Latin-1', bytes(0x63, 0x61, 0x66, 0xe9, 0x20, 0x78), 'café x'],
    ['GB 18030', bytes(0xc3, 0xc0, 0xcd, 0xbc), '美图'],
    ['NULs at the end', w.ascii('text\0\0'), 'text'],
    ['nothing', bytes(), ''],
  ])('reads %s', (_, data, text) => {
    expect(decodeText(data)).toBe(text);
  });
});
