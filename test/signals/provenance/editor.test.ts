import { describe, expect, it } from 'vitest';
import { EDITING_SOFTWARE, isFirmware, matchSoftware } from '../../../src/bytes/editing-software.js';
import { editor } from '../../../src/signals/provenance/editor.js';
import * as w from '../../bytes/container-writer.js';
import {
  honestPhoto,
  measureFile,
  readFile,
  withExif,
  withIptc,
  withPngText,
  withXmp,
} from './measure-file.js';

const software = (text: string) => withExif({ ifd0: [w.textEntry(0x0131, text)] });
const besideCamera = (text: string) =>
  withExif({
    ifd0: [w.textEntry(0x0131, text), w.textEntry(0x010f, 'Canon'), w.textEntry(0x0110, 'EOS R5')],
  });
const XMP = 'xmlns:xmp="http://ns.adobe.com/xap/1.0/"';

describe('editor', () => {
  it.each([
    ['Adobe Photoshop CS2 Windows', 'Adobe Photoshop', 'editor'],
    ['Adobe Photoshop Lightroom Classic 9.1 (Macintosh)', 'Adobe Lightroom', 'developer'],
    ['Adobe Photoshop Camera Raw 9.1.1 (Windows)', 'Adobe Camera Raw', 'developer'],
    ['GIMP 2.10.32', 'GIMP', 'editor'],
    ['www.meitu.com', 'Meitu 美图', 'beauty'],
    ['Snapseed 2.20.529', 'Snapseed', 'editor'],
    ['醒图', 'Xingtu 醒图', 'beauty'],
    ['CapCut 11.2.0', 'CapCut / 剪映', 'beauty'],
    ['PicsArt', 'PicsArt', 'beauty'],
    ['Capture One 22 Macintosh', 'Capture One', 'developer'],
    ['Picasa 3.0', 'Picasa', 'viewer'],
    ['paint.net 5.0.2', 'Paint.NET', 'editor'],
    ['Canva doc=DAG user=UAD', 'Canva', 'design'],
    ['Doubao', 'Doubao 豆包', 'generative'],
    ['豆包', 'Doubao 豆包', 'generative'],
    ['即梦AI', 'Jimeng 即梦', 'generative'],
    ['dreamina', 'Jimeng 即梦', 'generative'],
    ['剪映', 'CapCut / 剪映', 'beauty'],
    ['Hypic', 'Xingtu 醒图', 'beauty'],
    ['美图秀秀', 'Meitu 美图', 'beauty'],
    ['BeautyPlus', 'Meitu 美图', 'beauty'],
    ['Picsart', 'PicsArt', 'beauty'],
    ['Canva (Renderer)', 'Canva', 'design'],
    ['Samsung Gallery', 'Samsung Gallery', 'editor'],
    ['Apple Photos Clean Up', 'Apple Clean Up', 'generative'],
    ['Google Magic Editor', 'Google Magic Editor', 'generative'],
    ['Magic Eraser', 'Google Magic Editor', 'generative'],
    ['Photo assist', 'Galaxy AI', 'generative'],
    ['Adobe Firefly', 'Adobe Firefly', 'generative'],
    ['WPS图片', 'WPS', 'editor'],
    ['天天P图', 'Tencent Pitu 天天P图', 'beauty'],
  ])('knows "%s" beside a camera', async (text, program, kind) => {
    const { value, marks, details } = await readFile(editor, besideCamera(text));
    expect([value, marks]).toEqual([1, [text]]);
    expect(details).toMatchObject({ programs: program, kinds: [kind], besideCamera: true });
  });

  it('reads CreatorTool, history, IPTC, PNG text and comments', async () => {
    const history =
      '<mm:History xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"><rdf:Seq><rdf:li stEvt:softwareAgent="Adobe Photoshop 24.0 (Macintosh)"/><rdf:li stEvt:softwareAgent="Adobe Photoshop 24.0 (Macintosh)"/></rdf:Seq></mm:History>';
    expect((await readFile(editor, withXmp(`${XMP} xmp:CreatorTool="Adobe Fireworks CS4"`))).marks).toEqual([
      'Adobe Fireworks CS4',
    ]);
    expect((await readFile(editor, withXmp('', history))).marks).toEqual([
      'Adobe Photoshop 24.0 (Macintosh)',
    ]);
    expect((await readFile(editor, withIptc(w.dataset(65, w.utf8('ACDSee'))))).details.programs).toBe(
      'ACDSee',
    );
    expect(
      (await readFile(editor, withPngText(['Software', 'Adobe ImageReady']), 'png')).details.programs,
    ).toBe('Adobe Photoshop');
    expect(
      (await readFile(editor, w.jpeg([{ marker: 0xfe, data: w.ascii('Created with GIMP') }]))).details
        .programs,
    ).toBe('GIMP');
  });

  it('knows what Photoshop leaves without its name, and what metadata libraries leave', async () => {
    expect(
      (await readFile(editor, w.jpeg([{ marker: 0xec, data: w.ascii('Ducky\0\x01') }]))).details.programs,
    ).toBe('Adobe Photoshop');
    const version = w.photoshopSegment(
      w.resource(0x0404, new Uint8Array(4)),
      w.resource(0x0421, new Uint8Array(30)),
    );
    expect((await readFile(editor, w.jpeg([version]))).value).toBe(1);
    const library = w.photoshopSegment(
      w.resource(0x0404, w.dataset(110, w.utf8('x'))),
      w.resource(0x0425, new Uint8Array(16)),
    );
    expect((await readFile(editor, w.jpeg([library]))).value).toBe(0);
  });

  it('takes an unknown program for one where no camera is named', async () => {
    const { details } = await readFile(editor, software('PixTweak Pro'));
    expect(details).toMatchObject({ programs: 'PixTweak Pro', kinds: ['unknown'], besideCamera: false });
    expect((await readFile(editor, besideCamera('PixTweak Pro'))).value).toBe(0);
  });

  it.each([
    '17.4.1',
    'Ver.1.12',
    'Ver 2.0',
    'G991BXXU5CVF1',
    'ILCE-6500 v1.06',
    'MediaTek Camera Application',
    'HDR+ 1.0.5',
    'Digital Camera FinePix E550 Ver1.00',
  ])('takes the firmware "%s" for no program', async (text) => {
    expect(isFirmware(text)).toBe(true);
    expect((await readFile(editor, software(text))).value).toBe(0);
  });

  it('takes no credited person for a program, but a program that credits itself', async () => {
    const credit = (text: string) => withIptc(w.dataset(110, w.utf8(text)));
    expect((await readFile(editor, credit('Snow'))).value).toBe(0);
    expect((await readFile(editor, credit('Apple Photos Clean Up'))).details.programs).toBe('Apple Clean Up');
  });

  it('takes no generator and no words in a comment for an editor', async () => {
    expect((await readFile(editor, software('NovelAI'))).value).toBe(0);
    expect(
      (await readFile(editor, w.jpeg([{ marker: 0xfe, data: w.ascii('I love photoshop') }]))).value,
    ).toBe(0);
    expect(
      (
        await readFile(
          editor,
          w.jpeg([{ marker: 0xfe, data: w.ascii('CREATOR: gd-jpeg v1.0 (using IJG JPEG v62)') }]),
        )
      ).value,
    ).toBe(0);
    expect((await measureFile(editor, honestPhoto())).status).toBe('not-applicable');
  });
});

describe('the table of programs', () => {
  it('has names and sources, each name once, and finds each program by its own name', () => {
    expect(new Set(EDITING_SOFTWARE.map(({ name }) => name)).size).toBe(EDITING_SOFTWARE.length);
    for (const { source } of EDITING_SOFTWARE) expect(source).not.toBe('');
    for (const name of [
      'Adobe Photoshop',
      'Snapseed',
      'Meitu 美图',
      'Xingtu 醒图',
      'CapCut / 剪映',
      'Canva',
      'Doubao 豆包',
      'Jimeng 即梦',
      'PicsArt',
      'Apple Clean Up',
      'Google',
      'Samsung Gallery',
    ])
      expect(
        EDITING_SOFTWARE.some((program) => program.name === name),
        name,
      ).toBe(true);
    expect(matchSoftware('something else')).toBeNull();
  });
});
