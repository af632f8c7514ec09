import { describe, expect, it } from 'vitest';
import { camera } from '../../../src/signals/provenance/camera.js';
import * as w from '../../bytes/container-writer.js';
import { honestPhoto, measureFile, readFile, withExif, withXmp } from './measure-file.js';

const named = (make: string, model: string) =>
  w.tiff({ ifd0: [w.textEntry(0x010f, make), w.textEntry(0x0110, model)] });

describe('camera', () => {
  it('names make and model once, also where the model repeats the make', async () => {
    expect((await readFile(camera, honestPhoto())).marks).toEqual(['Apple iPhone 15']);
    expect((await readFile(camera, w.jpeg([w.exifSegment(named('Canon', 'Canon EOS 40D'))]))).marks).toEqual([
      'Canon EOS 40D',
    ]);
    expect(
      (await readFile(camera, w.jpeg([w.exifSegment(named('NIKON CORPORATION', 'NIKON D70'))]))).marks,
    ).toEqual(['NIKON D70']);
  });

  it('counts the cameras of all blocks, EXIF and XMP, and the same one once', async () => {
    const xmp = w.xmpSegment(
      w.xmpPacket('xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Make="Canon" tiff:Model="Canon EOS 40D"'),
    );
    const same = w.jpeg([w.exifSegment(named('Canon', 'Canon EOS 40D')), xmp]);
    expect((await readFile(camera, same)).value).toBe(1);
    const two = w.jpeg([
      w.exifSegment(named('SONY', 'DSC-V1')),
      w.exifSegment(named('Canon', 'EOS R5')),
      xmp,
    ]);
    expect((await readFile(camera, two)).marks).toEqual(['SONY DSC-V1', 'Canon EOS R5', 'Canon EOS 40D']);
  });

  it('takes no generator and no prompt for a camera', async () => {
    for (const [make, model] of [
      ['Black Forest Labs', 'flux-dev'],
      ['Ideogram AI', 'V2'],
      ['prompt:{"1":{}}', 'workflow:{}'],
    ])
      expect((await readFile(camera, w.jpeg([w.exifSegment(named(make, model))]))).value, make).toBe(0);
  });

  it('does not apply without make and model', async () => {
    expect((await measureFile(camera, withExif({ ifd0: [w.textEntry(0x010f, ' ')] }))).status).toBe(
      'not-applicable',
    );
    expect((await measureFile(camera, withXmp(''))).status).toBe('not-applicable');
  });
});
