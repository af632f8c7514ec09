import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Container } from '../../src/bytes/container.js';
import type { PhotoFormat } from '../../src/bytes/format.js';
import { walkContainer } from '../../src/bytes/walk.js';
import * as w from './container-writer.js';

const text = (data: Uint8Array) => Buffer.from(data).toString('utf8');
const kinds = ({ blocks }: Container) => blocks.map(({ kind }) => kind);
const one = ({ blocks }: Container, kind: Block['kind']): Block => {
  const found = blocks.filter((block) => block.kind === kind);
  expect(found, kind).toHaveLength(1);
  return found[0];
};
const codes = ({ notes }: Container) => notes.map(({ code }) => code);
const payload = () => fc.uint8Array({ minLength: 1, maxLength: 700 });
const packet = w.xmpPacket('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="x"');
const exif = w.tiff({ ifd0: [w.textEntry(0x0131, 'test')] });

describe('what is written is read back', () => {
  it('from JPEG: every payload of every segment, whatever bytes it holds', () => {
    const marker = fc.constantFrom(0xe0, 0xe3, 0xe5, 0xee, 0xef, 0xfe);
    fc.assert(
      fc.property(
        fc.array(fc.record({ marker, data: payload() }), { maxLength: 12 }),
        payload(),
        (segments, trailer) => {
          const behind = w.concat(Uint8Array.of(1), trailer);
          const { blocks } = walkContainer(w.jpeg(segments, behind), 'jpeg');
          const read = blocks.map(({ data }) => Buffer.from(data).toString('hex'));
          expect(read).toEqual(
            [...segments.map(({ data }) => data), behind].map((data) => Buffer.from(data).toString('hex')),
          );
        },
      ),
    );
  });

  it('from PNG: text in all three forms, before and after the pixels', () => {
    const keyword = fc
      .stringMatching(/^[A-Za-z][A-Za-z ]{0,30}[A-Za-z]$/)
      .filter((name) => !name.startsWith('Raw profile'));
    const form = fc.constantFrom(
      w.textChunk,
      w.compressedChunk,
      w.internationalChunk,
      (name: string, data: w.Bytes) => w.internationalChunk(name, data, true),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(form, keyword, payload()), { maxLength: 8 }),
        fc.boolean(),
        (texts, late) => {
          const chunks = texts.map(([write, name, data]) => write(name, data));
          const file = late ? w.png([], { afterPixels: chunks }) : w.png(chunks);
          const { blocks, notes } = walkContainer(file, 'png');
          expect(notes).toEqual([]);
          expect(blocks.map(({ kind, keyword: name, data }) => [kind, name, [...data]])).toEqual(
            texts.map(([, name, data]) => ['text', name, [...data]]),
          );
        },
      ),
    );
  });

  it('from WebP: chunks of odd and even length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('XMP ', 'ICCP', 'C2PA', 'ABCD'), payload()), { maxLength: 8 }),
        (chunks) => {
          const file = w.webp(chunks.map(([type, data]) => ({ type, data })));
          const { blocks, notes } = walkContainer(file, 'webp');
          expect(notes).toEqual([]);
          expect(blocks.map(({ data }) => [...data])).toEqual(chunks.map(([, data]) => [...data]));
        },
      ),
    );
  });

  it('from GIF: comments and application data across sub-blocks, XMP with its trailer', () => {
    fc.assert(
      fc.property(payload(), payload(), (comment, data) => {
        const file = w.gif([
          w.gifComment(comment),
          w.gifXmp(w.utf8(packet)),
          w.gifApplication('C2PA_GIF\x01\x00\x00', data),
        ]);
        const container = walkContainer(file, 'gif');
        expect([...one(container, 'comment').data]).toEqual([...comment]);
        expect(text(one(container, 'xmp').data)).toBe(packet);
        expect([...one(container, 'jumbf').data]).toEqual([...data]);
        expect(container.notes).toEqual([]);
      }),
    );
  });

  it('from TIFF and EXIF: foreign blocks by tag, in both byte orders', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 400 }), fc.boolean(), (data, littleEndian) => {
        const file = w.tiff(
          { ifd0: [w.bytesEntry(0x02bc, data, 1), w.bytesEntry(0x83bb, data), w.bytesEntry(0xcd41, data)] },
          littleEndian,
        );
        const container = walkContainer(file, 'tiff');
        expect(kinds(container)).toEqual(['exif', 'xmp', 'iptc', 'jumbf']);
        for (const { data: read } of container.blocks.slice(1)) expect([...read]).toEqual([...data]);
        const inside = walkContainer(w.jpeg([w.exifSegment(file)]), 'jpeg');
        expect([...one(inside, 'xmp').data]).toEqual([...data]);
      }),
    );
  });

  it('from AVIF: items in one piece or several, in idat or mdat', () => {
    fc.assert(
      fc.property(payload(), fc.integer({ min: 1, max: 4 }), fc.boolean(), (data, pieces, inMeta) => {
        const file = w.avif([
          { type: 'av01', data: Uint8Array.of(1, 2, 3) },
          {
            type: 'mime',
            contentType: 'application/rdf+xml',
            data,
            pieces: Math.min(pieces, data.length),
            inMeta,
          },
          { type: 'Exif', data: w.concat(w.u32(6), w.ascii('Exif\0\0'), exif) },
        ]);
        const container = walkContainer(file, 'avif');
        expect(container.notes).toEqual([]);
        expect([...one(container, 'xmp').data]).toEqual([...data]);
        expect(Buffer.from(one(container, 'exif').data).equals(Buffer.from(exif))).toBe(true);
      }),
    );
  });
});

describe('JPEG', () => {
  const guid = '0123456789ABCDEF0123456789ABCDEF';
  const whole = w.utf8(w.xmpPacket(`xmlns:a="urn:a" a:b="${'long '.repeat(340)}"`));
  const main = w.xmpSegment(
    w.xmpPacket(`xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`),
  );
  const parts = [0, 700, 1400].map((begin) =>
    w.extensionSegment(guid, whole, begin, Math.min(begin + 700, whole.length)),
  );

  it('joins extended XMP whatever the order of its parts', () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const container = walkContainer(w.jpeg([main, ...order.map((index) => parts[index])]), 'jpeg');
      const joined = container.blocks.find(({ where }) => where.includes(guid));
      expect(Buffer.from(joined?.data ?? []).equals(Buffer.from(whole))).toBe(true);
      expect(container.notes).toEqual([]);
    }
  });

  it('notes an extension that is named but absent, and one with a gap', () => {
    expect(walkContainer(w.jpeg([main]), 'jpeg').notes).toEqual([
      { code: 'xmp-extension-incomplete', where: `XMP extension ${guid}`, detail: 'no parts' },
    ]);
    expect(codes(walkContainer(w.jpeg([main, parts[0], parts[2]]), 'jpeg'))).toEqual([
      'xmp-extension-incomplete',
    ]);
  });

  it('joins JUMBF packets by instance and number, with the box header once', () => {
    const store = (fill: number) => w.box('jumb', Buffer.alloc(300, fill));
    const [a, b] = [store(1), store(2)];
    const segments = [
      w.jumbfSegment(2, 1, b, 8, 308),
      w.jumbfSegment(1, 2, a, 150, 308),
      w.jumbfSegment(1, 1, a, 8, 150),
    ];
    const { blocks } = walkContainer(w.jpeg(segments), 'jpeg');
    const jumbf = blocks
      .filter(({ kind }) => kind === 'jumbf')
      .map(({ data }) => Buffer.from(data).toString('hex'));
    expect(jumbf.sort()).toEqual([a, b].map((data) => Buffer.from(data).toString('hex')).sort());
  });

  it('reads IPTC, EXIF and XMP inside Photoshop resources, also when segments split a resource', () => {
    const resources = w.concat(
      w.resource(0x03ed, new Uint8Array(16)),
      w.resource(0x0404, w.dataset(110, w.utf8('credit')), 'odd'),
      w.resource(0x0422, exif),
      w.resource(0x0424, w.utf8(packet)),
    );
    const [head, tail] = [resources.subarray(0, 61), resources.subarray(61)];
    const container = walkContainer(w.jpeg([w.photoshopSegment(head), w.photoshopSegment(tail)]), 'jpeg');
    expect(kinds(container)).toEqual(['photoshop', 'iptc', 'exif', 'xmp']);
    expect(text(one(container, 'xmp').data)).toBe(packet);
  });

  it('reads all EXIF and XMP blocks, not the first', () => {
    const container = walkContainer(
      w.jpeg([w.exifSegment(exif), w.xmpSegment(packet), w.exifSegment(exif), w.xmpSegment(packet)]),
      'jpeg',
    );
    expect(kinds(container)).toEqual(['exif', 'xmp', 'exif', 'xmp']);
  });

  it('accepts an XMP head without NUL and a packet without head', () => {
    const bare = { marker: 0xe1, data: w.utf8(packet) };
    const noNul = { marker: 0xe1, data: w.utf8(`http://ns.adobe.com/xap/1.0/${packet}`) };
    const { blocks } = walkContainer(w.jpeg([bare, noNul]), 'jpeg');
    expect(blocks.map(({ kind, data }) => [kind, text(data)])).toEqual([
      ['xmp', packet],
      ['xmp', packet],
    ]);
  });

  it('skips fill bytes, notes stray ones, and reads on', () => {
    const file = Buffer.from(w.jpeg([{ marker: 0xfe, data: w.ascii('one') }]));
    const filled = w.concat(file.subarray(0, 2), Uint8Array.of(0xff, 0xff, 0xff), file.subarray(2));
    expect(walkContainer(filled, 'jpeg').notes).toEqual([]);
    expect(text(one(walkContainer(filled, 'jpeg'), 'comment').data)).toBe('one');
    const stray = w.concat(file.subarray(0, 2), w.ascii('stray'), file.subarray(2));
    expect(codes(walkContainer(stray, 'jpeg'))).toEqual(['malformed']);
    expect(text(one(walkContainer(stray, 'jpeg'), 'comment').data)).toBe('one');
  });

  it('hands on what follows the picture, but not padding', () => {
    const container = walkContainer(w.jpeg([], w.ascii('SEFH tail')), 'jpeg');
    expect(text(one(container, 'trailer').data)).toBe('SEFH tail');
    expect(codes(container)).toEqual(['trailing-bytes']);
    expect(walkContainer(w.jpeg([], new Uint8Array(64)), 'jpeg')).toMatchObject({ blocks: [], notes: [] });
  });

  it('keeps the readable part of a truncated file', () => {
    const file = w.jpeg([w.xmpSegment(packet), { marker: 0xfe, data: w.ascii('a long comment') }]);
    const cut = walkContainer(file.subarray(0, w.jpeg([w.xmpSegment(packet)]).length - 8), 'jpeg');
    expect(kinds(cut)).toContain('xmp');
    expect(codes(cut)).toContain('truncated');
  });
});

describe('PNG', () => {
  it('recognises XMP, EXIF with and without head, C2PA and ICC chunks', () => {
    const container = walkContainer(
      w.png([
        w.internationalChunk('XML:com.adobe.xmp', w.utf8(packet)),
        { type: 'eXIf', data: exif },
        { type: 'eXIf', data: w.concat(w.ascii('Exif\0\0'), exif) },
        { type: 'caBX', data: w.ascii('store') },
        { ...w.compressedChunk('profile', w.ascii('icc')), type: 'iCCP' },
      ]),
      'png',
    );
    expect(kinds(container)).toEqual(['xmp', 'exif', 'exif', 'jumbf', 'icc']);
    for (const { data } of container.blocks.filter(({ kind }) => kind === 'exif'))
      expect(Buffer.from(data).equals(Buffer.from(exif))).toBe(true);
  });

  it('reads ImageMagick raw profiles as the blocks that they hold', () => {
    const profile = (name: string, data: w.Bytes) =>
      w.compressedChunk(
        `Raw profile type ${name}`,
        w.ascii(
          `\n${name}\n    ${data.length}\n${Buffer.from(data)
            .toString('hex')
            .replace(/(.{72})/g, '$1\n')}\n`,
        ),
      );
    const iptc = w.resource(0x0404, w.dataset(40, w.utf8('FBMD')));
    const container = walkContainer(
      w.png([
        profile('exif', w.concat(w.ascii('Exif\0\0'), exif)),
        profile('xmp', w.utf8(packet)),
        profile('iptc', iptc),
      ]),
      'png',
    );
    expect(kinds(container)).toEqual(['exif', 'xmp', 'photoshop', 'iptc']);
    expect(text(one(container, 'xmp').data)).toBe(packet);
  });

  it('notes a bad checksum and reads the chunk all the same', () => {
    const container = walkContainer(
      w.png([{ ...w.textChunk('parameters', w.ascii('Steps: 20')), badCrc: true }]),
      'png',
    );
    expect(codes(container)).toEqual(['bad-crc']);
    expect(text(one(container, 'text').data)).toBe('Steps: 20');
  });

  it('refuses a text bomb and reads the rest', () => {
    const bomb = w.compressedChunk('bomb', Buffer.alloc(12_000_000, 'a'));
    const container = walkContainer(w.png([bomb, w.textChunk('after', w.ascii('x'))]), 'png');
    expect(codes(container)).toEqual(['text-too-large']);
    expect(one(container, 'text').keyword).toBe('after');
  });

  it('stops inflating once many chunks together are too large', () => {
    const chunks = Array.from({ length: 8 }, () => w.compressedChunk('big', Buffer.alloc(7_000_000, 'a')));
    const container = walkContainer(w.png(chunks), 'png');
    expect(container.blocks.length).toBeLessThanOrEqual(4);
    expect(codes(container)).toContain('text-too-large');
  });

  it('notes what is no zlib stream, a text without keyword, and trailing bytes', () => {
    const broken = { type: 'zTXt', data: w.ascii('key\0\0nonsense') };
    const nameless = { type: 'tEXt', data: w.ascii('nothing') };
    const container = walkContainer(w.png([broken, nameless], { trailer: w.ascii('tail') }), 'png');
    expect(codes(container)).toEqual(['malformed', 'malformed', 'trailing-bytes']);
  });
});

describe('WebP, GIF and AVIF', () => {
  it('reads EXIF with and without the JPEG head in WebP, and a trailer', () => {
    const file = w.webp(
      [
        { type: 'EXIF', data: exif },
        { type: 'EXIF', data: w.concat(w.ascii('Exif\0\0'), exif) },
      ],
      w.ascii('tail'),
    );
    const container = walkContainer(file, 'webp');
    expect(kinds(container)).toEqual(['exif', 'exif', 'trailer']);
    expect(container.blocks[1].data[0]).toBe(0x49);
  });

  it('reads XMP that a GIF writer cut into sub-blocks', () => {
    const long = w.xmpPacket(`xmlns:a="urn:a" a:b="${'x'.repeat(600)}"`);
    const container = walkContainer(w.gif([w.gifApplication('XMP DataXMP', w.utf8(long))]), 'gif');
    expect(text(one(container, 'xmp').data)).toBe(long);
  });

  it('reads XMP, C2PA and EXIF from uuid boxes and a jumb box', () => {
    const container = walkContainer(
      w.avif(
        [],
        [
          w.uuidBox('be7acfcb97a942e89c71999491e3afac', w.utf8(packet)),
          w.uuidBox(
            'd8fec3d61b0e483c92975828877ec481',
            w.concat(w.u32(0), w.ascii('manifest\0'), new Uint8Array(8), w.ascii('store')),
          ),
          w.uuidBox(
            'd8fec3d61b0e483c92975828877ec481',
            w.concat(w.u32(0), w.ascii('merkle\0'), new Uint8Array(8)),
          ),
          w.uuidBox('4a706754696666457869662d3e4a5032', exif),
          w.box('jumb', w.ascii('store')),
        ],
      ),
      'avif',
    );
    expect(kinds(container)).toEqual(['xmp', 'jumbf', 'application', 'exif', 'jumbf']);
    expect(text(container.blocks[1].data)).toBe('store');
  });

  it('finds the TIFF header of an Exif item whose offset field is wrong', () => {
    const file = w.avif([{ type: 'Exif', data: w.concat(w.u32(999), exif) }]);
    expect(Buffer.from(one(walkContainer(file, 'heic'), 'exif').data).equals(Buffer.from(exif))).toBe(true);
  });

  it('notes an item whose bytes lie outside the file', () => {
    const file = w.avif([{ type: 'mime', contentType: 'application/rdf+xml', data: w.utf8(packet) }]);
    const container = walkContainer(file.subarray(0, file.length - 40), 'avif');
    expect(kinds(container)).toEqual([]);
    expect(codes(container)).toContain('truncated');
  });
});

describe('any bytes', () => {
  const formats: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'];

  it('never throw, and every block lies inside what it was made from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...formats), (bytes, format) => {
        const { blocks } = walkContainer(bytes, format);
        for (const { data } of blocks) expect(data.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('give at most a bounded number of blocks', () => {
    const many = w.jpeg(Array.from({ length: 5_000 }, () => ({ marker: 0xfe, data: w.ascii('x') })));
    expect(walkContainer(many, 'jpeg').blocks.length).toBeLessThanOrEqual(2_000);
  });
});
