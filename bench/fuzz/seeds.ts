import type { PhotoFormat } from '../../src/bytes/format.js';
import * as w from '../../test/bytes/container-writer.js';

/** One file that the fuzz drivers damage. */
export interface SeedFile {
  readonly name: string;
  readonly format: PhotoFormat;
  readonly bytes: Uint8Array;
}

const LABEL =
  '{"Label":"1","ContentProducer":"001191110102MACQD9K64010000","ProduceID":"p1","ReservedCode1":"","ContentPropagator":"","PropagateID":"","ReservedCode2":""}';
const PARAMETERS =
  'a cup\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512';
const APP =
  '{"aigc_info":{"aigc_label_type":1,"source_info":"dreamina"},"data":{"product":"dreamina","exportType":"generation"}}';
const NAMESPACES =
  'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dcterms="http://purl.org/dc/terms/"';

/** Files with every kind of mark in every container, made here. */
export function seedFiles(): SeedFile[] {
  const quoted = LABEL.replaceAll('"', '&quot;');
  const packet = w.xmpPacket(
    `${NAMESPACES} xmp:CreatorTool="Snapseed 2.20" photoshop:Credit="Made with Google AI" dcterms:provenance="self#jumbf=c2pa" TC260:AIGC="${quoted}"`,
    '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>',
  );
  const guid = '0123456789ABCDEF0123456789ABCDEF';
  const extension = w.utf8(
    w.xmpPacket('xmlns:exif="http://ns.adobe.com/exif/1.0/"', `<exif:UserComment>${APP}</exif:UserComment>`),
  );
  const exif = (littleEndian: boolean): Uint8Array =>
    w.tiff(
      {
        ifd0: [
          w.textEntry(0x010f, 'Canon'),
          w.textEntry(0x0110, 'EOS 40D'),
          w.textEntry(0x0131, 'GIMP 2.10'),
          w.textEntry(0x010e, LABEL),
        ],
        exif: [
          w.bytesEntry(0x9286, w.concat(w.ascii('UNICODE\0'), Buffer.from(PARAMETERS, 'utf16le'))),
          w.textEntry(0x9003, '2024:01:01 00:00:00'),
        ],
        thumbnail: w.jpeg([]),
      },
      littleEndian,
    );
  const store = w.box('jumb', w.box('jumd', w.ascii('c2pa\0')), new Uint8Array(300));
  const iptc = w.resource(
    0x0404,
    w.concat(w.dataset(40, w.ascii('FBMD0f00075c01')), w.dataset(110, w.utf8('AI生成'))),
  );
  const jpeg = w.jpeg(
    [
      { marker: 0xe0, data: w.ascii('JFIF\0\x01\x01\0\0\x01\0\x01\0\0') },
      w.exifSegment(exif(true)),
      w.xmpSegment(packet),
      w.xmpSegment(
        w.xmpPacket(`xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`),
      ),
      w.extensionSegment(guid, extension, 100, extension.length),
      w.extensionSegment(guid, extension, 0, 100),
      w.jumbfSegment(1, 1, store, 8, 200),
      w.jumbfSegment(1, 2, store, 200, store.length),
      w.photoshopSegment(iptc, w.resource(0x0422, exif(false)), w.resource(0x0421, new Uint8Array(20))),
      { marker: 0xe4, data: w.ascii(`AIGC${LABEL}`) },
      { marker: 0xec, data: w.ascii('Ducky\0\x01') },
      { marker: 0xfe, data: w.ascii('Created with GIMP') },
    ],
    w.ascii('PhotoEditor_Re_Edit_Data{"genAIType":1}SEFT'),
  );
  const png = w.png([
    w.internationalChunk('XML:com.adobe.xmp', w.utf8(packet)),
    w.textChunk('parameters', w.utf8(PARAMETERS)),
    w.compressedChunk('workflow', w.utf8('{"last_node_id":3,"nodes":[{"widgets_values":[1]}],"links":[]}')),
    w.internationalChunk('AIGC', w.utf8(LABEL), true),
    w.compressedChunk(
      'Raw profile type exif',
      w.ascii(`\nexif\n 8\n${Buffer.from(exif(true)).toString('hex')}`),
    ),
    { type: 'eXIf', data: exif(false) },
    { type: 'caBX', data: store },
    w.textChunk('Description', w.utf8('a cat --v 6.1 Job ID: b3ce08bd-5016-4c49-bbb5-de6857321513')),
  ]);
  const webp = w.webp([
    { type: 'EXIF', data: w.concat(w.ascii('Exif\0\0'), exif(true)) },
    { type: 'XMP ', data: w.utf8(packet) },
    { type: 'C2PA', data: store },
  ]);
  const gif = w.gif([
    w.gifXmp(w.utf8(packet)),
    w.gifComment(w.utf8(PARAMETERS)),
    w.gifApplication('C2PA_GIF\x01\0\0', store),
  ]);
  const avif = w.avif(
    [
      { type: 'Exif', data: w.concat(w.u32(0), exif(true)) },
      { type: 'mime', contentType: 'application/rdf+xml', data: w.utf8(packet), pieces: 3 },
      { type: 'mime', contentType: 'application/rdf+xml', data: extension, inMeta: true },
    ],
    [
      w.uuidBox(
        'd8fec3d61b0e483c92975828877ec481',
        w.concat(w.u32(0), w.ascii('manifest\0'), new Uint8Array(8), store),
      ),
    ],
  );
  const tiff = w.tiff({
    ifd0: [
      w.bytesEntry(0x02bc, w.utf8(packet), 1),
      w.bytesEntry(0x8649, iptc),
      w.textEntry(0x0131, 'Adobe Photoshop 24.0'),
      w.bytesEntry(0xcd41, store),
    ],
    exif: [w.bytesEntry(0x9286, w.utf8(APP))],
  });
  return [
    { name: 'jpeg', format: 'jpeg', bytes: jpeg },
    { name: 'png', format: 'png', bytes: png },
    { name: 'webp', format: 'webp', bytes: webp },
    { name: 'gif', format: 'gif', bytes: gif },
    { name: 'avif', format: 'avif', bytes: avif },
    { name: 'heic', format: 'heic', bytes: avif },
    { name: 'tiff', format: 'tiff', bytes: tiff },
  ];
}
