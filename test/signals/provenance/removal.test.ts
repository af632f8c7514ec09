import { describe, expect, it } from 'vitest';
import type { PhotoFormat } from '../../../src/bytes/format.js';
import { removal } from '../../../src/signals/provenance/removal.js';
import * as w from '../../bytes/container-writer.js';
import { honestPhoto, measureFile, readFile, withPngText, withXmp } from './measure-file.js';

const pointer = (value: string) =>
  w.xmpSegment(w.xmpPacket(`xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="${value}"`));
const store = w.box('jumb', w.box('jumd', w.ascii('c2pa\0')), new Uint8Array(300).fill(7));
const codes = async (bytes: Uint8Array, format: PhotoFormat = 'jpeg') => {
  const { value, details } = await readFile(removal, bytes, format);
  const found = (details.found as { code: string }[]).map(({ code }) => code);
  expect(value).toBe(found.length);
  return found;
};

describe('removal', () => {
  it('finds a pointer to a manifest that is gone, not one that is there or remote', async () => {
    expect(await codes(w.jpeg([pointer('self#jumbf=/c2pa/urn:x')]))).toEqual(['c2pa-pointer-dangling']);
    expect(
      await codes(w.jpeg([pointer('self#jumbf=/c2pa/urn:x'), w.jumbfSegment(1, 1, store, 8, store.length)])),
    ).toEqual([]);
    const remote = w.jpeg([pointer('https://example.com/manifest.c2pa')]);
    expect(await codes(remote)).toEqual([]);
    expect((await readFile(removal, remote)).details.remoteManifest).toBe(true);
  });

  it('finds the pointer in every container, once the manifest is gone from it', async () => {
    const packet = w.utf8(
      w.xmpPacket('xmlns:d="http://purl.org/dc/terms/" d:provenance="self#jumbf=/c2pa/urn:x"'),
    );
    const item = { type: 'mime', contentType: 'application/rdf+xml', data: packet };
    const uuid = w.uuidBox(
      'd8fec3d61b0e483c92975828877ec481',
      w.concat(w.u32(0), w.ascii('manifest\0'), new Uint8Array(8), store),
    );
    const pointers = [w.internationalChunk('XML:com.adobe.xmp', packet)];
    const files: readonly (readonly [PhotoFormat, (kept: boolean) => Uint8Array])[] = [
      ['png', (kept) => w.png([...(kept ? [{ type: 'caBX', data: store }] : []), ...pointers])],
      [
        'webp',
        (kept) => w.webp([{ type: 'XMP ', data: packet }, ...(kept ? [{ type: 'C2PA', data: store }] : [])]),
      ],
      [
        'gif',
        (kept) => w.gif([w.gifXmp(packet), ...(kept ? [w.gifApplication('C2PA_GIF\x01\0\0', store)] : [])]),
      ],
      [
        'tiff',
        (kept) =>
          w.tiff({
            ifd0: [w.bytesEntry(0x02bc, packet, 1), ...(kept ? [w.bytesEntry(0xcd41, store)] : [])],
          }),
      ],
      ['avif', (kept) => w.avif([item], kept ? [uuid] : [])],
      ['heic', (kept) => w.avif([item], kept ? [uuid] : [])],
    ];
    for (const [format, write] of files) {
      expect(await codes(write(true), format), format).toEqual([]);
      expect(await codes(write(false), format), format).toEqual(['c2pa-pointer-dangling']);
    }
  });

  it('finds a manifest store that lacks segments, unless the file is cut short', async () => {
    const part = (order: number, begin: number, end: number) => w.jumbfSegment(1, order, store, begin, end);
    const whole = [part(1, 8, 100), part(2, 100, 200), part(3, 200, store.length)];
    expect(await codes(w.jpeg(whole))).toEqual([]);
    expect(await codes(w.jpeg([...whole].reverse()))).toEqual([]);
    expect(await codes(w.jpeg([part(0, 8, 100), part(1, 100, store.length)]))).toEqual([]);
    for (const missing of [0, 1, 2]) {
      const left = whole.filter((_, index) => index !== missing);
      expect(await codes(w.jpeg(left)), `without ${missing + 1}`).toEqual(['c2pa-store-incomplete']);
      const cut = w.jpeg(left);
      expect(await codes(cut.subarray(0, cut.length - 2))).toEqual([]);
    }
  });

  it('finds what in-place strippers blank out', async () => {
    const blank = w.avif([
      { type: 'mime', contentType: 'application/rdf+xml', data: Buffer.alloc(400, ' ') },
    ]);
    expect(await codes(blank, 'avif')).toEqual(['xmp-blank']);
    expect(await codes(w.png([{ type: 'caBX', data: new Uint8Array(900) }]), 'png')).toEqual([
      'c2pa-store-blank',
    ]);
    expect(await codes(w.png([{ type: 'caBX', data: store }]), 'png')).toEqual([]);
  });

  it('finds an extension without parts, unless the file is cut short', async () => {
    const named = w.xmpSegment(
      w.xmpPacket(
        'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF"',
      ),
    );
    const file = w.jpeg([named]);
    expect(await codes(file)).toEqual(['xmp-extension-missing']);
    expect(await codes(file.subarray(0, file.length - 2))).toEqual([]);
  });

  it('finds a label namespace without label, and a propagator without producer', async () => {
    expect(await codes(withXmp('xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'))).toEqual([
      'label-namespace-empty',
    ]);
    expect(await codes(withXmp('xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/" T:AIGC=""'))).toEqual([
      'label-namespace-empty',
    ]);
    const half = JSON.stringify({
      Label: '1',
      ContentProducer: '',
      ProduceID: '',
      ContentPropagator: 'shop',
      PropagateID: '1',
    });
    expect(await codes(withPngText(['AIGC', half]), 'png')).toEqual(['propagator-without-producer']);
  });

  it('never counts missing metadata', async () => {
    expect(await measureFile(removal, w.jpeg([]))).toEqual({
      status: 'not-applicable',
      reason: 'no-metadata',
    });
    expect(await codes(honestPhoto())).toEqual([]);
    expect(await codes(withXmp(''))).toEqual([]);
  });
});
