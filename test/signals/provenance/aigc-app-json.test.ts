import { describe, expect, it } from 'vitest';
import { aigcAppJson } from '../../../src/signals/provenance/aigc-app-json.js';
import * as w from '../../bytes/container-writer.js';
import { honestPhoto, measureFile, readFile, withExif, withXmp } from './measure-file.js';

const object = (type: number, product = 'dreamina', exportType = 'edit') =>
  JSON.stringify({
    aigc_info: { aigc_label_type: type, source_info: product },
    data: { os: 'web', product, exportType, pictureId: '0' },
    trace_info: {},
  });
const userComment = (text: string) => withExif({ exif: [w.bytesEntry(0x9286, w.utf8(text))] });

describe('aigc-app-json', () => {
  it('reads the object from UserComment, ImageDescription and XMP', async () => {
    const text = object(0);
    const files = [
      userComment(text),
      userComment(`ASCII\0\0\0${text}`),
      withExif({ ifd0: [w.textEntry(0x010e, text)] }),
      withXmp(
        'xmlns:exif="http://ns.adobe.com/exif/1.0/"',
        `<exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></exif:UserComment>`,
      ),
      w.webp([{ type: 'EXIF', data: w.tiff({ exif: [w.bytesEntry(0x9286, w.utf8(text))] }) }]),
    ];
    for (const [index, file] of files.entries()) {
      const { value, marks, details } = await readFile(aigcAppJson, file, index === 4 ? 'webp' : 'jpeg');
      expect(value, `file ${index}`).toBe(1);
      expect(marks).toEqual([text]);
      expect(details).toMatchObject({ app: 'Jimeng 即梦 / Dreamina', saysAi: false });
    }
  });

  it.each([
    ['label type 1', object(1, 'aweme'), true],
    ['label type 2', object(2, 'doubao'), true],
    ['label type 0', object(0, 'doubao'), false],
    ['a generation of Dreamina', object(0, 'dreamina', 'generation'), true],
    ['a generation of another app', object(0, 'retouch', 'generation'), false],
    ['a nested aigc_type', JSON.stringify({ data: { product: 'aweme' }, info: { aigc_type: 1 } }), true],
    ['an object cut off', object(1).slice(0, -14), true],
  ])('tells a disclosure from an export: %s', async (_, text, saysAi) => {
    expect((await readFile(aigcAppJson, userComment(text))).details.saysAi).toBe(saysAi);
  });

  it('names Xingtu by its source type', async () => {
    const text = JSON.stringify({
      data: { source_type: 'douyin_beauty_me' },
      source_type: 'douyin_beauty_me',
    });
    expect((await readFile(aigcAppJson, userComment(text))).details.app).toBe('Xingtu 醒图');
  });

  it('does not apply to honest photos and to JSON of others', async () => {
    expect(await measureFile(aigcAppJson, honestPhoto())).toEqual({
      status: 'not-applicable',
      reason: 'no-metadata',
    });
    for (const text of [
      '{"product":"camera","data":{"os":"ios"}}',
      '{"AIGC":{"Label":"1","ContentProducer":"x"}}',
      'aigc_info',
    ])
      expect((await readFile(aigcAppJson, userComment(text))).value, text).toBe(0);
  });
});
