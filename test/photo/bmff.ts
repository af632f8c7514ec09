/** Writes the smallest HEIC file that has a readable header: one HEVC item, its pixels are nonsense. */
export function writeHeic(width: number, height: number): Uint8Array {
  const image = Buffer.alloc(64, 7);
  // HEVC configuration: version 1, main profile, 4:2:0, 8 bits, no parameter sets.
  const hvcc = box(
    'hvcC',
    [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 90, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 0],
  );
  const ispe = box('ispe', [0, 0, 0, 0, ...u32(width), ...u32(height)]);
  const head = (mdatOffset: number) =>
    Buffer.concat([
      box('ftyp', [...ascii('heic'), 0, 0, 0, 0, ...ascii('mif1heic')]),
      box('meta', [
        ...u32(0),
        ...box('hdlr', [...u32(0), ...u32(0), ...ascii('pict'), ...u32(0), ...u32(0), ...u32(0), 0]),
        ...box('pitm', [...u32(0), 0, 1]),
        ...box('iloc', [
          ...u32(0),
          0x44,
          0x00,
          0,
          1,
          0,
          1,
          0,
          0,
          0,
          1,
          ...u32(mdatOffset),
          ...u32(image.length),
        ]),
        ...box('iinf', [...u32(0), 0, 1, ...box('infe', [2, 0, 0, 0, 0, 1, 0, 0, ...ascii('hvc1'), 0])]),
        ...box('iprp', [
          ...box('ipco', [...hvcc, ...ispe]),
          ...box('ipma', [...u32(0), ...u32(1), 0, 1, 2, 0x81, 0x02]),
        ]),
      ]),
    ]);
  const begin = head(0).length + 8;
  return new Uint8Array(Buffer.concat([head(begin), box('mdat', [...image])]));
}

function box(type: string, content: readonly number[]): Buffer {
  return Buffer.from([...u32(content.length + 8), ...ascii(type), ...content]);
}

function ascii(text: string): number[] {
  return [...Buffer.from(text, 'latin1')];
}

function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
