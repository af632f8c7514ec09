import { describe, expect, it } from 'vitest';
import type { MetadataText } from '../../../src/bytes/metadata-text.js';
import { editorCamera } from '../../../src/signals/metadata/editor-camera.js';
import { emptyExif } from './exif-facts.js';

function read(make: string | null, fields: Record<string, string>) {
  const texts: MetadataText[] = Object.entries(fields).map(([name, text]) => ({
    kind: 'exif',
    name,
    namespace: '',
    where: '',
    text,
  }));
  return editorCamera.measure({ exif: { ...emptyExif(), make, model: make && 'X1' }, texts });
}

describe('metadata/editor-camera', () => {
  it.each([
    [{}, 0, []],
    [{ Software: 'Ver.1.02' }, 0, []],
    [{ Software: 'HDR+ 1.0.199571065z' }, 0, []],
    [{ Software: 'Adobe Photoshop Lightroom 6.1 (Windows)' }, 1, ['Adobe Lightroom']],
    [{ Software: '1.0', CreatorTool: 'Adobe Photoshop CS6 (Windows)' }, 2, ['Adobe Photoshop']],
    [{ Software: 'Snapseed 2.20.379372371' }, 2, ['Snapseed']],
  ])('%j measures %i', async (fields, value, programs) => {
    expect(await read('Canon', fields)).toMatchObject({ status: 'measured', value, details: { programs } });
  });

  it('reads fields that name programs, and no others', async () => {
    expect(await read('Canon', { ImageDescription: 'before Photoshop' })).toMatchObject({ value: 0 });
  });

  it('does not apply without a camera', async () => {
    expect(await read(null, { Software: 'GIMP 2.10' })).toMatchObject({ reason: 'no-metadata' });
    expect(await editorCamera.measure({ exif: null, texts: [] })).toMatchObject({ reason: 'no-metadata' });
  });
});
