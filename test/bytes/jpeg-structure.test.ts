import fc from 'fast-check';
import sharp, { type JpegOptions } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readJpegStructure, samplingName, ZIGZAG } from '../../src/bytes/jpeg-structure.js';
import { scaledTable } from '../../src/maths/jpeg-quality.js';

async function encode(options: JpegOptions, channels: 1 | 3 = 3): Promise<Uint8Array> {
  const width = 70;
  const height = 50;
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * i * 31) % 251);
  const image = sharp(data, { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).jpeg(options).toBuffer();
}

describe('readJpegStructure', () => {
  let baseline: Uint8Array;
  beforeAll(async () => {
    baseline = await encode({ quality: 80 });
  });

  it('reads frame, tables and sampling of a baseline file', () => {
    const structure = readJpegStructure(baseline);
    expect(structure).toMatchObject({
      mode: 'baseline',
      precision: 8,
      width: 70,
      height: 50,
      sampling: '2x2/1x1/1x1',
      scans: 1,
      end: baseline.length,
      trailingBytes: 0,
    });
    expect([...structure!.components[0].quantization!]).toEqual([...scaledTable(80, 'luma')]);
    expect([...structure!.components[2].quantization!]).toEqual([...scaledTable(80, 'chroma')]);
    expect(samplingName(structure!)).toBe('4:2:0');
  });

  it('tells progressive files, full chroma and grey', async () => {
    const progressive = readJpegStructure(await encode({ progressive: true, chromaSubsampling: '4:4:4' }));
    expect(progressive!.mode).toBe('progressive');
    expect(progressive!.scans).toBeGreaterThan(3);
    expect(samplingName(progressive!)).toBe('4:4:4');
    const grey = readJpegStructure(await encode({}, 1));
    expect(samplingName(grey!)).toBe('grey');
    expect(grey!.components).toHaveLength(1);
  });

  it('counts trailing bytes, also when they look like markers', () => {
    const structure = readJpegStructure(Uint8Array.of(...baseline, 0xff, 0xd8, 0xff, 0xd9, 7));
    expect(structure).toMatchObject({ end: baseline.length, trailingBytes: 5 });
  });

  it('reads restart interval, Adobe marker and 16-bit tables of a hand-made file', () => {
    const wide = Array.from({ length: 64 }, (_, k) => [(300 + k) >> 8, (300 + k) & 255]).flat();
    const file = Uint8Array.of(
      ...[0xff, 0xd8],
      ...[0xff, 0xee, 0, 14, 65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, 1],
      ...[0xff, 0xdb, 0, 131, 0x10, ...wide],
      ...[0xff, 0xff, 0xff, 0xc1, 0, 11, 8, 0, 16, 0, 24, 1, 1, 0x21, 0],
      ...[0xff, 0xdd, 0, 4, 0, 9],
      ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9],
    );
    const structure = readJpegStructure(file);
    expect(structure).toMatchObject({
      mode: 'extended',
      width: 24,
      height: 16,
      restartInterval: 9,
      adobeTransform: 1,
      jfif: false,
      sampling: '2x1',
      end: file.length,
    });
    expect(structure!.components[0].quantization![ZIGZAG[63]]).toBe(363);
    expect(structure!.components[0].quantization![ZIGZAG[2]]).toBe(302);
  });

  it('has no end when the file is cut, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: baseline.length - 1 }), (length) => {
        expect(readJpegStructure(baseline.subarray(0, length))?.end ?? null).toBeNull();
      }),
    );
  });

  it('survives any change of bytes', () => {
    const edit = fc.tuple(fc.nat(baseline.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), (edits) => {
        const bytes = baseline.slice();
        for (const [at, byte] of edits) bytes[at] = byte;
        const structure = readJpegStructure(bytes);
        if (structure?.end) expect(structure.end).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('is null for what is no JPEG', () => {
    expect(readJpegStructure(new Uint8Array())).toBeNull();
    expect(readJpegStructure(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0))).toBeNull();
    expect(readJpegStructure(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBeNull();
  });
});
