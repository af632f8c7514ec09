import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { cameraMaker, cameraModel } from '../../../src/bytes/camera-names.js';
import { readJpegStructure } from '../../../src/bytes/jpeg-structure.js';
import { quantizationHash } from '../../../src/bytes/quantization-hash.js';
import { cameraTables, findOrigins } from '../../../src/bytes/quantization-origins.js';
import { quantization } from '../../../src/signals/jpeg/quantization.js';

const PROVENANCE = process.env.CLAIMLENS_DATA && join(process.env.CLAIMLENS_DATA, 'provenance');

async function encode(options: JpegOptions): Promise<Uint8Array> {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256);
  return sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

async function read(options: JpegOptions) {
  return quantization.measure({ jpegStructure: readJpegStructure(await encode(options)) });
}

describe('jpeg/quantization', () => {
  it.each([35, 75, 92])('names the exact libjpeg quality %i', async (quality) => {
    expect(await read({ quality })).toMatchObject({
      status: 'measured',
      value: quality,
      details: { class: 'ijg', exact: true, chromaQuality: quality, subsampling: '4:2:0' },
    });
  });

  it('tells how the chroma table goes with the luma table', async () => {
    const relationIn = async (bytes: Uint8Array) => {
      const reading = await quantization.measure({ jpegStructure: readJpegStructure(bytes) });
      return reading.status === 'measured' && reading.details?.chromaRelation;
    };
    const file = Buffer.from(await encode({ quality: 80 }));
    expect(await relationIn(file)).toBe('same-quality');
    expect(await relationIn(await encode({ quality: 80, mozjpeg: true }))).toBe('same-table');
    const grey = sharp(new Uint8Array(64 * 64), { raw: { width: 64, height: 64, channels: 1 } });
    expect(await relationIn(await grey.toColourspace('b-w').jpeg().toBuffer())).toBe('none');
    // The chroma table is the second one of the file.
    const chroma = file.indexOf(Buffer.from([0xff, 0xdb]), file.indexOf(Buffer.from([0xff, 0xdb])) + 2) + 5;
    const scale = (factor: number) =>
      file.map((byte, i) =>
        i >= chroma && i < chroma + 64 ? Math.max(1, Math.min(255, byte * factor)) : byte,
      );
    expect(await relationIn(scale(2))).toBe('coarser');
    expect(await relationIn(scale(0.4))).toBe('finer');
  });

  it('knows the tables of mozjpeg', async () => {
    expect(await read({ quality: 80, mozjpeg: true })).toMatchObject({
      value: 80,
      details: { class: 'mozjpeg', exact: true, progressive: true },
    });
  });

  it('reads other tables as the nearest quality of no known writer', async () => {
    // Table 8 of mozjpeg (Klein, Silverstein, Carney) is neither standard nor in the survey.
    const reading = await read({ quality: 80, quantizationTable: 8 });
    expect(reading).toMatchObject({ details: { class: 'unknown', exact: false, seenFrom: [] } });
    expect(reading.status === 'measured' && reading.value).toBeGreaterThan(40);
  });

  it('does not apply to other formats', async () => {
    expect(await quantization.measure({ jpegStructure: null })).toEqual({
      status: 'not-applicable',
      reason: 'not-jpeg',
    });
  });
});

describe.skipIf(!PROVENANCE)('jpeg/quantization on provenance files (needs CLAIMLENS_DATA)', () => {
  it('finds an Adobe table where Photoshop saved', async () => {
    const bytes = readFileSync(join(PROVENANCE!, '31b06a687d09.jpg'));
    expect(await quantization.measure({ jpegStructure: readJpegStructure(bytes) })).toMatchObject({
      details: { class: 'editor', subsampling: '4:4:4' },
    });
  });
});

describe('origins', () => {
  it('knows a camera by any spelling of its maker and by its model', () => {
    const canon = cameraTables('Canon', 'Canon PowerShot SX60 HS');
    expect(canon).not.toBeNull();
    expect(cameraTables('CANON INC.', 'PowerShot SX60 HS')).toBe(canon);
    expect(cameraTables('Canon')!.files).toBeGreaterThan(canon!.files);
    expect(cameraTables('Nobody', 'X1')).toBeNull();
  });

  it('lists the origins that a hash leads to, and none for strangers or inherited names', () => {
    const [hash] = cameraTables('Canon', 'Canon PowerShot SX60 HS')!.hashes;
    expect(findOrigins(hash).some((origin) => origin.model === 'Canon PowerShot SX60 HS')).toBe(true);
    expect(findOrigins('constructor')).toEqual([]);
  });

  it('hashes luma and chroma in order', () => {
    const a = new Uint16Array(64).fill(1);
    const b = new Uint16Array(64).fill(2);
    expect(quantizationHash(a, b)).toMatch(/^[0-9a-f]{12}$/);
    expect(quantizationHash(a, b)).not.toBe(quantizationHash(b, a));
  });

  it('folds makers', () => {
    expect(cameraMaker('NIKON CORPORATION')).toBe('nikon');
    expect(cameraMaker('OLYMPUS OPTICAL CO.,LTD')).toBe(cameraMaker('OLYMPUS IMAGING CORP.  '));
    expect(cameraModel('Canon', 'Canon EOS 5D')).toBe('eos 5d');
    expect(cameraModel('NIKON CORPORATION', 'NIKON D90')).toBe('d90');
  });
});
