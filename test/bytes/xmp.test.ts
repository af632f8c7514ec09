import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntities } from '../../src/bytes/xml-entities.js';
import { readXmp } from '../../src/bytes/xmp.js';
import { utf8, xmpPacket } from './container-writer.js';

const XMP = 'http://ns.adobe.com/xap/1.0/';
const TC260 = 'http://www.tc260.org.cn/ns/AIGC/1.0/';
const read = (text: string) => readXmp([{ where: 'here', offset: 0, data: utf8(text) }]);
const values = (text: string) =>
  read(text).flatMap(({ properties }) =>
    properties.map(({ namespace, name, value }) => [namespace, name, value]),
  );

describe('readXmp', () => {
  it('skips lists of pasted documents, and keeps one that holds something else', () => {
    const list = (item: string) =>
      xmpPacket(
        `xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:q="${XMP}" q:CreatorTool="Tool"`,
        `<photoshop:DocumentAncestors>\n<rdf:Bag>\n <rdf:li>uuid:A1</rdf:li>\n <rdf:li>${item}</rdf:li>\n</rdf:Bag>\n</photoshop:DocumentAncestors><q:Label>l</q:Label>`,
      );
    expect(values(list('xmp.did:02-a'))).toEqual([
      [XMP, 'CreatorTool', 'Tool'],
      [XMP, 'Label', 'l'],
    ]);
    expect(values(list('a {label}'))).toHaveLength(4);
  });

  it('reads attributes, elements, lists and structures alike, by namespace and not by prefix', () => {
    const packet = xmpPacket(
      `xmlns:q="${XMP}" q:CreatorTool="Tool" xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmlns:ev="urn:event" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
      `<q:Label>two &amp; three</q:Label><dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
       <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Title</rdf:li></rdf:Alt></dc:title>
       <mm:History><rdf:Seq><rdf:li ev:action="saved" ev:agent="A"/><rdf:li rdf:parseType="Resource"><ev:agent>B</ev:agent></rdf:li></rdf:Seq></mm:History>
       <dc:source rdf:resource="http://example.com/s"/>`,
    );
    const [found] = read(packet);
    expect(found.wellFormed).toBe(true);
    expect(found.properties).toEqual([
      { namespace: XMP, name: 'CreatorTool', value: 'Tool', path: 'q:CreatorTool' },
      { namespace: XMP, name: 'Label', value: 'two & three', path: 'q:Label' },
      { namespace: 'http://purl.org/dc/elements/1.1/', name: 'creator', value: 'Ann', path: 'dc:creator' },
      { namespace: 'http://purl.org/dc/elements/1.1/', name: 'creator', value: 'Bob', path: 'dc:creator' },
      { namespace: 'http://purl.org/dc/elements/1.1/', name: 'title', value: 'Title', path: 'dc:title' },
      { namespace: 'urn:event', name: 'action', value: 'saved', path: 'mm:History/ev:action' },
      { namespace: 'urn:event', name: 'agent', value: 'A', path: 'mm:History/ev:agent' },
      { namespace: 'urn:event', name: 'agent', value: 'B', path: 'mm:History/ev:agent' },
      {
        namespace: 'http://purl.org/dc/elements/1.1/',
        name: 'source',
        value: 'http://example.com/s',
        path: 'dc:source',
      },
    ]);
  });

  it('reads back any text as attribute and as element', () => {
    const escapeXml = (text: string) =>
      text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
    const printable = fc.stringMatching(/^[!-~\u4e00-\u4fff]([ -~\u4e00-\u4fff]{0,80}[!-~\u4e00-\u4fff])?$/u);
    fc.assert(
      fc.property(printable, (text) => {
        const packet = xmpPacket(
          `xmlns:a="urn:a" a:one="${escapeXml(text)}"`,
          `<a:two>${escapeXml(text)}</a:two>`,
        );
        expect(values(packet)).toEqual([
          ['urn:a', 'one', text],
          ['urn:a', 'two', text],
        ]);
      }),
    );
  });

  it('tolerates the malformed packet headers of Doubao and Jimeng', () => {
    const packet = `<?xml version="1.0" encoding="UTF-8"?><?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"??><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:TC260="${TC260}"><TC260:AIGC>{&quot;Label&quot;:&quot;1&quot;}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
    expect(values(packet)).toEqual([[TC260, 'AIGC', '{"Label":"1"}']]);
  });

  it('scans what is no XML: truncated packets and bare quotes', () => {
    const cut = xmpPacket(
      `xmlns:xmp="${XMP}" xmp:CreatorTool="Tool"`,
      '<xmp:Label>kept</xmp:Label><xmp:Nickname>lo',
    ).split('</rdf:Desc')[0];
    const [found] = read(cut);
    expect(found.properties.map(({ name, value }) => [name, value])).toEqual(
      expect.arrayContaining([
        ['CreatorTool', 'Tool'],
        ['Label', 'kept'],
      ]),
    );
    const [bare] = read(
      xmpPacket(
        `xmlns:t="${TC260}" t:AIGC="{"Label":"1"}" xmlns:xmp="${XMP}"`,
        '<xmp:Label>after</xmp:Label>',
      ),
    );
    expect(bare.properties.map(({ value }) => value)).toContain('after');
  });

  it('reads all packets, and those without x:xmpmeta', () => {
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:a="urn:a" a:b="c"/></rdf:RDF>`;
    const packets = readXmp([1, 2].map((offset) => ({ where: `at ${offset}`, offset, data: utf8(rdf) })));
    expect(packets.map(({ where, properties }) => [where, properties[0].value])).toEqual([
      ['at 1', 'c'],
      ['at 2', 'c'],
    ]);
  });

  it('reads UTF-16 packets', () => {
    const data = Buffer.concat([
      Buffer.of(0xff, 0xfe),
      Buffer.from(xmpPacket('xmlns:a="urn:a" a:b="值"'), 'utf16le'),
    ]);
    expect(readXmp([{ where: '', offset: 0, data }])[0].properties[0].value).toBe('值');
  });

  it('uses the usual meaning of a prefix that nobody declared', () => {
    expect(values(xmpPacket('xmp:CreatorTool="Tool"'))).toEqual([[XMP, 'CreatorTool', 'Tool']]);
  });

  it('expands no entities of the file and does not grow', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${xmpPacket('xmlns:a="urn:a" a:b="&b;"')}`;
    expect(values(bomb)).toEqual([['urn:a', 'b', '&b;']]);
  });

  it('does not reach Object.prototype', () => {
    const crafted = xmpPacket(
      'xmlns:__proto__="urn:x" __proto__:polluted="1" xmlns:constructor="urn:y"',
      '<constructor:prototype>2</constructor:prototype><__proto__><polluted>3</polluted></__proto__>',
    );
    read(crafted);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('bounds depth, size and number', () => {
    const deep = xmpPacket('', `${'<a:b xmlns:a="urn:a">'.repeat(5_000)}x`);
    expect(() => read(deep)).not.toThrow();
    const long = xmpPacket(
      'xmlns:a="urn:a"',
      `<a:picture>${'QUJD'.repeat(400_000)}</a:picture><a:after>kept</a:after>`,
    );
    expect(values(long)).toContainEqual(['urn:a', 'after', 'kept']);
    const many = xmpPacket('xmlns:a="urn:a"', '<a:b>c</a:b>'.repeat(12_000));
    expect(read(many)[0].properties.length).toBeLessThanOrEqual(10_000);
    expect(
      readXmp(Array.from({ length: 100 }, () => ({ where: '', offset: 0, data: utf8(xmpPacket('')) })))
        .length,
    ).toBeLessThanOrEqual(32);
  });

  it('returns nothing for what holds no packet', () => {
    expect(read('')).toEqual([]);
    expect(read('plain text')).toEqual([]);
  });
});

describe('decodeEntities', () => {
  it('decodes the five entities and numbers once, and leaves the rest', () => {
    expect(decodeEntities('&lt;&gt;&amp;&quot;&apos;&#65;&#x4e2d;')).toBe('<>&"\'A中');
    expect(decodeEntities('&amp;quot;')).toBe('&quot;');
    expect(decodeEntities('&unknown; &#0; &#x110000;')).toBe('&unknown; &#0; &#x110000;');
  });
});
