import { describe, expect, it } from 'vitest';
import { readIfd, readIfdInteger, readTiffHeader } from '../../src/bytes/ifd.js';
import { walkContainer } from '../../src/bytes/walk.js';
import * as w from './container-writer.js';

const u64 = (value: number) => w.concat(w.u32(0), w.u32(value));

describe('readTiffHeader', () => {
  it('tells byte order and width, and refuses what is none', () => {
    expect(readTiffHeader(w.tiff({}))).toEqual({ littleEndian: true, bigTiff: false, firstIfd: 8 });
    expect(readTiffHeader(w.tiff({}, false))).toEqual({ littleEndian: false, bigTiff: false, firstIfd: 8 });
    const big = w.concat(w.ascii('MM\0+'), Uint8Array.of(0, 8, 0, 0), u64(16));
    expect(readTiffHeader(big)).toEqual({ littleEndian: false, bigTiff: true, firstIfd: 16 });
    for (const bytes of [new Uint8Array(), w.ascii('II'), w.ascii('II\0*'), w.ascii('MMxx')])
      expect(readTiffHeader(bytes)).toBeNull();
  });
});

describe('readIfd', () => {
  const read = (block: Uint8Array) => {
    const header = readTiffHeader(block);
    return header && readIfd(block, header, header.firstIfd);
  };

  it('leaves out entries whose value lies outside the block, and says so', () => {
    const block = w.tiff({ ifd0: [w.textEntry(0x010f, 'Canon'), w.textEntry(0x0110, 'a long model name')] });
    const cut = block.subarray(0, block.length - 4);
    expect(read(block)).toMatchObject({ damaged: false, next: 0 });
    expect(read(cut)?.entries.map(({ tag }) => tag)).toEqual([0x010f]);
    expect(read(cut)?.damaged).toBe(true);
  });

  it('reads what fits of a directory that states too many entries', () => {
    const block = Buffer.from(w.tiff({ ifd0: [w.textEntry(0x010f, 'abc')] }));
    block.writeUInt16LE(65_535, 8);
    expect(read(block)).toMatchObject({ damaged: true });
    expect(read(block)?.entries[0].tag).toBe(0x010f);
  });

  it('returns null for a directory outside the block', () => {
    const block = Buffer.from(w.tiff({}));
    block.writeUInt32LE(9_999, 4);
    expect(read(block)).toBeNull();
    block.writeUInt32LE(0, 4);
    expect(read(block)).toBeNull();
  });

  it('reads integers of every width and nothing else', () => {
    const block = w.tiff({
      ifd0: [
        { tag: 1, type: 1, count: 1, value: Uint8Array.of(7) },
        { tag: 2, type: 3, count: 1, value: Uint8Array.of(0x34, 0x12) },
        { tag: 3, type: 4, count: 1, value: Uint8Array.of(0x78, 0x56, 0x34, 0xf2) },
        w.textEntry(4, 'abcdefgh'),
      ],
    });
    const header = readTiffHeader(block);
    const values = header && read(block)?.entries.map((entry) => readIfdInteger(block, header, entry));
    expect(values).toEqual([7, 0x1234, 0xf2345678, null]);
  });
});

describe('TIFF files', () => {
  it('end at a directory that points back', () => {
    const block = Buffer.from(w.tiff({ ifd0: [w.textEntry(0x010f, 'abc')] }));
    block.writeUInt32LE(8, 8 + 2 + 12);
    expect(walkContainer(block, 'tiff').blocks.map(({ kind }) => kind)).toEqual(['exif']);
  });

  it('give XMP also from BigTIFF', () => {
    const packet = w.utf8(w.xmpPacket('xmlns:a="urn:a" a:b="c"'));
    const entry = w.concat(w.u16(0x02bc), w.u16(1), u64(packet.length), u64(16 + 8 + 20 + 8));
    const file = w.concat(
      w.ascii('MM\0+'),
      Uint8Array.of(0, 8, 0, 0),
      u64(16),
      u64(1),
      entry,
      u64(0),
      packet,
    );
    const { blocks } = walkContainer(file, 'tiff');
    expect(blocks.map(({ kind }) => kind)).toEqual(['exif', 'xmp']);
    expect(Buffer.from(blocks[1].data).equals(Buffer.from(packet))).toBe(true);
  });
});
