import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../../src/bytes/exif.js';
import { readJpegStructure } from '../../../src/bytes/jpeg-structure.js';
import table from '../../../src/bytes/quantization-origins.json' with { type: 'json' };
import { walkContainer } from '../../../src/bytes/walk.js';
import { cameraTables } from '../../../src/signals/metadata/camera-tables.js';
import { emptyExif } from './exif-facts.js';

const PROVENANCE = process.env.CLAIMLENS_DATA && join(process.env.CLAIMLENS_DATA, 'provenance');

async function read(make: string | null, model: string | null, quality: number) {
  const pixels = sharp(new Uint8Array(48 * 48 * 3).fill(90), { raw: { width: 48, height: 48, channels: 3 } });
  const jpegStructure = readJpegStructure(await pixels.jpeg({ quality }).toBuffer());
  return cameraTables.measure({ exif: { ...emptyExif(), make, model }, jpegStructure });
}

describe('metadata/camera-tables', () => {
  it('knows what a Pixel 5 writes, in any spelling of its name', async () => {
    // The survey holds three such files, all at libjpeg quality 95 with 4:2:0.
    expect(await read('Google', 'Pixel 5', 95)).toMatchObject({
      value: 0,
      details: { known: 'model', files: 3, samplingKnown: true, class: 'ijg' },
    });
    expect(await read('google ', 'Google Pixel 5', 95)).toMatchObject({ value: 0 });
  });

  it('sees tables that no camera of the maker was met with', async () => {
    expect(await read('Google', 'Pixel 5', 61)).toMatchObject({ value: 1, details: { known: 'neither' } });
  });

  it('knows no camera under the settings of a program', () => {
    const names = Object.values(table as unknown as Record<string, string[][]>).flatMap((rows) =>
      rows.flatMap(([, name, model]) => [name, model]),
    );
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => /[{}]/.test(name))).toEqual([]);
  });

  it('does not apply to strangers, other formats and files without a camera', async () => {
    expect(await read('Nobody', 'N1', 95)).toMatchObject({ reason: 'unknown-camera' });
    expect(await read(null, null, 95)).toMatchObject({ reason: 'no-metadata' });
    expect(await cameraTables.measure({ exif: emptyExif(), jpegStructure: null })).toMatchObject({
      reason: 'not-jpeg',
    });
  });
});

describe.skipIf(!PROVENANCE)('metadata/camera-tables on camera files (needs CLAIMLENS_DATA)', () => {
  it.each([
    ['8a9d04b92d0d.jpg', 0, 'model'], // Canon PowerShot S40, as it came from the camera
    ['7d6f8f7450f1.jpg', 0, 'model'], // Fujifilm DX-10, tables of its own
    ['3495de26279d.jpg', 1, 'neither'], // Olympus C8080WZ, saved by GIMP
    ['f999fd78bfe8.jpg', 1, 'neither'], // Canon EOS Rebel T3, exported by Lightroom
  ])('%s measures %d', async (name, value, known) => {
    const bytes = new Uint8Array(readFileSync(join(PROVENANCE!, name)));
    const exif = await readExif(walkContainer(bytes, 'jpeg').blocks.filter(({ kind }) => kind === 'exif'));
    const reading = await cameraTables.measure({ exif, jpegStructure: readJpegStructure(bytes) });
    expect(reading).toMatchObject({ value, details: { known } });
  });
});
