import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../src/bytes/exif.js';
import { walkContainer } from '../../src/bytes/walk.js';
import * as w from './container-writer.js';

const read = async (...blocks: readonly Uint8Array[]) =>
  readExif(blocks.map((data, index) => ({ where: `block ${index}`, data })));
const short = (tag: number, value: number) => ({
  tag,
  type: 3,
  count: 1,
  value: Uint8Array.of(value & 255, value >> 8),
});
const rational = (tag: number, numerator: number, denominator: number) => ({
  tag,
  type: 5,
  count: 1,
  value: w.concat(w.u32(numerator).slice().reverse(), w.u32(denominator).slice().reverse()),
});
const comment = (data: Uint8Array) => w.tiff({ exif: [w.bytesEntry(0x9286, data)] });
const utf16 = (text: string, little: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return little ? bytes : bytes.swap16();
};

describe('readExif', () => {
  it('reads texts, dates with offsets as written, numbers, thumbnail and maker note', async () => {
    const thumbnail = w.jpeg([]);
    const block = w.tiff({
      ifd0: [
        w.textEntry(0x010f, 'Canon '),
        w.textEntry(0x0110, 'Canon EOS 40D'),
        w.textEntry(0x0131, 'GIMP 2.4.5'),
        w.textEntry(0x0132, '2008:07:31 10:38:11'),
        w.textEntry(0x013b, '摄影师'),
        short(0x0112, 6),
        w.bytesEntry(0x9c9c, utf16('备注\0', true), 1),
      ],
      exif: [
        w.textEntry(0x9003, '2008:05:30 15:56:01'),
        w.textEntry(0x9011, '+08:00'),
        w.textEntry(0x9291, '123'),
        short(0xa002, 3888),
        short(0xa003, 2592),
        rational(0x829a, 1, 160),
        rational(0x920a, 135, 1),
        w.bytesEntry(0x927c, Uint8Array.of(1, 2, 3, 4, 5)),
      ],
      thumbnail,
    });
    const exif = await read(block);
    expect(exif).toMatchObject({
      make: 'Canon',
      model: 'Canon EOS 40D',
      software: 'GIMP 2.4.5',
      artist: '摄影师',
      windowsTexts: { XPComment: '备注' },
      original: { date: '2008:05:30 15:56:01', offset: '+08:00', subSeconds: '123' },
      digitized: { date: null, offset: null, subSeconds: null },
      modified: { date: '2008:07:31 10:38:11', offset: null },
      orientation: 6,
      pixelXDimension: 3888,
      pixelYDimension: 2592,
      exposureTime: 1 / 160,
      focalLength: 135,
      gpsPresent: false,
    });
    expect(Buffer.from(exif?.thumbnail ?? []).equals(Buffer.from(thumbnail))).toBe(true);
    expect([...(exif?.makerNote ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(exif?.blocks).toHaveLength(1);
    expect(exif?.blocks[0].damaged).toBe(false);
  });

  it('reads texts in both byte orders, whatever they say', async () => {
    const word = fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/);
    await fc.assert(
      fc.asyncProperty(word, word, fc.boolean(), async (make, date, littleEndian) => {
        const block = w.tiff(
          { ifd0: [w.textEntry(0x010f, make)], exif: [w.textEntry(0x9003, date)] },
          littleEndian,
        );
        const exif = await read(block);
        expect([exif?.make, exif?.original.date]).toEqual([make, date]);
      }),
      { numRuns: 60 },
    );
  });

  it('tells that a position is there and never what it is', async () => {
    const degrees = { type: 5, count: 3, value: new Uint8Array(24).fill(7) };
    const exif = await read(
      w.tiff({
        gps: [
          { tag: 2, ...degrees },
          { tag: 4, ...degrees },
        ],
      }),
    );
    expect(exif?.gpsPresent).toBe(true);
    expect(JSON.stringify(exif)).not.toMatch(/latitude|longitude|117901063/i);
    expect((await read(w.tiff({ gps: [{ tag: 2, ...degrees }] })))?.gpsPresent).toBe(false);
  });

  it('reads every block and merges field by field, the first statement first', async () => {
    const exif = await read(
      w.tiff({ ifd0: [w.textEntry(0x010f, 'First')] }),
      w.tiff({ ifd0: [w.textEntry(0x010f, 'Second'), w.textEntry(0x0131, 'Editor')] }),
    );
    expect(exif).toMatchObject({ make: 'First', software: 'Editor' });
    expect(exif?.blocks.map(({ make, where }) => [make, where])).toEqual([
      ['First', 'block 0'],
      ['Second', 'block 1'],
    ]);
  });

  it('reads texts under the types of bytes, undefined and UTF-8 (Exif 3.0), and the fields beside them', async () => {
    const value = w.utf8('名 x\0');
    for (const type of [1, 2, 7, 129]) {
      const exif = await read(
        w.tiff({ ifd0: [{ tag: 0x010f, type, count: value.length, value }, w.textEntry(0x0110, 'Model')] }),
      );
      expect([exif?.make, exif?.model], `type ${type}`).toEqual(['名 x', 'Model']);
    }
    const number = { tag: 0x010f, type: 4, count: 2, value: new Uint8Array(8).fill(0x41) };
    expect((await read(w.tiff({ ifd0: [number, w.textEntry(0x0110, 'Model')] })))?.make).toBeNull();
  });

  it('reads the Exif directory where IFD0 holds nothing else and states too many entries', async () => {
    const block = Buffer.from(w.tiff({ exif: [w.textEntry(0x9003, '2026:01:01 00:00:00')] }));
    block.writeUInt16LE(60_000, 8);
    expect((await read(block))?.original.date).toBe('2026:01:01 00:00:00');
  });

  it('reads the sound entries of a damaged block', async () => {
    const far = { tag: 0x0131, type: 2, count: 0x7fffffff, value: Uint8Array.of(0xff, 0xff, 0xff, 0x7f) };
    const exif = await read(
      w.tiff({
        ifd0: [
          w.textEntry(0x010f, 'Canon'),
          far,
          { tag: 0x0112, type: 99, count: 1, value: Uint8Array.of(1) },
        ],
      }),
    );
    expect(exif).toMatchObject({ make: 'Canon', software: null, orientation: null });
    expect(exif?.blocks[0].damaged).toBe(true);
  });

  it('is not led to allocate what an entry states', async () => {
    const huge = { tag: 0x0112, type: 4, count: 0x3fffffff, value: Uint8Array.of(8, 0, 0, 0) };
    const before = process.memoryUsage().arrayBuffers;
    expect((await read(w.tiff({ ifd0: [w.textEntry(0x010f, 'Canon'), huge] })))?.make).toBe('Canon');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('returns null for no blocks, no TIFF structure, and a header alone', async () => {
    expect(await read()).toBeNull();
    expect(await read(w.ascii('nothing here'), w.ascii('II*\0'), new Uint8Array())).toBeNull();
  });

  it('reads Chinese texts that are not UTF-8', async () => {
    // GB 18030 for "ACD Systems 数码成像".
    const text = w.concat(
      w.ascii('ACD Systems '),
      Uint8Array.of(0xca, 0xfd, 0xc2, 0xeb, 0xb3, 0xc9, 0xcf, 0xf1, 0),
    );
    expect((await read(w.tiff({ ifd0: [w.bytesEntry(0x0131, text, 2)] })))?.software).toBe(
      'ACD Systems 数码成像',
    );
  });
});

describe('UserComment', () => {
  const label = '{"AIGC":{"Label":"1","ContentProducer":"测试"}}';
  const heads: readonly [string, Uint8Array][] = [
    ['no head', w.utf8(label)],
    ['ASCII head, UTF-8 text', w.concat(w.ascii('ASCII\0\0\0'), w.utf8(label))],
    ['zero head', w.concat(new Uint8Array(8), w.utf8(label))],
    ['Unicode head, little-endian text', w.concat(w.ascii('UNICODE\0'), utf16(label, true))],
    ['Unicode head, big-endian text', w.concat(w.ascii('UNICODE\0'), utf16(label, false))],
    [
      'Unicode head, byte order mark',
      w.concat(w.ascii('UNICODE\0'), Uint8Array.of(0xfe, 0xff), utf16(label, false)),
    ],
    ['Unicode head, UTF-8 text', w.concat(w.ascii('UNICODE\0'), w.utf8(label))],
  ];
  it.each(heads)('is decoded with %s', async (_, data) => {
    expect((await read(comment(data)))?.userComment).toBe(label);
  });

  it('takes the byte order of the block where the text has no Latin letters', async () => {
    const text = '照片说明文字';
    for (const little of [true, false]) {
      const block = w.tiff(
        { exif: [w.bytesEntry(0x9286, w.concat(w.ascii('UNICODE\0'), utf16(text, little)))] },
        little,
      );
      expect((await read(block))?.userComment).toBe(text);
    }
  });

  it('is null when it holds only padding', async () => {
    expect(
      (await read(comment(w.concat(w.ascii('ASCII\0\0\0'), new Uint8Array(64)))))?.userComment,
    ).toBeNull();
  });
});

describe('a crafted XMP packet', () => {
  // The prefix `__proto__` makes exifr's own XMP parser write to Object.prototype.
  const packet = w.xmpPacket(
    'xmlns:__proto__="urn:x" __proto__:polluted="yes"',
    '<__proto__:polluted2>yes</__proto__:polluted2>',
  );

  it('does not reach Object.prototype, wherever it stands', async () => {
    const withXmp = w.tiff({ ifd0: [w.textEntry(0x010f, 'Canon'), w.bytesEntry(0x02bc, w.utf8(packet), 1)] });
    const file = w.jpeg([w.exifSegment(withXmp), w.xmpSegment(packet)]);
    for (const container of [walkContainer(file, 'jpeg'), walkContainer(withXmp, 'tiff')]) {
      const exif = await readExif(container.blocks.filter(({ kind }) => kind === 'exif'));
      expect(exif?.make).toBe('Canon');
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
