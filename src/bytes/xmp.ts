import { XMLParser } from 'fast-xml-parser';
import { decodeText } from './text.js';
import { decodeEntities } from './xml-entities.js';
import { knownNamespace, RDF, XML } from './xmp-namespaces.js';
import { scanProperties } from './xmp-scan.js';

/** One value of an XMP packet. Lists give one property per item. */
export interface XmpProperty {
  /** Namespace URI of the innermost property. */
  readonly namespace: string;
  /** Its local name, e.g. `softwareAgent`. */
  readonly name: string;
  readonly value: string;
  /** Names from the packet down, prefixes as written: `xmpMM:History/stEvt:softwareAgent`. */
  readonly path: string;
}

/** One XMP packet, read. */
export interface XmpPacket {
  readonly where: string;
  readonly offset: number;
  /** False when the properties come from a plain scan of the text: it is no XML, or too long to parse. */
  readonly wellFormed: boolean;
  readonly properties: readonly XmpProperty[];
}

/** Packets of real files have up to some hundred kilobytes (long edit histories). */
const MAX_PACKET_CHARS = 2_000_000;
/**
 * Characters that are parsed as XML, all packets together: half a second of one core. What is longer (edit histories
 * that list thousands of ancestors) is scanned.
 */
const MAX_PARSED_CHARS = 600_000;
/** Before embedded pictures are cut out. */
const MAX_PACKET_BYTES = 32_000_000;
const MAX_PACKETS = 32;
const MAX_TOTAL_CHARS = 6_000_000;
const MAX_PROPERTIES = 10_000;
const MAX_DEPTH = 64;

/** Positions (`exif:GPSLatitude`) are dropped: no reading is made from them, and reports must not hold them. */
const PLACE = /^GPS/i;

/** Embedded pictures and depth maps: runs of base64 of this length are cut out before parsing. */
const MIN_RUN_CHARS = 65_536;

const PACKET_BEGIN = /<([\w.-]+:)?(xmpmeta|xapmeta|RDF)\b/;
const PACKET_END = /<\/([\w.-]+:)?(xmpmeta|xapmeta|RDF)\s*>/g;

const ANCESTORS =
  /<photoshop:DocumentAncestors>\s*<rdf:Bag>\s*(?:<rdf:li>[\w.:-]{1,100}<\/rdf:li>\s*)*<\/rdf:Bag>\s*<\/photoshop:DocumentAncestors>/g;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  allowBooleanAttributes: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // Entities stay as written: a packet can define none, and the five of XML are decoded by us.
  processEntities: false,
  htmlEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
});

/**
 * Reads all XMP packets of a file. What stands around the `x:xmpmeta` element is not looked at, so malformed packet
 * headers do no harm; a packet that is no XML (truncated, for instance) is scanned for what can still be read.
 *
 * @param blocks packets in file order, as `walkContainer` extracts them
 * @returns one entry per packet that holds an `xmpmeta` or `RDF` element
 */
export function readXmp(
  blocks: readonly { readonly where: string; readonly offset: number; readonly data: Uint8Array }[],
): XmpPacket[] {
  const packets: XmpPacket[] = [];
  let total = 0;
  let parsed = 0;
  for (const { where, offset, data } of blocks.slice(0, MAX_PACKETS)) {
    const text = cutPacket(decodeText(data, MAX_PACKET_BYTES));
    total += text?.length ?? 0;
    if (text === null || total > MAX_TOTAL_CHARS) continue;
    const parses = parsed + text.length <= MAX_PARSED_CHARS;
    if (parses) parsed += text.length;
    const { wellFormed, properties } = parses ? readPacket(text) : scanPacket(text);
    packets.push({
      where,
      offset,
      wellFormed,
      properties: properties.filter(({ name }) => !PLACE.test(name)),
    });
  }
  return packets;
}

/** The element that holds the properties, without what surrounds it. */
function cutPacket(text: string): string | null {
  const begin = PACKET_BEGIN.exec(text);
  if (!begin) return null;
  let end = text.length;
  for (const match of text.matchAll(PACKET_END)) end = match.index + match[0].length;
  const packet = end > begin.index ? text.slice(begin.index, end) : text.slice(begin.index);
  return dropRuns(dropAncestors(packet)).slice(0, MAX_PACKET_CHARS);
}

/**
 * Without the list of documents that Photoshop pasted from: hundreds of identifiers that no mark stands in, and most
 * of the parsing time of such packets. A list that holds anything but items of short text stays.
 */
function dropAncestors(text: string): string {
  return text.includes('DocumentAncestors') ? text.replace(ANCESTORS, '') : text;
}

/** Without runs of {@link MIN_RUN_CHARS} or more characters free of markup. */
function dropRuns(text: string): string {
  if (text.length < MIN_RUN_CHARS) return text;
  let kept = '';
  let begin = 0;
  for (const { index } of text.matchAll(/[<>"']/g)) {
    kept += index - begin < MIN_RUN_CHARS ? text.slice(begin, index + 1) : text[index];
    begin = index + 1;
  }
  return kept + (text.length - begin < MIN_RUN_CHARS ? text.slice(begin) : '');
}

function readPacket(text: string): Pick<XmpPacket, 'wellFormed' | 'properties'> {
  try {
    const properties: XmpProperty[] = [];
    collect(parser.parse(text) as XmlNode[], { scope: new Map(), property: null, path: '' }, properties);
    return { wellFormed: true, properties };
  } catch {
    return scanPacket(text);
  }
}

function scanPacket(text: string): Pick<XmpPacket, 'wellFormed' | 'properties'> {
  return { wellFormed: false, properties: scanProperties(text, MAX_PROPERTIES) };
}

/** fast-xml-parser's ordered form: one key with the children, `:@` with the attributes. */
type XmlNode = { readonly [name: string]: unknown };

interface Context {
  readonly scope: ReadonlyMap<string, string>;
  /** The property that text here belongs to; RDF containers are transparent. */
  readonly property: { readonly namespace: string; readonly name: string } | null;
  readonly path: string;
}

function collect(nodes: readonly XmlNode[], context: Context, out: XmpProperty[]): void {
  for (const node of nodes) {
    if (out.length >= MAX_PROPERTIES) return;
    const tag = Object.keys(node).find((key) => key !== ':@');
    if (tag === undefined) continue;
    const content = node[tag];
    if (tag === '#text') addValue(decodeEntities(String(content)), context, out);
    else if (tag === '#cdata') addValue(readCdata(content), context, out);
    else if (Array.isArray(content)) {
      const attributes = Object.entries((node[':@'] ?? {}) as Record<string, unknown>);
      const inner = enter(tag, attributes, context);
      for (const [name, value] of attributes) addAttribute(name, String(value), inner, out);
      collect(content as XmlNode[], inner, out);
    }
  }
}

function enter(tag: string, attributes: readonly [string, unknown][], context: Context): Context {
  let scope = context.scope;
  const declarations = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declarations.length > 0) {
    const wider = new Map(scope);
    for (const [name, uri] of declarations) wider.set(name.slice(6), decodeEntities(String(uri)).trim());
    scope = wider;
  }
  const { namespace, name } = resolve(tag, scope);
  // `Description`, `RDF`, `Seq`, `li` … and `xmpmeta` only structure the packet.
  if (namespace === RDF || name === 'xmpmeta' || name === 'xapmeta') return { ...context, scope };
  return { scope, property: { namespace, name }, path: context.path ? `${context.path}/${tag}` : tag };
}

function addAttribute(attribute: string, value: string, context: Context, out: XmpProperty[]): void {
  if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) return;
  const { namespace, name } = resolve(attribute, context.scope, true);
  const text = decodeEntities(value);
  if (namespace === RDF || (namespace === '' && name === 'resource')) {
    // A URI may stand as `rdf:resource` instead of as text.
    if (name === 'resource' || name === 'value') addValue(text, context, out);
  } else if (namespace !== XML && namespace !== '') {
    const path = context.path ? `${context.path}/${attribute}` : attribute;
    if (out.length < MAX_PROPERTIES) out.push({ namespace, name, value: text, path });
  }
}

function addValue(value: string, { property, path }: Context, out: XmpProperty[]): void {
  const text = value.trim();
  if (property && text !== '' && out.length < MAX_PROPERTIES) out.push({ ...property, value: text, path });
}

function resolve(
  qualified: string,
  scope: ReadonlyMap<string, string>,
  attribute = false,
): { namespace: string; name: string } {
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  const name = qualified.slice(colon + 1);
  // Attributes without prefix have no namespace, whatever the default is.
  if (attribute && prefix === '') return { namespace: '', name };
  return { namespace: scope.get(prefix) ?? knownNamespace(prefix), name };
}

function readCdata(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return (content as XmlNode[]).map((part) => String(part['#text'] ?? '')).join('');
}
