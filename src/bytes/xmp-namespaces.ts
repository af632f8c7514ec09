export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const XML = 'http://www.w3.org/XML/1998/namespace';

/** Namespaces by their usual prefix (XMP specification parts 1 and 2, IPTC 2025.1, TC260-PG-20259A). */
export const NAMESPACES = {
  rdf: RDF,
  xml: XML,
  x: 'adobe:ns:meta/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xap: 'http://ns.adobe.com/xap/1.0/',
  xmpMM: 'http://ns.adobe.com/xap/1.0/mm/',
  xapMM: 'http://ns.adobe.com/xap/1.0/mm/',
  stEvt: 'http://ns.adobe.com/xap/1.0/sType/ResourceEvent#',
  stRef: 'http://ns.adobe.com/xap/1.0/sType/ResourceRef#',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  crs: 'http://ns.adobe.com/camera-raw-settings/1.0/',
  pdf: 'http://ns.adobe.com/pdf/1.3/',
  Iptc4xmpCore: 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  TC260: 'http://www.tc260.org.cn/ns/AIGC/1.0/',
} as const;

/** The namespace that a prefix usually stands for, for packets that forget to declare it; else the prefix itself. */
export function knownNamespace(prefix: string): string {
  return Object.hasOwn(NAMESPACES, prefix) ? NAMESPACES[prefix as keyof typeof NAMESPACES] : prefix;
}
